// What is shown when there is nothing to show: why, and what to do.
import { DocumentError } from '../data/check';
import { fill, h } from '../parts/dom';
import { text } from '../parts/format';
import type { Words } from '../words';

/** What went wrong, for a person. */
export function reasonOf(words: Words, error: unknown): string {
  if (error instanceof DocumentError) return text(words.shell.failed[error.wrong], { what: error.what });
  return error instanceof Error ? error.message : String(error);
}

export function showFailure(place: Element, words: Words, error: unknown, isLive: boolean): void {
  const w = words.shell.failed,
    reason = reasonOf(words, error);
  document.title = w.title;
  fill(
    place,
    h(
      'main',
      { class: 'view-page' },
      h('p', { class: 'wordmark' }, words.title),
      h('h1', null, w.title),
      h('p', { role: 'alert' }, text(w.why, { reason })),
      h('p', null, isLive ? w.live : w.file),
    ),
  );
}
