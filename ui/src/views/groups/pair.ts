// A pair that acted in step: what chance explains of it, and every co-action with both posts, their files and rows.
import type { App } from '../../app';
import type { Finding } from '../../data/finding';
import type { Story } from '../../data/story';
import { fill, h, type Child } from '../../parts/dom';
import { hash } from '../../parts/copy';
import { count, cut, decimal, groupName, isoTime, many, platformName, stepKind, stepperName, text, time } from '../../parts/format';
import { postHref } from '../../parts/refs';
import { createTable } from '../../parts/table';
import { hashOf } from '../../shell/route';
import { addressFact, facts, placeFacts, precisionName, queryFor } from '../evidence/post';
import { firstSaid } from './group';
import { expected, groupHref, kindsSaid, objectName, probability, seconds, who } from './say';

/** "shares.csv:1042" */
function placeSaid(finding: Finding, post: number): string {
  const p = finding.d.posts;
  if (p.source[post] < 0) return '';
  return `${finding.d.sources[p.source[post]].file}${p.member[post] ? '/' + p.member[post] : ''}:${p.row[post]}`;
}

const known = new WeakMap<Story, Map<string, number>>();
/** The same record among the story's posts; -1: it is none of them. */
function inStory(app: App, finding: Finding, post: number): number {
  const story = app.story,
    p = finding.d.posts;
  if (!story || p.source[post] < 0) return -1;
  let all = known.get(story);
  if (!all) {
    const { source, row, offset, member } = story.d.posts;
    all = new Map();
    for (let i = story.postCount - 1; i >= 0; i--)
      if (source[i] >= 0) all.set([story.d.sources[source[i]].sha256, member[i], row[i], offset[i]].join('\n'), i);
    known.set(story, all);
  }
  return all.get([finding.d.sources[p.source[post]].sha256, p.member[post], p.row[post], p.offset[post]].join('\n')) ?? -1;
}

function postSide(app: App, finding: Finding, post: number): HTMLElement {
  const w = app.words,
    t = w.evidence.post,
    { posts: p, accounts, platforms, sources } = finding.d,
    account = p.account[post],
    source = sources[p.source[post]],
    same = inStory(app, finding, post);
  const platform = account >= 0 ? platforms[accounts.platform[account]].name : '',
    name = account >= 0 && !accounts.replaced[account] ? accounts.name[account] : '';
  return h(
    'section',
    null,
    h('h4', null, account >= 0 ? who(app, finding, account) : w.unnamedAccount),
    p.text?.[post] && h('blockquote', { class: 'post-text', dir: 'auto' }, p.text[post]),
    facts([
      [t.time, time(w, p.time[post], p.precision[post])],
      [t.precision, precisionName(app, p.precision[post])],
      [t.platform, platform && platformName(w, platform)],
      [t.id, p.id[post] && h('span', { class: 'mono' }, p.id[post])],
      [t.url, addressFact(app, p.url[post])],
    ]),
    source
      ? placeFacts(app, { source, member: p.member[post], row: p.row[post], offset: p.offset[post], query: queryFor(platform, name, p.time[post], p.precision[post]) })
      : h('p', { class: 'note alert' }, w.groups.unknown),
    same >= 0 && h('p', null, h('a', { href: postHref(app, same) }, w.groups.inStory, ' →')),
  );
}

/** Both posts of a co-action, as the Evidence view shows one. */
function bothPosts(app: App, finding: Finding, step: number): HTMLElement {
  const w = app.words,
    s = finding.d.steps;
  return h(
    'section',
    { class: 'groups-both' },
    h('h3', { tabindex: '-1' }, stepKind(w, finding.d.kinds[s.kind[step]]), ', ', apart(app, finding, step)),
    s.object[step] >= 0 && h('p', null, objectName(app, finding, s.object[step], 400)),
    h('div', { class: 'columns' }, postSide(app, finding, s.a[step]), postSide(app, finding, s.b[step])),
  );
}

/** "+3.2 s": the second account after the first. */
function apart(app: App, finding: Finding, step: number): string {
  const gap = finding.d.steps.gap[step];
  return gap === 0 ? app.words.groups.moment : (gap > 0 ? '+' : '−') + seconds(app.words, gap);
}

function actions(app: App, finding: Finding, pair: number, onPaper: boolean): Child {
  const w = app.words,
    g = w.groups,
    c = g.columns,
    { steps: s, posts: p, pairs, sources } = finding.d,
    rows = finding.pairSteps(pair);
  if (rows.length === 0) return h('p', { class: 'soft' }, g.actsNone);
  const both = h('div', { class: 'groups-shown', 'aria-live': 'off' }),
    left = pairs.weight[pair] - rows.length;
  const evidence = (post: number): Child => {
    const place = placeSaid(finding, post);
    return place ? h('span', { class: 'ref', title: place }, h('bdi', null, place)) : h('span', { class: 'soft' }, g.unknown);
  };
  const name = (account: number) => cut(stepperName(w, finding, account), 24);
  const show = (step: number) => {
    fill(both, bothPosts(app, finding, step));
    both.querySelector<HTMLElement>('h3')?.focus({ preventScroll: true });
    both.scrollIntoView({ block: 'start' });
  };
  const first = (step: number) => (s.gap[step] < 0 ? s.b[step] : s.a[step]);
  const table = createTable(app, {
    caption: g.acts, rows, pageSize: onPaper ? 40 : 50, sort: { key: 'time', down: false },
    columns: [
      { key: 'time', name: c.time, class: 'figures nowrap', cell: (step) => isoTime(p.time[first(step)], p.precision[first(step)]), order: (x, y) => p.time[first(x)] - p.time[first(y)] },
      { key: 'apart', name: c.apart, number: true, class: 'nowrap', cell: (step) => apart(app, finding, step), order: (x, y) => Math.abs(s.gap[x]) - Math.abs(s.gap[y]) },
      { key: 'kind', name: c.kinds, cell: (step) => stepKind(w, finding.d.kinds[s.kind[step]]), order: (x, y) => s.kind[x] - s.kind[y] },
      { key: 'object', name: c.object, class: 'groups-what', cell: (step) => (s.object[step] >= 0 && finding.d.objects.value[s.object[step]] ? objectName(app, finding, s.object[step]) : null) },
      { key: 'a', name: text(c.evidenceA, { name: name(pairs.a[pair]) }), cell: (step) => evidence(s.a[step]), class: 'groups-evidence' },
      { key: 'b', name: text(c.evidenceB, { name: name(pairs.b[pair]) }), cell: (step) => evidence(s.b[step]), class: 'groups-evidence' },
      ...(onPaper ? [] : [{ key: 'show', name: c.show, cell: (step: number) => h('button', { type: 'button', class: 'groups-show', 'aria-label': `${c.both}${w.colon}${isoTime(p.time[first(step)], p.precision[first(step)])}`, onclick: () => show(step) }, c.show) }]),
    ],
  });
  const files = [...new Set(rows.flatMap((step) => [p.source[s.a[step]], p.source[s.b[step]]]))].filter((source) => source >= 0);
  return [
    h('p', { class: 'soft' }, g.actsNote),
    left > 0 && h('p', { class: 'note' }, many(w, left, g.actsHidden)),
    table.element,
    both,
    files.length > 0 && [
      h('h3', null, g.files),
      facts(files.map((source) => [sources[source].file, hash(app, sources[source].sha256, sources[source].file)])),
    ],
  ];
}

export function pairDetail(app: App, finding: Finding, pair: number, onPaper = false): HTMLElement {
  const w = app.words,
    g = w.groups,
    f = g.facts,
    p = finding.d.pairs,
    group = p.group[pair],
    same = p.weight[pair] - p.a_first[pair] - p.b_first[pair];
  const here = app.state.finding === 0 && app.story ? app.story.nodesOf({ kind: 'pair', index: pair }).length : 0;
  return h(
    'article',
    { class: 'groups-pair-page' },
    h(
      'nav',
      { class: 'ways screen-only', 'aria-label': g.title },
      group >= 0
        ? h('a', { href: groupHref(app, group) }, '← ', text(g.ofGroup, { group: groupName(w, group) }))
        : h('a', { href: hashOf(app, { view: 'groups', selection: null }) }, '← ', g.all),
      here === 2 && h('a', { href: hashOf(app, { view: 'map', selection: { kind: 'pair', index: pair } }) }, g.pairOnMap, ' →'),
    ),
    h('h2', { tabindex: '-1' }, who(app, finding, p.a[pair]), w.and, who(app, finding, p.b[pair])),
    facts([
      [f.joint, count(w, p.joint[pair])],
      [f.expected, expected(w, p.expected[pair])],
      [f.p, h('span', { class: 'figures' }, probability(w, p.p[pair]))],
      [f.q, h('span', { class: 'figures' }, probability(w, p.q[pair]))],
      [f.kinds, kindsSaid(w, finding, p.kinds[pair])],
      [f.acts, count(w, p.weight[pair])],
      [f.meanGap, seconds(w, p.mean_gap[pair])],
      [f.who, [firstSaid(app, finding, pair), same > 0 && `, ${g.moment}${w.colon}${count(w, same)}`]],
      [f.balance, text(f.balanceSaid, { n: decimal(w, p.balance[pair]) })],
    ]),
    h('h3', null, g.acts),
    actions(app, finding, pair, onPaper),
  );
}
