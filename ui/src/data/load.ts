// The document: inside the page (a report), or from the program that serves it.
import type { PageDocument, StoryDocument } from './document';

export interface Source {
  document: PageDocument;
  /** Live only: asks the program for another story. */
  ask?: (query: string) => Promise<StoryDocument>;
}

async function unpack(base64: string): Promise<unknown> {
  const binary = atob(base64.trim());
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i);
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Response(stream).json();
}

async function fetchJson<T>(path: string): Promise<T> {
  const answer = await fetch(path, { credentials: 'same-origin', cache: 'no-store' });
  if (!answer.ok) {
    const told = (await answer.json().catch(() => null)) as { error?: string } | null;
    throw new Error(told?.error ?? `${answer.status} ${answer.statusText}`);
  }
  return (await answer.json()) as T;
}

export async function load(): Promise<Source> {
  const embedded = document.getElementById('document');
  if (embedded) return { document: (await unpack(embedded.textContent ?? '')) as PageDocument };
  return {
    document: await fetchJson<PageDocument>('api/v1/case'),
    ask: (query) => fetchJson<StoryDocument>('api/v1/story?q=' + encodeURIComponent(query)),
  };
}
