// The document: inside the page (a report), or from the program that serves it.
import { DocumentError, checkDocument, checkStory, withinFinding } from './check';
import type { PageDocument, StoryDocument } from './document';

export interface Source {
  document: PageDocument;
  /** Live only: asks the program for another story. */
  ask?: (query: string) => Promise<StoryDocument>;
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
  const live = checkDocument(await fetchJson('api/v1/case'));
  return {
    document: live,
    async ask(query) {
      const story = checkStory((await fetchJson('api/v1/story?q=' + encodeURIComponent(query))) as StoryDocument);
      withinFinding(story.accounts, live.coordination[0]);
      return story;
    },
  };
}
