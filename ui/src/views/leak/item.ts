// One item: what it is, every finding about it with its evidence and what would overturn it, and what these rest on.
import type { App } from '../../app';
import type { Leak, LeakFinding } from '../../data/leak';
import { command, hash } from '../../parts/copy';
import { h, phrase, type Child } from '../../parts/dom';
import { bytes, count, many, percent, text, time } from '../../parts/format';
import { hashOf } from '../../shell/route';
import { facts } from '../evidence/post';
import { nameLink } from '../lookalikes/say';
import { factSaid, isInReason, isPattern, itemHref, itemRef, itemName, overturnSaid, reasonSaid, ruleTitle, severityMark, typeSaid, verdictSaid } from './say';

/** Names in it that look like protected ones, each leading to what carried it besides. */
function alikeNames(app: App, id: string): Child {
  const look = app.entry?.look,
    names = app.entry?.namesOfItem(id) ?? [];
  return look && names.length > 0 && names.slice(0, 20).map((i, k) => [k > 0 && ', ', nameLink(app, look, look.names[i])]);
}

function about(app: App, leak: Leak, item: number): HTMLElement {
  const w = app.words,
    l = w.leak,
    f = l.facts,
    d = leak.d.items[item],
    isMail = d.kind === 'message',
    at = (ms: number | null): Child => ms !== null && h('span', { class: 'figures' }, time(w, ms, 1));
  return facts([
    [f.subject, d.subject && h('bdi', null, d.subject)],
    [f.path, d.path && h('bdi', { class: 'mono' }, d.path)],
    [isMail ? f.from : f.editor, d.by && h('bdi', null, d.by)],
    [isMail ? f.date : f.saved, at(d.date)],
    [f.created, at(d.created)],
    [f.verdict, d.verdict && [verdictSaid(w, d.verdict), h('span', { class: 'soft' }, w.colon, l.verdictMeans[d.verdict])]],
    [f.harms, d.harms.length > 0 && d.harms.map((harm) => factSaid(w, 'harms', harm)).join(', ')],
    [f.vouch, d.vouch && Object.hasOwn(l.vouches, d.vouch) && text(l.vouchedSaid, { how: l.vouches[d.vouch], share: percent(w, d.vouched) })],
    [f.application, d.application && h('bdi', null, d.application)],
    [w.views.lookalikes, alikeNames(app, d.id)],
    [f.type, `${typeSaid(w, d.type)}, ${bytes(w, d.bytes)}`],
    [f.places, d.places > 1 && many(w, d.places, l.placesSaid)],
    [f.sha, hash(app, d.sha256, itemName(w, leak, item))],
  ]);
}

/** Facts that the sentence does not already hold, and words in full. */
function evidence(app: App, f: LeakFinding): Child {
  const w = app.words,
    l = w.leak,
    shown = Object.entries(f.facts).filter(([name, value]) => value !== '' && !isInReason(w, f, name));
  if (shown.length === 0) return null;
  return [
    h('p', { class: 'leak-part' }, l.evidence),
    h('dl', { class: 'leak-facts' }, shown.map(([name, value]) => h('div', null, h('dt', null, Object.hasOwn(l.factNames, name) ? l.factNames[name] : name), h('dd', null, h('bdi', { class: isPattern(name) ? 'mono' : null }, factSaid(w, name, value)))))),
  ];
}

function finding(app: App, leak: Leak, f: LeakFinding, tellsOfWords: boolean): HTMLElement {
  const w = app.words,
    l = w.leak;
  return h(
    'section',
    { class: `leak-finding is-${f.severity}` },
    h('h4', null, severityMark(w, f.severity), ' ', ruleTitle(w, leak, f.rule)),
    h('p', null, h('bdi', null, reasonSaid(w, f)), tellsOfWords && h('span', { class: 'soft' }, ' ', l.onlyWithText)),
    h('p', null, h('strong', null, l.overturn), w.colon, h('bdi', null, overturnSaid(w, f))),
    evidence(app, f),
    f.others.length > 0 && h('p', null, h('strong', null, l.restsOn), w.colon, f.others.map((other, i) => [i > 0 && ', ', itemRef(app, leak, other)])),
  );
}

function differing(app: App, leak: Leak, item: number): Child {
  const w = app.words,
    l = w.leak;
  const pairs = new Map<number, [string, string][]>();
  for (const d of leak.d.diffs) {
    if (d.item !== item && d.other !== item) continue;
    const other = d.item === item ? d.other : d.item;
    pairs.set(other, [...(pairs.get(other) ?? []), d.item === item ? [d.words, d.other_words] : [d.other_words, d.words]]);
  }
  if (pairs.size === 0) return null;
  const words = (said: string, tag: 'del' | 'ins') => h(tag, { class: 'leak-words' }, h('bdi', null, said || l.nothing));
  return [
    h('h3', null, l.differTitle),
    [...pairs].map(([other, rows]) => [
      h('p', null, phrase(l.differWith, { item: itemRef(app, leak, other) })),
      h(
        'div',
        { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': l.differTitle },
        h(
          'table',
          { class: 'leak-diff' },
          h('caption', { class: 'spoken' }, l.differTitle),
          h('thead', null, h('tr', null, h('th', { scope: 'col' }, l.differHere), h('th', { scope: 'col' }, l.differThere))),
          h('tbody', null, rows.map(([here, there]) => h('tr', null, h('td', null, words(here, 'ins')), h('td', null, words(there, 'del'))))),
        ),
      ),
    ]),
  ];
}

function ways(app: App, leak: Leak, item: number, order: ArrayLike<number>): HTMLElement {
  const l = app.words.leak,
    all = Array.from(order),
    at = all.indexOf(item),
    to = (i: number, said: string, sign: string) => at >= 0 && all[i] !== undefined && h('a', { href: itemHref(app, leak, all[i]), 'aria-label': said, title: said }, sign);
  return h(
    'nav',
    { class: 'ways leak-ways screen-only', 'aria-label': l.title },
    h('a', { href: hashOf(app, { view: 'leak', item: '' }) }, '← ', l.all),
    h('span', { class: 'leak-steps' }, to(at - 1, l.previous, '↑'), at >= 0 && h('span', { class: 'soft figures' }, `${count(app.words, at + 1)} / ${count(app.words, all.length)}`), to(at + 1, l.next, '↓')),
  );
}

export function itemDetail(app: App, leak: Leak, item: number, order: ArrayLike<number>): HTMLElement {
  const l = app.words.leak,
    found = leak.findings(item);
  return h(
    'article',
    { class: 'leak-one' },
    ways(app, leak, item, order),
    h('h2', { tabindex: '-1' }, h('bdi', { class: 'leak-title' }, itemName(app.words, leak, item, 120))),
    about(app, leak, item),
    h('h3', null, l.againstTitleOne),
    leak.weight(item) === 0 && h('p', { class: 'soft' }, l.nothingAgainst),
    found.map((f, i) => finding(app, leak, f, !leak.d.settings.content && i === found.findIndex((one) => one.facts.words === ''))),
    differing(app, leak, item),
    h('p', { class: 'leak-show' }, l.showTitle),
    command(app, `sillage -C CASE leak show ${leak.d.items[item].id}`),
  );
}
