// One name: how it was made from the protected one, letter by letter, why it stands out, and everything that carried it.
import type { App } from '../../app';
import type { AlikeName, Entry, LookalikesPart } from '../../data/entry';
import { command, shellWord } from '../../parts/copy';
import { h, phrase, type Child } from '../../parts/dom';
import { count, isolated, time } from '../../parts/format';
import { hashOf } from '../../shell/route';
import { facts } from '../evidence/post';
import { by, severityMark } from '../leak/say';
import { align } from './align';
import { carriersSaid, domain, flagSaid, groundSaid, letters, nameHref, reasonSaid, speaksForChance, tricksSaid } from './say';
import { sightings } from './sightings';

/** The two names above each other, the protected one above; drawn for the eye, the sentence below says it. */
function laid(app: App, look: LookalikesPart, name: AlikeName): Child {
  const { against, pieces, isWhole } = align(look, name);
  if (!isWhole) return null;
  return h(
    'figure',
    { class: 'look-laid' },
    h('figcaption', { class: 'small soft' }, phrase(app.words.lookalikes.laid, { name: domain(against) })),
    h(
      'div',
      { class: 'look-columns mono', 'aria-hidden': 'true' },
      pieces.map((p) => h('span', { class: p.isSame ? 'look-column' : 'look-column is-changed' }, h('bdi', null, p.from || '\u00a0'), h('bdi', null, p.to || '\u00a0'))),
    ),
  );
}

function about(app: App, look: LookalikesPart, n: AlikeName): HTMLElement {
  const w = app.words,
    l = w.lookalikes,
    f = l.facts,
    own = look.protected[n.protected],
    also = [own.aliases, own.brands].filter(Boolean).join(', '),
    at = (ms: number | null): Child => ms !== null && h('span', { class: 'figures' }, time(w, ms, 1));
  return facts([
    [f.looksLike, [domain(own.domain), also && h('span', { class: 'soft' }, ' (', h('bdi', null, isolated(also)), ')')]],
    [f.severity, severityMark(w, n.severity)],
    [f.trick, tricksSaid(w, n.tricks)],
    [f.unicode, n.shown !== n.host && n.shown && h('bdi', { class: 'mono', dir: 'ltr' }, isolated(n.shown))],
    [f.ascii, h('bdi', { class: 'mono', dir: 'ltr' }, isolated(n.host))],
    [f.domain, n.domain !== n.host && h('bdi', { class: 'mono', dir: 'ltr' }, isolated(n.domain))],
    [f.flags, n.flags.map((one) => flagSaid(w, one)).join(', ')],
    [f.hosts, n.hosts > 1 && count(w, n.hosts)],
    [f.carriers, carriersSaid(w, n).join(', ')],
    [f.firstSeen, at(n.first)],
    [f.by, by(n.sightings[0]?.by ?? '')],
    [f.lastSeen, n.last !== n.first && at(n.last)],
  ]);
}

function grounds(app: App, n: AlikeName): Child {
  const w = app.words,
    l = w.lookalikes;
  return ([[l.speaksFor, false], [l.speaksAgainst, true]] as const).map(([head, forChance]) => {
    const list = n.grounds.filter((g) => speaksForChance(g) === forChance);
    return list.length > 0 && h('section', null, h('h3', null, head), h('ul', null, list.map((g) => h('li', null, groundSaid(w, g)))));
  });
}

/** The way back, and to the neighbours in the list. */
export function ways(app: App, back: string, order: readonly string[], at: number): HTMLElement {
  const l = app.words.lookalikes,
    to = (i: number, said: string, sign: string) => at >= 0 && order[i] !== undefined && h('a', { href: nameHref(app, order[i]), 'aria-label': said, title: said }, sign);
  return h(
    'nav',
    { class: 'ways leak-ways screen-only', 'aria-label': l.title },
    h('a', { href: hashOf(app, { view: 'lookalikes', name: '' }) }, '← ', back),
    h('span', { class: 'leak-steps' }, to(at - 1, l.previous, '↑'), at >= 0 && h('span', { class: 'soft figures' }, `${count(app.words, at + 1)} / ${count(app.words, order.length)}`), to(at + 1, l.next, '↓')),
  );
}

export function nameDetail(app: App, entry: Entry, name: number, order: ArrayLike<number>): HTMLElement {
  const w = app.words,
    l = w.lookalikes,
    look = entry.look!,
    n = look.names[name],
    all = Array.from(order);
  const shown = n.shown || n.host;
  return h(
    'article',
    { class: 'look-one' },
    ways(app, l.all, all.map((i) => look.names[i].domain), all.indexOf(name)),
    h('h2', { tabindex: '-1' }, h('bdi', { class: 'look-title', dir: 'ltr' }, shown.length > 300 ? isolated(shown) : letters(align(look, n).pieces))),
    h('p', { class: 'look-verdict' }, h('bdi', null, reasonSaid(w, n))),
    laid(app, look, n),
    h('div', { class: 'look-head' }, about(app, look, n), h('div', { class: 'look-why-all' }, grounds(app, n))),
    h('h3', null, l.sightingsTitle),
    sightings(app, n, look.periods, l.sightingsTitle, false),
    h('p', { class: 'leak-show' }, l.judgeAgain),
    command(app, `echo ${shellWord(n.host)} | sillage lookalike ${shellWord(look.protected[n.protected].domain)} --in - --severity low`),
  );
}
