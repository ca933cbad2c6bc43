// The leak over time: mails by verdict, and below them documents with the times of their making and of their last saving.
import type { App } from '../../app';
import type { Leak } from '../../data/leak';
import { Axis } from '../../map/axis';
import { freshId, h, svg, type Child } from '../../parts/dom';
import { TO_MINUTE, bytes, clock, count, date, day, isolated, many, text, time } from '../../parts/format';
import { createTable } from '../../parts/table';
import type { Words } from '../../words';
import { sized, type Sized } from '../groups/sized';
import { DAY, monthOf, planOf, roundTop, type Plan } from './plan';
import { by, itemHref, itemLink, plainTable, severityMark, typeSaid, when } from './say';

const MAILS = 120,
  LABEL = 17,
  AXIS = 22,
  LEAST_LEFT = 34,
  LETTER = 6.4;
const VERDICT_CLASS = ['is-verified', 'is-signed', 'is-unsigned'] as const;

const monthFormat = (locale: string) => new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' });
const MONTHS = { en: monthFormat('en-GB'), fr: monthFormat('fr-FR') };
export function tickSaid(w: Words, ms: number, span: number): string {
  const at = new Date(ms);
  if (span > 5 * 365 * DAY) return String(at.getUTCFullYear());
  if (span > 100 * DAY) return MONTHS[w.lang].format(at).replace(/\s/g, '\u00a0');
  return span > 2 * DAY || ms % DAY === 0 ? day(w, ms) : clock(w, ms, TO_MINUTE);
}

interface Label {
  x: number;
  said: string;
  class: string;
}
/** Labels in as few rows as they fit into without touching; `wide` is the picture's width. */
function rowsOf(labels: Label[], wide: number): { row: number; x: number; anchor: 'start' | 'end'; label: Label }[] {
  const ends: number[][] = [];
  return labels
    .sort((a, b) => a.x - b.x)
    .map((label) => {
      const long = label.said.length * LETTER + 8,
        isStart = label.x + long <= wide,
        from = isStart ? label.x : label.x - long,
        to = isStart ? label.x + long : label.x;
      let row = ends.findIndex((taken) => taken.every((_, i) => i % 2 === 1 || taken[i + 1] <= from || taken[i] >= to));
      if (row < 0) row = ends.push([]) - 1;
      ends[row].push(from, to);
      return { row, x: isStart ? label.x + 3 : label.x - 3, anchor: isStart ? 'start' : 'end', label };
    });
}

const topOf = (plan: Plan): number => roundTop(plan.bars.reduce((most, b) => Math.max(most, b.n[0] + b.n[1] + b.n[2]), 1));

function drawMails(w: Words, plan: Plan, x: (t: number) => number, left: number, top: number, hatch: string): Child {
  const most = topOf(plan),
    base = top + MAILS;
  const high = (n: number) => (n / most) * MAILS;
  return [
    [0.5, 1].map((part) => [
      svg('path', { class: 'leak-tick', d: `M${left} ${base - MAILS * part}H${x(plan.to).toFixed(1)}` }),
      most * part >= 1 && Number.isInteger(most * part) && svg('text', { class: 'leak-tick-name', x: left - 5, y: base - MAILS * part + 4, 'text-anchor': 'end' }, count(w, most * part)),
    ]),
    plan.bars.map((bar) => {
      const from = x(Math.max(bar.from, plan.from)),
        wide = Math.max(1, x(Math.min(bar.to, plan.to)) - from - 1);
      let y = base;
      return bar.n.map((n, i) => {
        if (n === 0) return null;
        const tall = Math.max(1, high(n));
        y -= tall;
        const place = { x: from.toFixed(1), y: y.toFixed(1), width: wide.toFixed(1), height: tall.toFixed(1) };
        return [svg('rect', { class: `leak-bar ${VERDICT_CLASS[i]}`, ...place }), i === 1 && svg('rect', { fill: `url(#${hatch})`, ...place })];
      });
    }),
    svg('path', { class: 'leak-base', d: `M${left} ${base}H${x(plan.to).toFixed(1)}` }),
  ];
}

function drawDocuments(app: App, leak: Leak, plan: Plan, x: (t: number) => number, top: number, high: number): Child {
  const n = plan.documents.length,
    y = (i: number) => top + ((i + 0.5) / n) * high,
    size = n > 400 ? 1.6 : n > 120 ? 2.2 : 3,
    thin = Math.max(0.1, Math.min(1, high / n / 2)).toFixed(2); /* thousands of lines stay lines, not an area */
  const draw = (i: number): Child => {
    const m = plan.documents[i],
      at = y(i).toFixed(1),
      name = m.against ? 'leak-document is-against' : 'leak-document';
    const parts = [
      m.created !== null && m.saved !== null && svg('path', { class: 'leak-life', 'stroke-width': thin, d: `M${x(m.created).toFixed(1)} ${at}H${x(m.saved).toFixed(1)}` }),
      m.created !== null && svg('circle', { class: 'leak-made', cx: x(m.created).toFixed(1), cy: at, r: size }),
      m.saved !== null && svg('circle', { class: 'leak-saved', cx: x(m.saved).toFixed(1), cy: at, r: size }),
    ];
    return svg('g', { class: name, onclick: m.against ? () => location.assign(itemHref(app, leak, m.item)) : null }, parts);
  };
  const all = plan.documents.map((_, i) => i);
  return [all.filter((i) => !plan.documents[i].against).map(draw), all.filter((i) => plan.documents[i].against).map(draw)];
}

/** Batches as bands; moments that matter as lines; each with its words above. */
function drawMarks(w: Words, leak: Leak, plan: Plan, x: (t: number) => number, wide: number): { rows: number; behind: (top: number, bottom: number) => Child; lines: (bottom: number) => Child; labels: Child } {
  const { totals, settings, batches } = leak.d,
    isIn = (t: number | null): t is number => t !== null && t >= plan.from && t <= plan.to;
  const bands = batches.filter((b) => isIn(b.from) || isIn(b.to)).map((b) => ({ from: x(b.from), to: Math.max(x(b.to), x(b.from) + 3), n: b.n }));
  const lines = [
    ...(isIn(totals.last) ? [{ at: x(totals.last), said: w.leak.newest, class: 'leak-newest' }] : []),
    ...(isIn(settings.theft) ? [{ at: x(settings.theft), said: w.leak.stolen, class: 'leak-theft' }] : []),
  ];
  /* Bands that lie on each other have one label: how many documents in all. */
  const joined: { x: number; n: number }[] = [];
  for (const band of bands.sort((a, b) => a.from - b.from)) {
    const last = joined[joined.length - 1];
    if (last && band.from - last.x < 8) last.n += band.n;
    else joined.push({ x: band.from, n: band.n });
  }
  const placed = rowsOf(
    [...joined.map((j) => ({ x: j.x, said: many(w, j.n, w.leak.batchLabel), class: 'leak-band-name' })), ...lines.map((l) => ({ x: l.at, said: l.said, class: `${l.class}-name` }))],
    wide,
  );
  const rows = Math.max(0, ...placed.map((p) => p.row + 1));
  return {
    rows,
    behind: (top, bottom) => [
      bands.map((b) => svg('rect', { class: 'leak-band', x: b.from.toFixed(1), y: top, width: (b.to - b.from).toFixed(1), height: bottom - top })),
      placed.filter((p) => p.label.class === 'leak-band-name').map((p) => svg('path', { class: 'leak-band-line', d: `M${p.label.x.toFixed(1)} ${p.row * LABEL + 4}V${bottom}` })),
    ],
    lines: (bottom) =>
      lines.map((l) => {
        const row = placed.find((p) => p.label.x === l.at && p.label.said === l.said)?.row ?? 0;
        return svg('path', { class: l.class, d: `M${l.at.toFixed(1)} ${row * LABEL + 4}V${bottom}` });
      }),
    labels: placed.map((p) => svg('text', { class: `leak-label ${p.label.class}`, x: p.x.toFixed(1), y: p.row * LABEL + 13, 'text-anchor': p.anchor }, p.label.said)),
  };
}

function draw(app: App, leak: Leak, width: number): Child {
  const w = app.words,
    plan = planOf(leak, (width - LEAST_LEFT) / 5);
  if (!plan) return null;
  const left = Math.max(LEAST_LEFT, count(w, topOf(plan)).length * LETTER + 10),
    x = (t: number) => left + ((t - plan.from) / (plan.to - plan.from)) * (width - left - 6),
    span = plan.to - plan.from,
    hasMails = plan.bars.length > 0,
    n = plan.documents.length,
    hatch = freshId('leak-hatch');
  const marks = drawMarks(w, leak, plan, x, width),
    top = marks.rows * LABEL + 8,
    mailsEnd = top + (hasMails ? MAILS : 0),
    lanes = mailsEnd + (hasMails ? AXIS + 6 : 0),
    high = n > 0 ? Math.min(260, Math.max(40, n * 7)) : 0,
    end = n > 0 ? lanes + high : mailsEnd;
  const ticks = new Axis({ time: [plan.from, plan.to], place: [0, 1] }, 0).ticks(0, 1, width - left, width < 500 ? 88 : 104);
  const said = text(w.leak.picture, { from: date(w, plan.from), to: date(w, plan.to) });
  return [
    svg(
      'svg',
      { viewBox: `0 0 ${width} ${end + (n > 0 ? 8 : AXIS)}`, width, height: end + (n > 0 ? 8 : AXIS), role: 'img', 'aria-label': said },
      svg('defs', null, svg('pattern', { id: hatch, width: 5, height: 5, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' }, svg('path', { class: 'leak-hatch', d: 'M0 0V5' }))),
      ticks.map((t) => svg('path', { class: 'leak-tick', d: `M${x(t.when).toFixed(1)} ${top}V${end}` })),
      marks.behind(top, end),
      hasMails && drawMails(w, plan, x, left, top, hatch),
      n > 0 && drawDocuments(app, leak, plan, x, lanes, high),
      marks.lines(end),
      ticks.map((t) => {
        const name = tickSaid(w, t.when, span),
          at = x(t.when),
          half = (name.length * LETTER) / 2;
        return at - half >= left - 12 && at + half <= width && svg('text', { class: 'leak-tick-name', x: at.toFixed(1), y: mailsEnd + 15, 'text-anchor': 'middle' }, name);
      }),
      marks.labels,
    ),
    h(
      'p',
      { class: 'small soft leak-outside' },
      [hasMails && `${many(w, plan.step, w.leak.pictureMails)}.`, n > 0 && `${w.leak.pictureDocuments}.`, plan.outside > 0 && many(w, plan.outside, w.leak.outside), leak.d.documents.hidden > 0 && many(w, leak.d.documents.hidden, w.leak.documentsHidden)]
        .filter(Boolean)
        .join(' '),
    ),
  ];
}

function legend(app: App, leak: Leak): HTMLElement {
  const l = app.words.leak,
    key = (mark: string, said: string) => h('li', null, h('span', { class: `leak-key ${mark}` }), said);
  const hasDocuments = leak.d.documents.item.length > 0;
  return h(
    'ul',
    { class: 'leak-legend small' },
    leak.d.months.name.length > 0 && [key('is-verified', l.verdicts.verified), key('is-signed', l.verdicts['signed-unverified']), key('is-unsigned', l.verdicts.unsigned)],
    hasDocuments && [key('is-made', l.legend.made), key('is-saved', l.legend.saved), key('is-against', l.legend.against)],
    leak.d.batches.length > 0 && key('is-batch', l.legend.batch),
  );
}

/** The same for those who do not see it. */
function tables(app: App, leak: Leak, onPaper: boolean): HTMLElement {
  const w = app.words,
    l = w.leak,
    { months, documents } = leak.d,
    v = l.verdicts;
  const rows = months.name.map((_, i) => i).filter((i) => !Number.isNaN(monthOf(months.name[i])));
  const against = documents.item.map((_, i) => i).filter((i) => documents.item[i] >= 0 && leak.severity(documents.item[i]) !== 'note');
  const body = [
    rows.length > 0 &&
      createTable(app, {
        caption: l.monthsTable, rows, pageSize: 24,
        columns: [
          { key: 'month', name: l.month, cell: (i) => h('span', { class: 'figures' }, months.name[i]), order: (a, b) => a - b },
          { key: 'verified', name: v.verified, number: true, cell: (i) => count(w, months.verified[i]), order: (a, b) => months.verified[a] - months.verified[b] },
          { key: 'signed', name: v['signed-unverified'], number: true, cell: (i) => count(w, months.signed_unverified[i]), order: (a, b) => months.signed_unverified[a] - months.signed_unverified[b] },
          { key: 'unsigned', name: v.unsigned, number: true, cell: (i) => count(w, months.unsigned[i]), order: (a, b) => months.unsigned[a] - months.unsigned[b] },
        ],
      }).element,
    against.length > 0 &&
      createTable(app, {
        caption: l.documentsTable, rows: against, pageSize: 24,
        columns: [
          { key: 'item', name: l.columns.item, cell: (i) => itemLink(app, leak, documents.item[i]) },
          { key: 'created', name: l.columns.created, cell: (i) => when(documents.created[i]), order: (a, b) => (documents.created[a] ?? Infinity) - (documents.created[b] ?? Infinity) },
          { key: 'saved', name: l.columns.saved, cell: (i) => when(documents.saved[i]), order: (a, b) => (documents.saved[a] ?? Infinity) - (documents.saved[b] ?? Infinity) },
          { key: 'severity', name: l.columns.severity, cell: (i) => severityMark(w, leak.severity(documents.item[i])) },
        ],
      }).element,
  ];
  return onPaper ? h('div') : h('details', { class: 'leak-tables' }, h('summary', null, l.asTable), body);
}

export function timePicture(app: App, leak: Leak, onPaper: boolean): Sized | null {
  if (!planOf(leak, 100)) return null;
  const drawing = sized('leak-picture', (width) => draw(app, leak, width));
  return { element: h('div', null, h('figure', { class: 'leak-figure' }, legend(app, leak), drawing.element), tables(app, leak, onPaper)), destroy: drawing.destroy };
}

/** Documents that were saved together, each batch with its documents. */
export function batches(app: App, leak: Leak, onPaper: boolean): Child {
  const w = app.words,
    l = w.leak;
  if (leak.d.batches.length === 0) return null;
  return [
    h('h3', null, l.batchesTitle),
    h('p', { class: 'soft' }, l.batchesNote),
    leak.d.batches.map((b) => {
      const who = [b.editor && text(l.batchWho, { editor: isolated(b.editor) }), b.application && text(l.batchWith, { application: isolated(b.application) })].filter(Boolean).join('');
      const said = text(many(w, b.n, l.batch), { from: time(w, b.from, 1), to: time(w, b.to, 1), who });
      const left = b.n - b.items.length,
        rows = b.items.map((i): Child[] => [itemLink(app, leak, i), by(leak.d.items[i].by), typeSaid(w, leak.d.items[i].type), bytes(w, leak.d.items[i].bytes), when(leak.d.items[i].created), when(leak.d.items[i].date)]);
      const c = l.columns,
        table = plainTable(said, [[c.item, false], [c.by, false], [c.type, false], [c.size, true], [c.created, false], [c.saved, false]], rows);
      return h(
        'section',
        { class: 'leak-batch' },
        h('p', null, h('bdi', null, said)),
        onPaper ? table : h('details', null, h('summary', null, many(w, b.items.length, l.batchItems)), table),
        left > 0 && h('p', { class: 'small soft' }, many(w, left, l.batchMore)),
      );
    }),
  ];
}

