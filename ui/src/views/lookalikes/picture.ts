// Names over time: a lane for each, from its first carrier to its last, with a mark by place for each of them.
import type { App } from '../../app';
import { MAIL_WHERES, WHERES, type AlikeName, type Entry, type LookalikesPart } from '../../data/entry';
import { Axis } from '../../map/axis';
import { h, svg, type Child } from '../../parts/dom';
import { cut, date, isoTime, isolated, many, text, TO_MINUTE } from '../../parts/format';
import { createTable } from '../../parts/table';
import { shades } from '../groups/periods';
import { sized, type Sized } from '../groups/sized';
import { tickSaid } from '../leak/picture';
import { align } from './align';
import { planOf, type Lane, type Plan } from './plan';
import { domain, nameHref, nameLink, whereSaid } from './say';
import { aloneSign, sign } from './sign';

const MOST = 30,
  TOP = 20,
  AXIS = 22,
  LANE = 24,
  NARROW = 600, /* below it a name stands above its lane */
  NAME = 15,
  LETTER = 7.3;

/** Marks of one place that would lie on each other are one. */
function marks(lane: Lane, x: (t: number) => number, y: number): Child {
  const seen = new Set<string>();
  const shown = lane.marks.filter((m) => {
    const key = `${m.where} ${Math.round(x(m.at) / 2)}`;
    return !seen.has(key) && seen.add(key);
  });
  const rank = (where: string) => (MAIL_WHERES.includes(where) ? 1 : 0); /* mails lie over posts */
  return shown.sort((a, b) => rank(a.where) - rank(b.where)).map((m) => sign(m.where, x(m.at), y));
}

/** A lane's name, its changed letters marked: in another script it may look the same as the protected one. */
function laneName(look: LookalikesPart, name: AlikeName, most: number): Child {
  const shown = name.shown || name.domain,
    said = isolated(cut(shown, most));
  if (said !== shown) return said;
  return align(look, name).pieces.map((p) => (p.isSame || !p.to ? p.to : svg('tspan', { class: 'look-lane-changed' }, p.to)));
}

function drawLane(app: App, look: LookalikesPart, lane: Lane, x: (t: number) => number, top: number, left: number): Child {
  const name = look.names[lane.name],
    isAbove = left === 0,
    y = top + (isAbove ? NAME + 9 : LANE / 2),
    most = Math.max(12, Math.floor((isAbove ? 300 : left - 12) / LETTER));
  return svg(
    'g',
    { class: `look-lane is-${name.severity}`, onclick: () => location.assign(nameHref(app, name.domain)) },
    svg('title', null, isolated(name.shown || name.domain)),
    svg('text', { class: 'look-lane-name', x: 0, y: isAbove ? top + 13 : y + 4 }, laneName(look, name, most)),
    svg('path', { class: 'look-lane-ground', d: `M${left} ${y}H${x(Infinity).toFixed(1)}` }),
    svg('path', { class: lane.isMore ? 'look-life is-more' : 'look-life', d: `M${x(lane.first).toFixed(1)} ${y}H${x(lane.last).toFixed(1)}` }),
    marks(lane, x, y),
  );
}

function draw(app: App, look: LookalikesPart, plan: Plan, width: number): Child {
  const w = app.words,
    l = w.lookalikes,
    longest = plan.lanes.reduce((most, lane) => Math.max(most, (look.names[lane.name].shown || look.names[lane.name].domain).length), 0);
  const left = width < NARROW ? 0 : Math.min(Math.max(120, longest * LETTER + 14), width * 0.36),
    right = width - 8,
    span = plan.to - plan.from,
    x = (t: number) => (t === Infinity ? right : Math.max(left + 4, Math.min(right, left + 6 + ((t - plan.from) / span) * (right - left - 6)))),
    lane = left === 0 ? LANE + NAME - 4 : LANE,
    bottom = TOP + plan.lanes.length * lane;
  const periods = look.periods.filter((p) => p.to >= plan.from && p.from <= plan.to).map((p) => ({ ...p, name: isolated(p.name) })),
    ticks = new Axis({ time: [plan.from, plan.to], place: [0, 1] }, 0).ticks(0, 1, right - left, width < 500 ? 88 : 104);
  const said = text(many(w, plan.lanes.length, l.picture), { from: date(w, plan.first), to: date(w, plan.last) });
  return [
    svg(
      'svg',
      { viewBox: `0 0 ${width} ${bottom + AXIS}`, width, height: bottom + AXIS, role: 'img', 'aria-label': said },
      shades(periods, x, [left, right], TOP, bottom - TOP),
      ticks.map((t) => svg('path', { class: 'leak-tick', d: `M${x(t.when).toFixed(1)} ${TOP}V${bottom}` })),
      plan.last > plan.first && [plan.first, plan.last].map((t) => svg('path', { class: 'look-bound', d: `M${x(t).toFixed(1)} ${TOP}V${bottom}` })),
      plan.lanes.map((one, i) => drawLane(app, look, one, x, TOP + i * lane, left)),
      svg('path', { class: 'leak-base', d: `M${left} ${bottom}H${right}` }),
      ticks.map((t) => {
        const name = tickSaid(w, t.when, span),
          at = x(t.when),
          half = (name.length * 6.4) / 2;
        return at - half >= left - 8 && at + half <= width && svg('text', { class: 'leak-tick-name', x: at.toFixed(1), y: bottom + 15, 'text-anchor': 'middle' }, name);
      }),
    ),
    h(
      'p',
      { class: 'small soft' },
      [plan.lanes.some((one) => one.isMore) && l.pictureMore, plan.left > 0 && many(w, plan.left, l.pictureLeft), plan.outside > 0 && many(w, plan.outside, l.pictureOutside)].filter(Boolean).join(' '),
    ),
  ];
}

function legend(app: App, look: LookalikesPart, plan: Plan): HTMLElement {
  const w = app.words,
    found = new Set(plan.lanes.flatMap((lane) => lane.marks.map((m) => m.where))),
    hasPeriod = look.periods.some((p) => p.to >= plan.from && p.from <= plan.to);
  const wheres = [...WHERES.filter((where) => found.has(where)), ...[...found].filter((where) => !(WHERES as readonly string[]).includes(where))];
  return h(
    'ul',
    { class: 'leak-legend small look-legend' },
    wheres.map((where) => h('li', null, aloneSign(where), whereSaid(w, where))),
    plan.last > plan.first && h('li', null, h('span', { class: 'look-key is-bound' }), w.lookalikes.bounds),
    hasPeriod && h('li', null, h('span', { class: 'look-key is-period' }), w.lookalikes.period),
  );
}

/** The same for those who do not see it. */
function asTable(app: App, look: LookalikesPart, plan: Plan): HTMLElement {
  const w = app.words,
    c = w.lookalikes.columns,
    rows = plan.lanes.flatMap((lane) => lane.marks.map((m) => ({ ...m, name: lane.name })));
  return h(
    'details',
    { class: 'look-table' },
    h('summary', null, w.lookalikes.asTable),
    createTable(app, {
      caption: w.lookalikes.tableCaption, rows: rows.map((_, i) => i), pageSize: 24,
      columns: [
        { key: 'name', name: c.name, cell: (i) => nameLink(app, look, look.names[rows[i].name]), order: (a, b) => rows[a].name - rows[b].name },
        { key: 'protected', name: c.protected, cell: (i) => domain(look.protected[look.names[rows[i].name].protected].domain) },
        { key: 'when', name: c.when, cell: (i) => h('span', { class: 'figures nowrap' }, isoTime(rows[i].at, TO_MINUTE)), order: (a, b) => rows[a].at - rows[b].at },
        { key: 'where', name: c.where, cell: (i) => whereSaid(w, rows[i].where) },
      ],
    }).element,
  );
}

export function timePicture(app: App, entry: Entry, onPaper: boolean): Sized | null {
  const look = entry.look,
    plan = look && planOf(look, MOST);
  if (!look || !plan || plan.lanes.length === 0) return null;
  const drawing = sized('look-picture', (width) => draw(app, look, plan, width));
  return { element: h('div', null, h('figure', { class: 'leak-figure' }, legend(app, look, plan), drawing.element), !onPaper && asTable(app, look, plan)), destroy: drawing.destroy };
}
