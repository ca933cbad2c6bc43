// Where a name or an indicator was carried: each carrier with its time, its place in the evidence, and the way to what else is known of it.
import type { App } from '../../app';
import { isPost, seenAt, type Carried, type Period, type Sighting } from '../../data/entry';
import { hash } from '../../parts/copy';
import { h, type Child } from '../../parts/dom';
import { count, isolated, many, platformName, text } from '../../parts/format';
import { createTable } from '../../parts/table';
import { hashOf } from '../../shell/route';
import { by } from '../leak/say';
import { whenShort, whereSaid } from './say';

const ITEMS = 2 ** 20;
/** "posts.csv:12"; of a mail or document "leak.tar:12", the 12th file in it, or "leak.tar:12/3", the third item of that file. */
export function sourceSaid(s: Sighting): string {
  if (s.row === 0) return s.file;
  if (isPost(s)) return `${s.file}:${s.row}`;
  const item = s.row % ITEMS;
  return `${s.file}:${Math.floor(s.row / ITEMS)}${item > 0 ? `/${item}` : ''}`;
}

/** A post of one of the page's stories that stands in this row of this file; null when the page does not have it. */
export function postOf(app: App, s: Sighting): { story: number; post: number } | null {
  if (!isPost(s)) return null;
  for (const [story, { d }] of app.stories.entries()) {
    const source = d.sources.findIndex((one) => one.sha256 === s.sha256),
      { posts: p } = d;
    if (source < 0) continue;
    const post = p.row.findIndex((row, i) => row === s.row && p.source[i] === source && d.platforms[p.platform[i]].name === s.platform && (s.time === null || d.t0 + p.time[i] === s.time));
    if (post >= 0) return { story, post };
  }
  return null;
}

/** Where the page shows what carried it: the Leak view, or a post's evidence. */
export function carrierHref(app: App, s: Sighting): string | null {
  const found = postOf(app, s);
  if (found) return hashOf(app, { view: 'evidence', story: found.story, selection: { kind: 'post', index: found.post }, only: '' });
  return !isPost(s) && app.leak && app.leak.find(s.id) >= 0 ? hashOf(app, { view: 'leak', item: s.id }) : null;
}

/** "mail 1bfb6eba", "post 86001", with --text its subject. */
export function carrierName(app: App, s: Sighting): string {
  const w = app.words,
    l = w.lookalikes;
  if (s.title) return isolated(s.title);
  if (isPost(s)) return `${platformName(w, s.platform)}${s.id ? ` ${isolated(s.id)}` : ''}`;
  const isItem = s.where === 'document-link' || s.where === 'file';
  return text(isItem ? l.documentId : l.inLeak, { id: s.id.slice(0, 8) });
}

export function carrierLink(app: App, s: Sighting): HTMLElement {
  const href = carrierHref(app, s),
    name = h('bdi', null, carrierName(app, s));
  return href ? h('a', { href, title: isPost(s) ? app.words.lookalikes.openPost : app.words.lookalikes.openLeak }, name) : h('span', null, name);
}

export function sightings(app: App, c: Carried, periods: readonly Period[], caption: string, onPaper: boolean): Child {
  const w = app.words,
    l = w.lookalikes,
    n = l.columns,
    all = c.sightings,
    carriers = Object.values(c.carriers).reduce((sum, one) => sum + one, 0);
  if (all.length === 0) return h('p', { class: 'soft' }, l.sightingsNone);
  const time = (i: number) => seenAt(all[i]) ?? Infinity;
  const has = (test: (s: Sighting) => unknown) => all.some(test);
  return [
    carriers > all.length && h('p', { class: 'small soft' }, many(w, all.length, l.sightingsNote)),
    createTable(app, {
      caption, rows: all.map((_, i) => i), pageSize: onPaper ? 50 : 25,
      columns: [
        { key: 'when', name: n.when, cell: (i) => [whenShort(all[i]), all[i].period >= 0 && h('span', { class: 'small soft look-under' }, h('bdi', null, isolated(periods[all[i].period].name)))], order: (a, b) => time(a) - time(b) },
        { key: 'where', name: n.where, class: 'look-where', cell: (i) => whereSaid(w, all[i].where), order: (a, b) => whereSaid(w, all[a].where).localeCompare(whereSaid(w, all[b].where), w.lang) },
        { key: 'value', name: n.value, class: 'look-value', cell: (i) => h('bdi', { class: 'mono' }, isolated(all[i].value)) },
        { key: 'item', name: n.item, class: 'look-carrier', cell: (i) => [carrierLink(app, all[i]), !isPost(all[i]) && h('span', { class: 'small soft mono look-under' }, h('bdi', null, isolated(all[i].id))), all[i].by && h('span', { class: 'small soft look-under' }, by(all[i].by))] },
        ...(has((s) => s.recipients) ? [{ key: 'recipients', name: n.recipients, number: true, cell: (i: number) => (all[i].recipients > 0 ? count(w, all[i].recipients) : null), order: (a: number, b: number) => all[a].recipients - all[b].recipients }] : []),
        { key: 'source', name: n.source, class: 'look-source', cell: (i) => [h('bdi', { class: 'mono look-place' }, isolated(sourceSaid(all[i]))), all[i].sha256 && hash(app, all[i].sha256, sourceSaid(all[i]))] },
      ],
    }).element,
  ];
}
