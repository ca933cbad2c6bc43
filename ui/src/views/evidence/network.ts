// What stands behind a dot (an account's posts) and behind a line (the posts that relay, beside those that are relayed).
import type { App } from '../../app';
import { isInferred } from '../../data/document';
import { h, phrase, type Child } from '../../parts/dom';
import {
  count,
  decimal,
  gap,
  linkKind,
  many,
  nodeName,
  nodeTitle,
  onPlatform,
  postTime,
  text,
  time,
  TO_MINUTE,
} from '../../parts/format';
import { edgeHref, nodeLink, ref } from '../../parts/refs';
import { createTable } from '../../parts/table';
import { certainty, postsTable, timeCell } from './posts';
import { facts } from './post';

const LISTED = 12;

/** Edges of a node by the other end's weight: [edge, other node]. */
function neighbours(app: App, node: number, end: 'from' | 'to'): number[] {
  const e = app.story!.d.network.edges,
    own = end === 'from' ? e.to : e.from,
    found: number[] = [];
  for (let edge = 0; edge < own.length; edge++) if (own[edge] === node && e.from[edge] !== e.to[edge]) found.push(edge);
  return found.sort(
    (a, b) => Number(isInferred(e.kind[a])) - Number(isInferred(e.kind[b])) || e.weight[b] - e.weight[a] || a - b,
  );
}

/** Relays behind edges, those that were seen apart from those that were inferred. */
function sumOf(app: App, edges: number[]): string {
  const w = app.words,
    { kind, weight } = app.story!.d.network.edges;
  const of = (guess: boolean) => edges.reduce((sum, e) => sum + (isInferred(kind[e]) === guess ? weight[e] : 0), 0);
  const seen = of(false),
    inferred = of(true);
  return text(w.evidence.node.sum, {
    n: count(w, seen + inferred),
    seen: count(w, seen),
    inferred: count(w, inferred),
  });
}

function neighbourList(app: App, edges: number[], end: 'from' | 'to'): Child {
  const w = app.words,
    e = app.story!.d.network.edges;
  if (edges.length === 0) return h('p', { class: 'soft' }, w.evidence.post.nothing);
  return h(
    'ul',
    { class: 'links' },
    edges
      .slice(0, LISTED)
      .map((edge) =>
        h(
          'li',
          null,
          nodeLink(app, e[end][edge]),
          ' ',
          onPlatform(w, app.story!.d.platforms[app.story!.d.network.nodes.platform[e[end][edge]]].name),
          ', ',
          h(
            'a',
            { class: isInferred(e.kind[edge]) ? 'how-inferred' : 'how-seen', href: edgeHref(app, edge) },
            linkKind(w, e.kind[edge]),
            e.weight[edge] > 1 && ` × ${count(w, e.weight[edge])}`,
            isInferred(e.kind[edge]) && ` (${w.evidence.node.inferredOnly}, ${decimal(w, e.confidence[edge])})`,
          ),
        ),
      ),
    edges.length > LISTED && h('li', { class: 'soft' }, '+ ' + count(w, edges.length - LISTED)),
  );
}

export function nodeDetail(app: App, node: number): HTMLElement {
  const w = app.words,
    t = w.evidence.node,
    story = app.story!,
    n = story.d.network.nodes;
  const posts = story.nodePosts(node),
    ordered = Array.from(posts).filter((post) => story.isOrdered(post)),
    last = ordered[ordered.length - 1];
  const left = story.d.hidden.posts > 0 ? n.posts[node] - posts.length : 0;
  const up = neighbours(app, node, 'from'),
    down = neighbours(app, node, 'to');
  return h(
    'article',
    null,
    h('h2', { tabindex: '-1' }, h('bdi', null, nodeTitle(w, story, node))),
    facts([
      [t.posts, count(w, n.posts[node])],
      [t.relayedBy, sumOf(app, down)],
      [t.relays, sumOf(app, up)],
      [
        t.followers,
        n.audience[node] < 0 ? h('span', { class: 'soft' }, w.evidence.post.unknown) : count(w, n.audience[node]),
      ],
      ordered.length > 0 && [t.first, postTime(w, story, ordered[0])],
      ordered.length > 1 && [t.last, postTime(w, story, last)],
    ]),
    h('h3', null, t.posts),
    left > 0 && h('p', { class: 'note' }, many(w, left, t.hidden)),
    postsTable(app, t.posts, posts).element,
    h(
      'div',
      { class: 'columns' },
      h('section', null, h('h3', null, t.up), neighbourList(app, up, 'from')),
      h('section', null, h('h3', null, t.down), neighbourList(app, down, 'to')),
    ),
  );
}

export function edgeDetail(app: App, edge: number): HTMLElement {
  const w = app.words,
    t = w.evidence.edge,
    c = w.evidence.columns,
    story = app.story!,
    e = story.d.network.edges,
    l = story.d.links;
  const guess = isInferred(e.kind[edge]),
    links = story.edgeLinks(edge),
    at = (value: number) => time(w, story.when(value), TO_MINUTE);
  const table = createTable(app, {
    caption: t.rests,
    rows: links,
    columns: [
      {
        key: 'time',
        name: c.time,
        cell: (link) => timeCell(app, l.child[link]),
        order: (a, b) => story.d.posts.time[l.child[a]] - story.d.posts.time[l.child[b]],
      },
      { key: 'relaying', name: t.relaying, cell: (link) => ref(app, l.child[link]) },
      {
        key: 'relayed',
        name: t.relayed,
        cell: (link) => ref(app, l.parent[link]) ?? h('span', { class: 'caution small' }, w.evidence.roles.ghost),
      },
      { key: 'kind', name: c.kind, cell: (link) => linkKind(w, l.kind[link]) },
      {
        key: 'gap',
        name: t.gap,
        number: true,
        cell: (link) => gap(w, story.d.posts.time[l.child[link]] - story.d.posts.time[l.parent[link]]),
      },
      { key: 'sure', name: c.confidence, cell: (link) => certainty(app, link) },
    ],
  });
  return h(
    'article',
    null,
    h(
      'h2',
      { tabindex: '-1' },
      h('bdi', null, nodeName(w, story, e.from[edge])),
      ' → ',
      h('bdi', null, nodeName(w, story, e.to[edge])),
    ),
    h(
      'p',
      { class: 'lead' },
      phrase(guess ? t.aboutInferred : t.about, {
        from: nodeLink(app, e.from[edge]),
        to: nodeLink(app, e.to[edge]),
        kind: linkKind(w, e.kind[edge]),
        confidence: decimal(w, e.confidence[edge]),
      }),
    ),
    h(
      'p',
      null,
      text(many(w, e.weight[edge], guess ? t.timesInferred : t.times), {
        from: at(e.first[edge]),
        to: at(e.last[edge]),
      }),
    ),
    h('h3', null, t.rests),
    links.length > 0 ? table.element : h('p', { class: 'soft' }, t.none),
    links.length > 0 &&
      links.length < e.weight[edge] &&
      h('p', { class: 'note' }, many(w, e.weight[edge] - links.length, t.hidden)),
  );
}
