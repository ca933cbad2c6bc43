// When a group's co-actions took place: bars over time, the calendar's periods of the story shaded behind them.
import type { App } from '../../app';
import type { Finding } from '../../data/finding';
import { Axis } from '../../map/axis';
import { h, svg, type Child } from '../../parts/dom';
import { clock, day, gap, isolated, list, many, text, time, TO_MINUTE } from '../../parts/format';
import { barWidth } from '../../parts/timeseries';
import type { Words } from '../../words';
import { shades } from './periods';
import { sized, type Sized } from './sized';

const HIGH = 96,
  TOP = 18,
  BOTTOM = 20,
  DAY = 86_400_000;

export interface Bars {
  from: number;
  to: number;
  width: number;
  start: number[];
  n: number[];
}

/** The least and the greatest: there may be more than a function takes arguments. */
const endsOf = (values: readonly number[]): [number, number] =>
  values.reduce(([least, most], v) => [Math.min(least, v), Math.max(most, v)], [Infinity, -Infinity]);

/** At most `most` bars from the first to the last of `times`. */
export function barsOf(times: readonly number[], most: number): Bars {
  const [from, to] = endsOf(times),
    width = barWidth(Math.max(1000, to - from), Math.max(1, most)),
    begin = Math.floor(from / width) * width;
  const n = new Array<number>(Math.floor((to - begin) / width) + 1).fill(0);
  for (const t of times) n[Math.floor((t - begin) / width)]++;
  return { from: begin, to: begin + n.length * width, width, start: n.map((_, i) => begin + i * width), n };
}

function tickSaid(w: Words, when: number, span: number): string {
  const at = new Date(when);
  if (span > 300 * DAY) return `${w.time.months[at.getUTCMonth()]}\u00a0${at.getUTCFullYear()}`;
  return span > 2 * DAY || when % DAY === 0 ? day(w, when) : clock(w, when, TO_MINUTE);
}

export function timeStrip(app: App, finding: Finding, group: number): Sized | null {
  const w = app.words,
    g = w.groups,
    times = finding.groupPairs(group).flatMap((pair) => finding.pairSteps(pair).map((step) => finding.stepTime(step)));
  if (times.length === 0) return null;
  const story = app.story;
  return sized('groups-strip', (width): Child => {
    const bars = barsOf(times, Math.max(20, width / 6)),
      span = bars.to - bars.from,
      most = endsOf(bars.n)[1],
      [first, last] = endsOf(times),
      base = TOP + HIGH;
    const x = (t: number) => ((t - bars.from) / span) * width;
    const periods = (story?.d.calendar ?? [])
      .map((p) => ({ name: isolated(p.name), from: story!.when(p.from), to: story!.when(p.to) }))
      .filter((p) => p.to >= bars.from && p.from <= bars.to);
    const axis = new Axis({ time: [bars.from, bars.to], place: [0, 1] }, 0),
      ticks = axis.ticks(0, 1, width, span > 300 * DAY ? 120 : 84);
    const said = [
      text(g.strip, { from: time(w, first, TO_MINUTE), to: time(w, last, TO_MINUTE), n: many(w, times.length, g.countActs) }),
      text(g.stripEach, { gap: gap(w, bars.width) }),
      periods.length > 0 ? text(g.stripPeriods, { names: list(w, periods.map((p) => p.name)) }) : '',
    ].filter(Boolean).join(' ');
    return [
      svg(
        'svg',
        { viewBox: `0 0 ${width} ${base + BOTTOM}`, width, height: base + BOTTOM, role: 'img', 'aria-label': said },
        shades(periods, x, [0, width], TOP, HIGH),
        ticks.map((t) => svg('path', { class: 'groups-tick', d: `M${x(t.when).toFixed(1)} ${TOP}V${base}` })),
        bars.n.map((n, i) => n > 0 && svg('rect', {
          class: 'groups-bar', x: (x(bars.start[i]) + 0.5).toFixed(1), y: (base - Math.max(2, (n / most) * (HIGH - 4))).toFixed(1),
          width: Math.max(1, x(bars.start[i] + bars.width) - x(bars.start[i]) - 1).toFixed(1), height: Math.max(2, (n / most) * (HIGH - 4)).toFixed(1),
        })),
        svg('path', { class: 'groups-base', d: `M0 ${base}H${width}` }),
        ticks.map((t) => {
          const at = x(t.when);
          return at > 12 && at < width - 30 && svg('text', { x: at.toFixed(1), y: base + 15, 'text-anchor': 'middle', class: 'groups-tick-name' }, tickSaid(w, t.when, span));
        }),
      ),
      h('p', { class: 'small soft', 'aria-hidden': 'true' }, said),
    ];
  });
}
