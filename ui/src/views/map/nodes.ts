// The table beside the picture: the same accounts in rows.
import type { App } from '../../app';
import { h } from '../../parts/dom';
import { count, groupName, isoTime, nodeName, platformName } from '../../parts/format';
import { createTable, type Table } from '../../parts/table';
import { roleOf } from './describe';

export function createNodeTable(app: App): Table {
  const w = app.words, story = app.story!, n = story.d.network.nodes, c = w.map.columns;
  const number = (key: string, name: string, values: number[]) =>
    ({ key, name, number: true, cell: (r: number) => (values[r] >= 0 ? count(w, values[r]) : w.map.unknownAudience), order: (a: number, b: number) => values[a] - values[b] });
  const words = (key: string, name: string, of: (r: number) => string) =>
    ({ key, name, cell: (r: number) => of(r), order: (a: number, b: number) => of(a).localeCompare(of(b), w.lang) });
  const precision = (r: number) => { const posts = story.nodePosts(r); return posts.length ? story.d.posts.precision[posts[0]] : 60; };
  return createTable(app, {
    caption: w.map.tableCaption, rows: Uint32Array.from({ length: story.nodeCount }, (_, i) => i), pageSize: 25, sort: { key: 'reach', down: true },
    columns: [
      {
        key: 'who', name: c.who, order: (a, b) => nodeName(w, story, a).localeCompare(nodeName(w, story, b), w.lang),
        cell: (r) => h('button', { type: 'button', class: 'map-link', onclick: () => app.set({ selection: { kind: 'node', index: r } }) }, h('bdi', null, nodeName(w, story, r))),
      },
      words('platform', c.platform, (r) => platformName(w, story.d.platforms[n.platform[r]].name)),
      number('reach', c.reach, n.out), number('took', c.took, n.in), number('posts', c.posts, n.posts), number('audience', c.audience, n.audience),
      words('role', c.role, (r) => w.map.roles[roleOf(story, r)]),
      ...(story.hasGroups ? [{
        key: 'group', name: w.groups.panel.group, cell: (r: number) => (story.groupOf(r) < 0 ? null : groupName(w, story.groupOf(r))),
        order: (a: number, b: number) => story.groupOf(a) - story.groupOf(b),
      }] : []),
      { key: 'first', name: c.first, class: 'figures nowrap', cell: (r) => isoTime(story.when(n.first[r]), precision(r)), order: (a, b) => n.first[a] - n.first[b] },
    ],
  });
}
