// Indicators that others published and that occur in the case: what the feed says, and where they stand.
import type { App } from '../../app';
import { matchKey, type Entry, type Match } from '../../data/entry';
import { hash } from '../../parts/copy';
import { h, type Child } from '../../parts/dom';
import { count, date, isolated, many, text, time } from '../../parts/format';
import { createTable } from '../../parts/table';
import { facts } from '../evidence/post';
import { by } from '../leak/say';
import { staleNote } from './answer';
import { ways } from './name';
import { carriersSaid, carriersShort, dayShort, kindSaid, nameHref } from './say';
import { sightings } from './sightings';

function valid(app: App, m: Match): string {
  const l = app.words.lookalikes,
    on = (ms: number) => date(app.words, ms);
  if (m.from !== null && m.to !== null) return text(l.validSpan, { from: on(m.from), to: on(m.to) });
  return m.from !== null ? text(l.validFrom, { from: on(m.from) }) : m.to !== null ? text(l.validTo, { to: on(m.to) }) : '';
}

const outside = (app: App, m: Match): Child => m.outside && h('span', { class: 'caution small look-under' }, app.words.lookalikes.outside);

function feedsTable(app: App, entry: Entry): Child {
  const w = app.words,
    l = w.lookalikes,
    c = l.feedsColumns,
    feeds = entry.matches!.feeds;
  if (feeds.length === 0) return null;
  return [
    h('h4', null, l.feedsTitle),
    createTable(app, {
      caption: l.feedsTitle, rows: feeds.map((_, i) => i), pageSize: 20,
      columns: [
        { key: 'file', name: c.file, class: 'look-value', cell: (i) => h('bdi', null, isolated(feeds[i].file)) },
        { key: 'format', name: c.format, cell: (i) => h('bdi', null, isolated(feeds[i].format)) },
        { key: 'n', name: c.n, number: true, cell: (i) => count(w, feeds[i].n) },
        { key: 'other', name: c.other, class: 'look-value', cell: (i) => (feeds[i].other_kinds ? h('bdi', null, text(l.otherKinds, { n: count(w, feeds[i].other), kinds: isolated(feeds[i].other_kinds) })) : count(w, feeds[i].other)) },
        { key: 'rejected', name: c.rejected, number: true, cell: (i) => count(w, feeds[i].rejected) },
        { key: 'sha', name: c.sha, cell: (i) => feeds[i].sha256 && hash(app, feeds[i].sha256, feeds[i].file) },
      ],
    }).element,
  ];
}

export function matches(app: App, entry: Entry, onPaper: boolean): Child {
  const w = app.words,
    l = w.lookalikes,
    c = l.columns,
    part = entry.matches;
  if (!part) return null;
  const { rows, feeds, totals, hidden } = part,
    all = rows.length + hidden;
  const byText = (of: (i: number) => string) => (a: number, b: number) => of(a).localeCompare(of(b), w.lang);
  return [
    h('h3', null, l.matchesTitle),
    staleNote(app, part.stale, 'indicators'),
    h('p', null, all === 0 ? many(w, totals.indicators, l.matchesNone) : text(many(w, all, l.matchesLead), { all: many(w, totals.indicators, l.indicators) })),
    all > 0 && h('p', { class: 'soft' }, l.matchesNote),
    rows.length > 0 &&
      createTable(app, {
        caption: l.matchesTitle, rows: rows.map((_, i) => i), pageSize: onPaper ? 200 : 25,
        columns: [
          { key: 'kind', name: c.kind, cell: (i) => kindSaid(w, rows[i].kind), order: byText((i) => kindSaid(w, rows[i].kind)) },
          { key: 'value', name: c.value, class: 'look-value', cell: (i) => [h('a', { href: nameHref(app, matchKey(rows[i])) }, h('bdi', { class: 'mono', dir: 'ltr' }, isolated(rows[i].value))), outside(app, rows[i])], order: byText((i) => rows[i].value) },
          { key: 'label', name: c.label, class: 'look-label', cell: (i) => [rows[i].label && h('bdi', null, isolated(rows[i].label)), rows[i].author && h('span', { class: 'small soft look-under' }, h('bdi', null, isolated(rows[i].author)))] },
          { key: 'feed', name: c.feed, class: 'look-cell-own', cell: (i) => h('bdi', null, isolated(feeds[rows[i].feed].file)), order: (a, b) => rows[a].feed - rows[b].feed },
          { key: 'carriers', name: c.carriers, class: 'look-carriers', cell: (i) => carriersShort(w, rows[i]) },
          { key: 'first', name: c.first, cell: (i) => dayShort(rows[i].first), order: (a, b) => (rows[a].first ?? Infinity) - (rows[b].first ?? Infinity) },
          { key: 'by', name: c.by, class: 'leak-who', cell: (i) => rows[i].sightings[0] && by(rows[i].sightings[0].by) },
        ],
      }).element,
    hidden > 0 && h('p', { class: 'note' }, many(w, hidden, l.matchesHidden)),
    feedsTable(app, entry),
  ];
}

function said(app: App, entry: Entry, m: Match): HTMLElement {
  const w = app.words,
    f = w.lookalikes.facts,
    feed = entry.matches!.feeds[m.feed],
    at = (ms: number | null): Child => ms !== null && h('span', { class: 'figures' }, time(w, ms, 1)),
    span = valid(app, m);
  return facts([
    [f.kind, kindSaid(w, m.kind)],
    [f.label, m.label && h('bdi', null, isolated(m.label))],
    [f.author, m.author && h('bdi', null, isolated(m.author))],
    [f.feed, [h('bdi', null, isolated(feed.file)), ' ', feed.sha256 && hash(app, feed.sha256, feed.file)]],
    [f.id, m.id && h('bdi', { class: 'mono' }, isolated(m.id))],
    [f.valid, (span || m.outside) && [span, outside(app, m)]],
    [f.carriers, carriersSaid(w, m).join(', ')],
    [f.firstSeen, at(m.first)],
    [f.lastSeen, m.last !== m.first && at(m.last)],
  ]);
}

/** One value, with what each feed says of it. */
export function matchDetail(app: App, entry: Entry, rows: readonly number[]): HTMLElement {
  const l = app.words.lookalikes,
    part = entry.matches!,
    keys = [...new Set(part.rows.map(matchKey))],
    first = part.rows[rows[0]];
  return h(
    'article',
    { class: 'look-one' },
    ways(app, l.allOfBoth, keys, keys.indexOf(matchKey(first))),
    h('h2', { tabindex: '-1' }, h('bdi', { class: 'look-title', dir: 'ltr' }, isolated(first.value))),
    h('p', { class: 'soft' }, l.matchesNote),
    rows.map((i) => [said(app, entry, part.rows[i]), h('h3', null, l.sightingsTitle), sightings(app, part.rows[i], part.periods, l.sightingsTitle, false)]),
  );
}
