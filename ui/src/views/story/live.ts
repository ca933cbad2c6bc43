// Before a live page was asked anything: how to ask, and what the case holds.
import type { App } from '../../app';
import { h } from '../../parts/dom';
import { sourcesTable } from '../methods/sources';

const EXAMPLES = [
  '#hashtag',
  '"a whole phrase"',
  'domain:example.org since:2017-05-05',
  '@account OR url:https://example.org/page',
];

export function beforeAsking(app: App): HTMLElement {
  const w = app.words.story.live;
  return h(
    'div',
    { class: 'view-page' },
    h('h2', null, w.title),
    h('p', { class: 'lead' }, w.lead),
    h(
      'p',
      null,
      w.examples,
      ' ',
      EXAMPLES.map((e, i) => [i > 0 && ' · ', h('code', null, e)]),
    ),
    h('h3', null, w.holds),
    sourcesTable(app),
  );
}
