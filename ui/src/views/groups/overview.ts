// What was asked and found of accounts that acted in step: in words, then as a list of groups, then how it was done.
import type { App } from '../../app';
import type { Finding } from '../../data/finding';
import { shellWord, command } from '../../parts/copy';
import { h, type Child } from '../../parts/dom';
import { count, cut, decimal, isolated, list, many, percent, stepKind, text, time, TO_MINUTE } from '../../parts/format';
import { createTable } from '../../parts/table';
import { pairsTable } from './group';
import { groupPicture } from './picture';
import { anyOf, carriedSaid, groupLink, kindsSaid, marked, seconds, spanSaid, who } from './say';
import type { Sized } from './sized';

function lead(app: App, finding: Finding): string {
  const w = app.words,
    g = w.groups,
    said = { accounts: many(w, finding.memberCount, w.count.accounts), groups: many(w, finding.groupCount, g.countGroups) };
  if (finding.groupCount === 0) return g.leadNone;
  return text(finding.d.settings.fdr > 0 ? g.lead : g.leadMarked, said);
}

/** What was asked, what counts as in step, and against what it was tested. */
function asked(app: App, finding: Finding): Child {
  const w = app.words,
    g = w.groups,
    d = finding.d,
    { settings: s } = d,
    at = (ms: number) => time(w, ms, TO_MINUTE);
  const question = d.title || d.query;
  const said = [
    text(g.asked, {
      posts: many(w, d.posts_asked, w.count.posts),
      what: question ? text(g.answering, { query: isolated(question) }) : g.whole,
      range: d.from === null || d.to === null ? '' : text(g.range, { from: at(d.from), to: at(d.to) }),
    }),
    text(s.window_estimated ? g.meansEstimated : g.means, { kinds: anyOf(w, s.kinds), window: seconds(w, s.window_s) }),
    s.fdr > 0
      ? text(many(w, d.tests, d.significant > 0 ? g.tests : g.testsNone), { significant: many(w, d.significant, g.countPairs), fdr: percent(w, s.fdr) })
      : g.noTests,
    Object.hasOwn(g.peers, s.like) && text(g.like, { peer: g.peers[s.like] }),
  ];
  return h('p', null, said.filter(Boolean).join(' '));
}

function notes(app: App, finding: Finding): Child[] {
  const w = app.words,
    g = w.groups,
    { stale, hidden } = finding.d;
  const left = [hidden.accounts > 0 && many(w, hidden.accounts, g.hiddenMembers), hidden.pairs > 0 && many(w, hidden.pairs, g.countPairs), hidden.steps > 0 && many(w, hidden.steps, g.countActs)].filter((one): one is string => one !== false);
  return [
    stale > 0 && h('p', { class: 'note alert' }, many(w, stale, g.stale)),
    left.length > 0 && h('p', { class: 'note' }, text(g.hidden, { what: list(w, left) })),
  ];
}

const warning = (app: App): HTMLElement => {
  const n = app.words.groups.not;
  return h('div', { class: 'note' }, h('h3', null, n.title), h('p', null, n.what), h('p', null, n.not), h('p', null, n.out));
};

function groupsTable(app: App, finding: Finding): HTMLElement {
  const w = app.words,
    g = w.groups,
    c = g.columns,
    groups = finding.d.groups;
  const number = (key: string, name: string, of: (group: number) => number, cell: (group: number) => Child) =>
    ({ key, name, number: true, cell, order: (x: number, y: number) => of(x) - of(y) });
  return createTable(app, {
    caption: g.title, rows: groups.map((_, i) => i), pageSize: 50,
    columns: [
      { key: 'group', name: c.group, cell: (i) => groupLink(app, i), order: (x, y) => x - y },
      number('members', c.members, (i) => groups[i].members.length, (i) => count(w, groups[i].members.length)),
      number('pairs', c.pairs, (i) => groups[i].pairs, (i) => count(w, groups[i].pairs)),
      { key: 'kinds', name: c.kinds, cell: (i) => kindsSaid(w, finding, groups[i].kinds) },
      number('gap', c.gap, (i) => groups[i].median_gap, (i) => h('span', { class: 'nowrap' }, seconds(w, groups[i].median_gap))),
      {
        key: 'leader', name: c.leader, order: (x, y) => groups[x].leader_share - groups[y].leader_share,
        cell: (i) => (groups[i].leader < 0 ? h('span', { class: 'soft' }, '–') : [who(app, finding, groups[i].leader), ' (', percent(w, groups[i].leader_share), ')']),
      },
      { key: 'when', name: c.when, class: 'figures', cell: (i) => spanSaid(groups[i].from, groups[i].to), order: (x, y) => groups[x].from - groups[y].from },
      {
        key: 'carried', name: c.carried, class: 'groups-what',
        cell: (i) => carriedSaid(app, finding, i, 1, 36),
      },
    ],
  }).element;
}

/** A table that is short and stays in its order. */
function plainTable(caption: string, heads: [name: string, number: boolean][], rows: Child[][], chosen?: (row: number) => boolean): HTMLElement {
  const cell = (value: Child, i: number) => h('td', { class: heads[i][1] ? 'number' : null, 'data-head': heads[i][0] }, value);
  return h(
    'div',
    { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': caption },
    h('table', { class: 'stack' }, h('caption', { class: 'spoken' }, caption), h('thead', null, h('tr', null, heads.map(([name, number]) => h('th', { scope: 'col', class: number ? 'number' : null }, name)))),
      h('tbody', null, rows.map((row, i) => h('tr', { class: chosen?.(i) ? 'groups-asked' : null }, row.map(cell))))),
  );
}

function layers(app: App, finding: Finding): Child {
  const w = app.words,
    g = w.groups,
    c = g.layerColumns,
    n = (value: number) => count(w, value);
  return [
    h('h3', null, g.layers),
    h('p', { class: 'soft' }, g.layersNote),
    plainTable(
      g.layersCaption,
      [[c.kind, false], [c.events, true], [c.objects, true], [c.accounts, true], [c.pairs, true], [c.window, true], [c.granularity, true], [c.crowded, true], [c.without, true]],
      finding.d.layers.map((l) => [stepKind(w, l.kind), n(l.events), n(l.objects), n(l.accounts), n(l.pairs), seconds(w, l.window_s), seconds(w, l.granularity_s), n(l.crowded_events), n(l.without_account)]),
    ),
  ];
}

function common(app: App, finding: Finding): Child {
  const w = app.words,
    g = w.groups,
    c = g.commonColumns,
    all = finding.d.common;
  if (all.length === 0) return null;
  const number = (key: string, name: string, of: 'events' | 'accounts' | 'largest_crowd') =>
    ({ key, name, number: true, cell: (i: number) => count(w, all[i][of]), order: (x: number, y: number) => all[x][of] - all[y][of] });
  return [
    h('h3', null, g.common),
    h('p', { class: 'soft' }, g.commonNote),
    createTable(app, {
      caption: g.commonCaption, rows: all.map((_, i) => i), pageSize: 10,
      columns: [
        { key: 'what', name: c.what, cell: (i) => stepKind(w, all[i].kind) },
        { key: 'value', name: c.value, class: 'groups-what', cell: (i) => all[i].value && h('bdi', { class: 'mono groups-object', title: all[i].value }, cut(isolated(marked(all[i].kind, all[i].value)), 60)) },
        number('events', c.events, 'events'), number('accounts', c.accounts, 'accounts'), number('crowd', c.crowd, 'largest_crowd'),
        { key: 'weight', name: c.weight, number: true, cell: (i) => decimal(w, all[i].least_weight), order: (x, y) => all[x].least_weight - all[y].least_weight },
      ],
    }).element,
  ];
}

/** How the answer moves with the window, and what the formula gives where nobody acts in step. */
function trials(app: App, finding: Finding): Child {
  const w = app.words,
    g = w.groups,
    c = g.sweepColumns,
    { sweep, null_check: check, settings } = finding.d,
    isAsked = (i: number) => sweep[i].window_s === settings.window_s;
  return [
    sweep.length > 0 && [
      h('h3', null, g.sweep),
      h('p', { class: 'soft' }, g.sweepNote),
      plainTable(
        g.sweepCaption,
        [[c.window, false], [c.pairs, true], [c.significant, true], [c.groups, true], [c.accounts, true], [c.overlap, true]],
        sweep.map((row, i) => [
          isAsked(i) ? text(g.sweepAsked, { window: seconds(w, row.window_s) }) : seconds(w, row.window_s),
          count(w, row.pairs), count(w, row.significant), count(w, row.groups), count(w, row.accounts), decimal(w, row.overlap),
        ]),
        isAsked,
      ),
    ],
    check && [
      h('h3', null, g.check),
      h('p', null, text(many(w, check.runs, g.checkRuns), { with: count(w, check.runs_with_group), mean: decimal(w, check.pairs_mean, 1), most: count(w, check.pairs_max) }), ' ',
        check.observed_over_expected !== null && text(g.checkRatio, { ratio: decimal(w, check.observed_over_expected) })),
    ],
  ];
}

function outside(app: App, finding: Finding): Child {
  const g = app.words.groups,
    pairs = finding.groupPairs(-1);
  if (pairs.length === 0) return null;
  return [h('h3', null, g.outside), h('p', { class: 'soft' }, g.outsideNote), pairsTable(app, finding, pairs, g.outside, 25).element];
}

/** Another finding of the case, when there are several. */
function picker(app: App): Child {
  const w = app.words,
    g = w.groups;
  if (app.findings.length < 2) return null;
  const select = h(
    'select',
    { id: 'groups-finding', onchange: () => app.set({ finding: Number(select.value), selection: null }) },
    app.findings.map(({ d }, i) => h('option', { value: String(i), selected: i === app.state.finding }, cut(`${d.title || d.query || g.whole} · ${anyOf(w, d.settings.kinds)} · ${seconds(w, d.settings.window_s)}`, 90))),
  );
  return h('p', { class: 'groups-choose screen-only' }, h('label', { for: 'groups-finding' }, g.finding), ' ', select);
}

export function overview(app: App, finding: Finding, onPaper: boolean): { element: HTMLElement; parts: Sized[] } {
  const w = app.words,
    g = w.groups,
    picture = finding.groupCount > 0 ? groupPicture(app, finding, null, () => undefined) : null;
  const element = h(
    'div',
    null,
    h('h2', { tabindex: onPaper ? null : '-1' }, g.title),
    picker(app),
    h('p', { class: 'lead' }, lead(app, finding)),
    asked(app, finding),
    notes(app, finding),
    picture && [groupsTable(app, finding), picture.element, h('p', { class: 'small soft' }, g.pictureNote)],
    warning(app),
    outside(app, finding),
    layers(app, finding),
    common(app, finding),
    trials(app, finding),
    app.source.document.kind !== 'map' && [
      h('p', null, g.again),
      command(app, ['sillage -C CASE coordination', finding.d.query && shellWord(finding.d.query), '--json'].filter(Boolean).join(' ')),
    ],
    h('p', { class: 'small soft' }, text(w.methods.page, { id: 'coordination' })),
  );
  return { element, parts: picture ? [picture] : [] };
}
