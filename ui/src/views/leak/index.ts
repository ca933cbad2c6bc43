// The Leak view: what is in it, what is authentic, and what speaks against which item, down to the evidence of each finding.
import type { App } from '../../app';
import type { Leak } from '../../data/leak';
import { command } from '../../parts/copy';
import { h, type Child } from '../../parts/dom';
import { many, text } from '../../parts/format';
import { mountWithRows, printed } from '../../parts/overview';
import type { View } from '../view';
import { inIt, lead, signatures } from './answer';
import { holds } from './holds';
import { itemDetail } from './item';
import { batches, timePicture } from './picture';
import { ofTheWhole, rulesCounted, suspects } from './suspects';
import './leak.css';

/** The methods that a judgement uses, by the names of their pages. */
export const LEAK_METHODS = ['authenticity', 'signatures', 'quote-chains', 'altered-copies', 'header-forensics', 'document-timelines', 'threads', 'gaps', 'language', 'sandbox'];

function limits(app: App, leak: Leak): HTMLElement {
  const n = app.words.leak.not;
  return h(
    'div',
    { class: 'note' },
    h('h3', null, n.title),
    h('p', null, n.who),
    h('p', null, n.planted),
    !leak.d.settings.content && h('p', null, n.content),
    h('p', null, n.masked),
    h('p', { class: 'small' }, n.methods, ' ', LEAK_METHODS.map((id, i) => [i > 0 && ', ', h('code', null, `doc/method/${id}.md`)]), '.'),
  );
}

function overview(app: App, leak: Leak, onPaper: boolean) {
  const w = app.words,
    l = w.leak,
    picture = timePicture(app, leak, onPaper),
    list = suspects(app, leak, onPaper),
    hidden = leak.d.hidden_items;
  const against: Child = [
    h('h3', null, l.againstTitle),
    h('p', { class: 'soft' }, l.againstNote),
    ofTheWhole(app, leak),
    leak.suspects.length > 0 ? list.element : h('p', null, l.leadNothing),
    hidden > 0 && h('p', { class: 'note' }, many(w, hidden, l.hiddenItems)),
    rulesCounted(app, leak, onPaper),
  ];
  const element = h(
    'div',
    null,
    h('h2', { tabindex: onPaper ? null : '-1' }, l.title),
    lead(app, leak),
    leak.d.stale > 0 && h('p', { class: 'note alert' }, many(w, leak.d.stale, l.stale)),
    leak.d.settings.content && h('p', { class: 'note alert' }, l.content),
    inIt(app, leak),
    signatures(app, leak),
    picture && [h('h3', null, l.timeTitle), picture.element],
    against,
    batches(app, leak, onPaper),
    holds(app, leak, onPaper),
    limits(app, leak),
    h('p', null, l.again),
    command(app, 'sillage -C CASE leak list --json'),
    h('p', { class: 'small soft' }, text(w.methods.page, { id: 'authenticity' })),
  );
  return { element, order: list.order, parts: picture ? [picture] : [] };
}

export const leakView: View = {
  id: 'leak',
  isAvailable: (app) => app.leak !== null,
  mount(place, app) {
    const leak = app.leak!;
    return mountWithRows(place, app, {
      name: 'leak',
      row: 'item',
      overview: () => overview(app, leak, false),
      detail(id, list) {
        const item = leak.find(id);
        return item < 0 ? null : itemDetail(app, leak, item, list().order());
      },
      links: '.leak-name a',
      leadsTo: (link, id) => !!link.getAttribute('href')?.includes(id),
    });
  },
  print: (app) => printed('leak', overview(app, app.leak!, true)),
};
