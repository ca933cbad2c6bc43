// The document: inside the page (a report), or from the program that serves it.
import { DocumentError, checkDocument, checkStory, isToldWith, withinFinding, withoutGroups } from './check';
import type { PageDocument, StoryDocument } from './document';

/** What comes back for a question to a live page. */
export interface Answer {
  story: StoryDocument;
  /** The document that the story belongs to: another one when the case has got another finding since. */
  document: PageDocument;
  /** Then also the stories that were asked for before: their groups, and the numbers of accounts whose names are replaced, were the
   * former finding's. */
  earlier: StoryDocument[];
}

export interface Source {
  document: PageDocument;
  /** Live only: asks the program for another story; `earlier` are the questions of those that the page shows. */
  ask?: (query: string, earlier: readonly string[]) => Promise<Answer>;
}

export async function unpack(base64: string): Promise<unknown> {
  try {
    const binary = atob(base64.trim());
    const bytes = new Uint8Array(binary.length);
    for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
    const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
    return await new Response(stream).json();
  } catch (error) {
    throw new DocumentError('unpack', error instanceof Error ? error.message : '');
  }
}

async function fetchJson(path: string): Promise<unknown> {
  const answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store' }).catch(() => {
    throw new DocumentError('unreachable', '');
  });
  if (!answer.ok) {
    const told = (await answer.json().catch(() => null)) as { error?: unknown } | null;
    throw new Error(typeof told?.error === 'string' ? told.error : `${answer.status} ${answer.statusText}`);
  }
  return answer.json();
}

export async function load(): Promise<Source> {
  const embedded = document.getElementById('document');
  if (embedded) {
    const packed = embedded.textContent ?? '';
    embedded.textContent = ''; /* megabytes that nothing needs again */
    return { document: checkDocument(await unpack(packed)) };
  }
  return liveSource(fetchJson);
}

export async function liveSource(fetchJson: (path: string) => Promise<unknown>): Promise<Source> {
  const ofCase = async () => checkDocument(await fetchJson('api/v1/case'));
  const ofStory = async (query: string) =>
    checkStory((await fetchJson('api/v1/story?q=' + encodeURIComponent(query))) as StoryDocument);
  const fit = (story: StoryDocument, document: PageDocument): StoryDocument => {
    if (!isToldWith(story, document)) return withoutGroups(story); /* yet another finding came in between */
    withinFinding(story, document);
    return story;
  };
  const source: Source = {
    document: await ofCase(),
    async ask(query, earlier) {
      const story = await ofStory(query);
      if (isToldWith(story, source.document)) return { story: fit(story, source.document), document: source.document, earlier: [] };
      const document = await ofCase(),
        again: StoryDocument[] = [];
      for (const question of [...earlier]) again.push(fit(await ofStory(question), document)); /* one by one: a server turns crowds away */
      return { story: fit(story, document), document, earlier: again };
    },
  };
  return source;
}
