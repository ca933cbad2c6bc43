// What is shown when there is nothing to show: why, and what to do.
import { DocumentError } from '../data/check';
import { fill, h } from '../parts/dom';
import { text } from '../parts/format';
import type { Words } from '../words';

export function showFailure(place: Element, words: Words, error: unknown, isLive: boolean): void {
  const w = words.shell.failed;
  const reason =
    error instanceof DocumentError
      ? text(w[error.wrong], { what: error.what })
      : error instanceof Error
        ? error.message
        : String(error);
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
