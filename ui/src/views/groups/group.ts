// One group: who its members are, how they post, when they acted, and which of them acted in step with whom.
import type { App } from '../../app';
import type { Finding } from '../../data/finding';
import { h, phrase, type Child } from '../../parts/dom';
import { count, decimal, groupName, many, percent, text } from '../../parts/format';
import { createTable, type Table } from '../../parts/table';
import { hashOf } from '../../shell/route';
import { facts } from '../evidence/post';
import { groupPicture } from './picture';
import { carriedSaid, expected, kindsSaid, pairLink, platformOf, probability, seconds, spanSaid, swatch, who } from './say';
import { signalsOf } from './signals';
import type { Sized } from './sized';
import { timeStrip } from './strip';

const PAGE = 25;

/** The way to the story's map, when the group has accounts there. */
function ways(app: App, group: number): HTMLElement {
  const g = app.words.groups,
    here = app.state.finding === 0 && app.story ? app.story.nodesOf({ kind: 'group', index: group }).length : 0;
  return h(
    'nav',
    { class: 'ways screen-only', 'aria-label': g.title },
    h('a', { href: hashOf(app, { view: 'groups', selection: null }) }, '← ', g.all),
    here > 0 && h('a', { href: hashOf(app, { view: 'map', selection: { kind: 'group', index: group } }) }, many(app.words, here, g.onMap), ' →'),
  );
}

function about(app: App, finding: Finding, group: number): HTMLElement {
  const w = app.words,
    f = w.groups.facts,
    d = finding.d.groups[group];
  return facts([
    [f.pairs, text(f.pairsOf, { n: count(w, d.pairs), share: percent(w, d.density) })],
    [f.kinds, kindsSaid(w, finding, d.kinds)],
    [f.gap, text(f.gaps, { median: seconds(w, d.median_gap), most: seconds(w, d.p90_gap) })],
    [f.when, h('span', { class: 'figures' }, spanSaid(d.from, d.to), ' UTC')],
    [f.leader, d.leader < 0 ? h('span', { class: 'soft' }, f.noLeader) : leader(app, finding, group)],
    [f.carried, carriedSaid(app, finding, group, d.objects.length)],
    [f.least, d.least_p !== null && h('span', { class: 'figures' }, probability(w, d.least_p))],
    [f.tags, d.tags.length > 0 && text(f.tagsSaid, { tags: d.tags.join(', ') })],
  ]);
}

function leader(app: App, finding: Finding, group: number): Child {
  const { leader: account, leader_share: share } = finding.d.groups[group];
  return phrase(app.words.groups.facts.leaderSaid, { who: who(app, finding, account), share: percent(app.words, share) });
}

function members(app: App, finding: Finding, group: number, page: number): Table {
  const w = app.words,
    c = w.groups.columns,
    a = finding.d.accounts;
  const share = (account: number) => {
    const [together, first] = finding.led(account);
    return together > 0 ? first / together : 0;
  };
  const number = (key: string, name: string, of: (account: number) => number, cell: (account: number) => Child = (account) => count(w, of(account))) =>
    ({ key, name, number: true, cell, order: (x: number, y: number) => of(x) - of(y) });
  return createTable(app, {
    caption: w.groups.members, rows: finding.d.groups[group].members, pageSize: page,
    columns: [
      { key: 'account', name: c.account, cell: (account) => who(app, finding, account) },
      { key: 'platform', name: c.platform, cell: (account) => platformOf(app, finding, account) },
      number('pairs', c.pairs, (account) => finding.accountPairs(account).filter((pair) => finding.d.pairs.group[pair] >= 0).length),
      number('joint', c.joint, (account) => finding.strength(account)),
      number('first', c.first, share, (account) => percent(w, share(account))),
      number('audience', c.audience, (account) => a.audience[account], (account) => (a.audience[account] < 0 ? h('span', { class: 'soft' }, '–') : count(w, a.audience[account]))),
      number('posts', c.posts, (account) => a.posts[account]),
    ],
  });
}

export function pairsTable(app: App, finding: Finding, pairs: readonly number[], caption: string, page: number): Table {
  const w = app.words,
    c = w.groups.columns,
    p = finding.d.pairs;
  const number = (key: string, name: string, of: (pair: number) => number, cell: (pair: number) => Child) =>
    ({ key, name, number: true, cell, order: (x: number, y: number) => of(x) - of(y) });
  return createTable(app, {
    caption, rows: pairs, pageSize: page,
    columns: [
      { key: 'pair', name: c.pair, class: 'groups-pair', cell: (pair) => pairLink(app, finding, pair, who(app, finding, p.a[pair]), w.and, who(app, finding, p.b[pair])) },
      number('joint', c.joint, (pair) => p.joint[pair], (pair) => count(w, p.joint[pair])),
      number('expected', c.expected, (pair) => p.expected[pair], (pair) => expected(w, p.expected[pair])),
      number('q', c.q, (pair) => p.q[pair] ?? 1, (pair) => h('span', { class: 'nowrap' }, probability(w, p.q[pair]))),
      number('gap', c.meanGap, (pair) => p.mean_gap[pair], (pair) => h('span', { class: 'nowrap' }, seconds(w, p.mean_gap[pair]))),
      number('balance', c.balance, (pair) => p.balance[pair], (pair) => decimal(w, p.balance[pair])),
      { key: 'who', name: c.who, cell: (pair) => firstSaid(app, finding, pair), order: (x, y) => p.a_first[x] / (p.a_first[x] + p.b_first[x] || 1) - p.a_first[y] / (p.a_first[y] + p.b_first[y] || 1) },
    ],
  });
}

/** "@a: 12, @b: 3" */
export function firstSaid(app: App, finding: Finding, pair: number): Child {
  const p = finding.d.pairs,
    n = (many: number) => `${app.words.colon}${count(app.words, many)}`;
  return h('span', { class: 'figures' }, who(app, finding, p.a[pair]), n(p.a_first[pair]), ', ', who(app, finding, p.b[pair]), n(p.b_first[pair]));
}

export function groupDetail(app: App, finding: Finding, group: number, onPaper: boolean): { element: HTMLElement; parts: Sized[] } {
  const w = app.words,
    g = w.groups,
    d = finding.d.groups[group],
    page = onPaper ? 60 : PAGE;
  const signals = signalsOf(app, finding, d.members),
    picture = groupPicture(app, finding, group, (account) => {
      signals?.choose(account);
      signals?.element.scrollIntoView({ block: 'nearest' });
    }),
    strip = timeStrip(app, finding, group);
  const pairs = finding.groupPairs(group),
    left = d.pairs - pairs.length,
    Title = onPaper ? 'h3' : 'h2',
    Part = onPaper ? 'h4' : 'h3';
  const element = h(
    'article',
    { class: 'groups-one' },
    !onPaper && ways(app, group),
    h(Title, { tabindex: onPaper ? null : '-1' }, swatch(group), groupName(w, group)),
    h('p', { class: 'lead' }, text(g.leadOne, { accounts: many(w, d.members.length, w.count.accounts), acts: many(w, d.weight, g.countActs) })),
    about(app, finding, group),
    h(Part, null, g.picture),
    picture.element,
    h('p', { class: 'small soft' }, g.pictureNote),
    strip && [h(Part, null, g.when), strip.element],
    h(Part, null, g.members),
    h('p', { class: 'soft' }, g.membersNote),
    members(app, finding, group, page).element,
    h(Part, null, g.pairs),
    h('p', { class: 'soft' }, g.pairsNote),
    left > 0 && h('p', { class: 'note' }, text(g.hidden, { what: many(w, left, g.countPairs) })),
    pairsTable(app, finding, pairs, g.pairs, page).element,
    h(Part, null, g.signals),
    signals ? signals.element : h('p', { class: 'soft' }, g.signalsNone),
  );
  return { element, parts: strip ? [picture, strip] : [picture] };
}
