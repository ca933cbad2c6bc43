// Which names were protected and which allowed, and what was counted and left out.
import type { App } from '../../app';
import type { Entry } from '../../data/entry';
import { hash } from '../../parts/copy';
import { h, type Child } from '../../parts/dom';
import { count, isolated, many, text } from '../../parts/format';
import { createTable } from '../../parts/table';
import { domain } from './say';

export function lists(app: App, entry: Entry, onPaper: boolean): Child {
  const w = app.words,
    l = w.lookalikes,
    c = l.protectedColumns,
    look = entry.look;
  if (!look) return null;
  const { protected: own, allowed, totals: t } = look,
    rows = own.map((_, i) => i).sort((a, b) => own[b].names - own[a].names || a - b);
  const severity = Object.hasOwn(w.leak.severities, look.least) ? w.leak.severities[look.least as keyof typeof w.leak.severities] : look.least;
  const left = [
    t.own > 0 && many(w, t.own, l.left.own),
    t.below > 0 && text(many(w, t.below, l.left.below), { least: severity }),
    t.unreadable > 0 && many(w, t.unreadable, l.left.unreadable),
    look.hidden_names > 0 && many(w, look.hidden_names, l.left.hidden),
  ].filter(Boolean);
  const allowedTable = createTable(app, {
    caption: l.columns.name, rows: allowed.map((_, i) => i), pageSize: onPaper ? 100 : 20,
    columns: [{ key: 'name', name: l.columns.name, class: 'look-value', cell: (i) => h('bdi', { class: 'mono', dir: 'ltr' }, isolated(allowed[i])) }],
  });
  return [
    h('h3', null, l.listTitle),
    h('p', { class: 'leak-keys' }, look.list ? text(many(w, own.length, l.listFile), { file: isolated(look.list) }) : many(w, own.length, l.listArguments), look.list_sha256 && [' ', l.listSha, w.colon, hash(app, look.list_sha256, l.listSha)]),
    own.length > 0 &&
      createTable(app, {
        caption: l.protectedCaption, rows, pageSize: onPaper ? 50 : 10,
        columns: [
          { key: 'domain', name: c.domain, class: 'look-cell-own', cell: (i) => domain(own[i].domain), order: (a, b) => own[a].domain.localeCompare(own[b].domain) },
          { key: 'aliases', name: c.aliases, class: 'look-value', cell: (i) => own[i].aliases && h('bdi', { class: 'mono' }, isolated(own[i].aliases.split(/\s+/).join(', '))) },
          { key: 'brands', name: c.brands, class: 'look-value', cell: (i) => own[i].brands && h('bdi', { class: 'mono' }, isolated(own[i].brands.split(/\s+/).join(', '))) },
          { key: 'names', name: c.names, number: true, cell: (i) => count(w, own[i].names), order: (a, b) => own[a].names - own[b].names },
        ],
      }).element,
    allowed.length === 0 ? h('p', { class: 'soft' }, l.allowedNone) : onPaper ? [h('p', null, many(w, allowed.length, l.allowed)), allowedTable.element] : h('details', { class: 'look-allowed' }, h('summary', null, many(w, allowed.length, l.allowed)), allowedTable.element),
    left.length > 0 ? [h('p', { class: 'leak-list-head' }, l.leftHead), h('ul', null, left.map((said) => h('li', null, said)))] : h('p', { class: 'soft' }, l.leftNothing),
  ];
}
