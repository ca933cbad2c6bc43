// What is there: types, languages, senders and their domains, conversations, what is missing, and gaps in time and numbering.
import type { App } from '../../app';
import type { Leak, LeakCount } from '../../data/leak';
import { h, type Child } from '../../parts/dom';
import { bytes, count, date, isolated, many, text } from '../../parts/format';
import { createTable } from '../../parts/table';
import { by, languageSaid, shareSaid, typeSaid } from './say';

const DAYS = /^(\d{4})-(\d\d)-(\d\d)$/;

function counted(app: App, rows: LeakCount[], caption: string, head: string, left: number, of: number, isMails: boolean, name: (row: LeakCount) => Child, onPaper: boolean): Child {
  const w = app.words,
    c = w.leak.countColumns;
  if (rows.length === 0) return null;
  const day = (ms: number | null): Child => ms !== null && h('span', { class: 'figures nowrap' }, new Date(ms).toISOString().slice(0, 10));
  const safe = (ms: number | null) => (ms !== null && Math.abs(ms) < 8.64e15 ? ms : null);
  return h(
    'section',
    { class: 'leak-counted' },
    h('h4', null, caption),
    createTable(app, {
      caption, rows: rows.map((_, i) => i), pageSize: onPaper ? 30 : 10,
      columns: [
        { key: 'name', name: head, cell: (i) => name(rows[i]) },
        { key: 'n', name: isMails ? c.mails : c.n, number: true, cell: (i) => count(w, rows[i].n), order: (a, b) => rows[a].n - rows[b].n },
        { key: 'share', name: c.share, number: true, cell: (i) => shareSaid(w, rows[i].n, of) },
        { key: 'bytes', name: c.bytes, number: true, cell: (i) => h('span', { class: 'nowrap' }, bytes(w, rows[i].bytes)), order: (a, b) => rows[a].bytes - rows[b].bytes },
        { key: 'from', name: c.from, cell: (i) => day(safe(rows[i].from)), order: (a, b) => (rows[a].from ?? Infinity) - (rows[b].from ?? Infinity) },
        { key: 'to', name: c.to, cell: (i) => day(safe(rows[i].to)), order: (a, b) => (rows[a].to ?? Infinity) - (rows[b].to ?? Infinity) },
      ],
    }).element,
    left > 0 && h('p', { class: 'small soft' }, many(w, left, w.leak.more)),
  );
}

function gaps(app: App, leak: Leak): Child {
  const w = app.words,
    l = w.leak,
    all = leak.d.gaps;
  const said = (name: string) => {
    const day = DAYS.exec(name);
    return day ? date(w, Date.UTC(Number(day[1]), Number(day[2]) - 1, Number(day[3]))) : isolated(name);
  };
  const named = all.filter((g) => g.from !== ''),
    unnamed = all.filter((g) => g.from === '').reduce((sum, g) => sum + g.n, 0);
  return h(
    'section',
    null,
    h('h4', null, l.there.gaps),
    all.length === 0
      ? h('p', null, l.gapsNone)
      : [
          h('p', { class: 'soft' }, l.gapsNote),
          h(
            'ul',
            { class: 'leak-gaps' },
            named.map((g) => h('li', null, text(many(w, g.n, g.what === 'days' ? l.gapDays : l.gapNumbers), { from: said(g.from), to: said(g.to) }))),
            unnamed > 0 && h('li', null, many(w, unnamed, l.gapUnnamed)),
          ),
        ],
    leak.d.more.gaps > 0 && h('p', { class: 'small soft' }, many(w, leak.d.more.gaps, l.more)),
  );
}

export function holds(app: App, leak: Leak, onPaper: boolean): Child {
  const w = app.words,
    l = w.leak,
    c = l.countColumns,
    { totals: t, more } = leak.d,
    all = t.messages + t.documents + t.others;
  return [
    h('h3', null, l.thereTitle),
    t.messages > 0 && [
      h('p', null, text(many(w, t.threads, l.threads), { replies: many(w, t.replies, l.answers), here: count(w, t.replies_in_leak) }), ' ', t.missing > 0 && many(w, t.missing, l.missing)),
    ],
    h(
      'div',
      { class: 'leak-there' },
      counted(app, leak.d.types, l.there.types, c.type, more.types, all, false, (r) => h('bdi', { title: r.name || null }, typeSaid(w, r.name)), onPaper),
      counted(app, leak.d.langs, l.there.langs, c.lang, more.langs, all, false, (r) => languageSaid(w, r.name), onPaper),
      counted(app, leak.d.correspondents, l.there.correspondents, c.sender, more.correspondents, t.messages, true, (r) => by(r.name) ?? l.unknown, onPaper),
      counted(app, leak.d.domains, l.there.domains, c.domain, more.domains, t.messages, true, (r) => by(r.name) ?? l.unknown, onPaper),
    ),
    gaps(app, leak),
  ];
}
