// A table of posts: when, where, who, what, what it points to, and the file and row that say so.
import type { App } from '../../app';
import { isInferred } from '../../data/document';
import { h, type Child } from '../../parts/dom';
import {
  accountName,
  authorOf,
  count,
  decimal,
  isoTime,
  linkKind,
  linkVerb,
  platformName,
  postKind,
  text,
} from '../../parts/format';
import { authorLink, placeOf, platformMark, postHref, ref } from '../../parts/refs';
import { createTable, type Column, type Table } from '../../parts/table';
import { firstLink } from './csv';

/** A time for a table: as exact as it is, "about" and "some time that day" said in words. */
export function timeCell(app: App, post: number): HTMLElement {
  const w = app.words,
    story = app.story!,
    p = story.d.posts.precision[post],
    iso = isoTime(story.when(story.d.posts.time[post]), p);
  const coarse = story.isGhost(post) ? w.time.latest : p >= 86400 ? w.time.someTime : '';
  const said = p > 60 && p < 86400 ? `${iso.slice(0, 10)} ${text(w.time.aboutHour, { h: iso.slice(11, 13) })}` : iso;
  return h(
    'span',
    { class: 'figures' },
    h('a', { class: 'nowrap', href: postHref(app, post) }, said),
    coarse && h('span', { class: 'soft small' }, ' ', coarse),
  );
}

/** "seen" or "inferred, same things, confidence 0.94", told apart by the line under it as well. */
export function certainty(app: App, link: number): HTMLElement {
  const w = app.words,
    l = app.story!.d.links;
  if (!isInferred(l.kind[link])) return h('span', { class: 'how-seen' }, w.seen);
  return h(
    'span',
    { class: 'how-inferred' },
    text(w.evidence.links.inferred, {
      method: linkKind(w, l.kind[link]),
      confidence: decimal(w, l.confidence[link]),
    }),
  );
}

export function pointsTo(app: App, post: number): Child {
  const w = app.words,
    l = app.story!.d.links,
    link = firstLink(app, post),
    all = app.story!.postLinks(post).length;
  if (link < 0) return null;
  return [
    linkVerb(w, l.kind[link]),
    ' ',
    authorLink(app, l.parent[link]),
    all > 1 && h('span', { class: 'soft small' }, ` + ${count(w, all - 1)}`),
  ];
}

/** Places of `n` names in their order, made when first asked for: comparing places is cheap, comparing names is not. */
function ranks(n: number, name: (i: number) => string): (i: number) => number {
  let place: Int32Array | undefined;
  return (i) => {
    if (!place) {
      const names = Array.from({ length: n }, (_, k) => name(k).toLowerCase()),
        order = names.map((_, k) => k);
      order.sort((x, y) => (names[x] < names[y] ? -1 : names[x] > names[y] ? 1 : 0));
      place = new Int32Array(n);
      for (let k = 0; k < n; k++)
        place[order[k]] = k > 0 && names[order[k]] === names[order[k - 1]] ? place[order[k - 1]] : k;
    }
    return i < 0 ? -1 : place[i];
  };
}

export function postsTable(app: App, caption: string, rows: ArrayLike<number>, pageSize = 50): Table {
  const w = app.words,
    c = w.evidence.columns,
    story = app.story!,
    p = story.d.posts;
  const { platforms, accounts } = story.d;
  const platformRank = ranks(platforms.length, (i) => platformName(w, platforms[i].name)),
    accountRank = ranks(accounts.name.length, (i) => accountName(w, story, i));
  const author = (post: number) => h('bdi', null, authorOf(w, story, post));
  const columns: Column[] = [
    { key: 'time', name: c.time, cell: (post) => timeCell(app, post), order: (a, b) => p.time[a] - p.time[b] },
    {
      key: 'platform',
      name: c.platform,
      cell: (post) => platformMark(app, p.platform[post]),
      order: (a, b) => platformRank(p.platform[a]) - platformRank(p.platform[b]),
    },
    {
      key: 'account',
      name: c.account,
      cell: author,
      order: (a, b) => accountRank(p.account[a]) - accountRank(p.account[b]),
    },
    {
      key: 'kind',
      name: c.kind,
      cell: (post) => (story.isGhost(post) ? null : postKind(w, p.kind[post])),
      order: (a, b) => p.kind[a] - p.kind[b],
    },
    {
      key: 'audience',
      name: c.audience,
      number: true,
      order: (a, b) => p.audience[a] - p.audience[b],
      cell: (post) => (p.audience[post] < 0 ? h('span', { class: 'soft' }, '–') : count(w, p.audience[post])),
    },
    { key: 'points', name: c.points, cell: (post) => pointsTo(app, post), class: 'points' },
    {
      key: 'sure',
      name: c.sure,
      cell: (post) => sureCell(app, post),
      order: (a, b) => certaintyOrder(app, a) - certaintyOrder(app, b),
    },
    {
      key: 'source',
      name: c.source,
      cell: (post) => ref(app, post) ?? h('span', { class: 'small caution' }, w.evidence.roles.ghost),
      order: (a, b) => p.source[a] - p.source[b] || p.row[a] - p.row[b],
    },
  ];
  if (p.text)
    columns.splice(7, 0, {
      key: 'text',
      name: c.text,
      cell: (post) => h('span', { class: 'cell-text', dir: 'auto' }, p.text![post]),
    });
  return createTable(app, {
    caption,
    columns,
    rows,
    pageSize,
    sort: { key: 'time', down: false },
    rowProps: (post) => ({
      class:
        [story.isGhost(post) && 'row-ghost', story.isDuplicate(post) && 'row-duplicate'].filter(Boolean).join(' ') ||
        null,
    }),
  });
}

/** Short: the method stands in the title and on the post's own page. */
function sureCell(app: App, post: number): Child {
  const w = app.words,
    l = app.story!.d.links,
    link = firstLink(app, post);
  if (link < 0) return null;
  if (!isInferred(l.kind[link])) return certainty(app, link);
  return h(
    'span',
    { class: 'how-inferred nowrap', title: linkKind(w, l.kind[link]) },
    text(w.evidence.links.inferredShort, { confidence: decimal(w, l.confidence[link]) }),
  );
}

function certaintyOrder(app: App, post: number): number {
  const link = firstLink(app, post);
  return link < 0 ? 2 : isInferred(app.story!.d.links.kind[link]) ? 1 : 0;
}

/** All that can be searched of a post, in lower case. */
export function searchText(app: App): (post: number) => string {
  const w = app.words,
    story = app.story!,
    { posts: p, accounts: a } = story.d;
  return (post) =>
    [
      authorOf(w, story, post),
      p.account[post] < 0 ? '' : a.display[p.account[post]],
      p.id[post],
      p.url[post],
      p.channel[post],
      placeOf(story, post),
      p.text?.[post] ?? '',
    ]
      .join('\n')
      .toLowerCase();
}
