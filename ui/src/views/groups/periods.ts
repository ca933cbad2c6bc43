// The calendar's periods, shaded behind a picture over time, each with its name above where there is room.
import { svg, type Child } from '../../parts/dom';

export interface Shade {
  name: string;
  /** In the unit of `x`. */
  from: number;
  to: number;
}
const LETTER = 6.6;

/** From `left` to `right`, `high` from `top` on; names stand above `top`, 18 pixels suffice. */
export function shades(periods: readonly Shade[], x: (t: number) => number, [left, right]: readonly [number, number], top: number, high: number): Child {
  let free = -Infinity;
  return periods.map((p) => {
    const from = Math.max(left, x(p.from)),
      wide = Math.max(2, Math.min(right, x(p.to)) - from),
      long = p.name.length * LETTER,
      at = Math.max(left, Math.min(from + 3, right - long));
    const fits = at >= free && long < right - left;
    if (fits) free = at + long + 8;
    return [
      svg('rect', { class: 'groups-period', x: from, y: top, width: wide, height: high }),
      svg('rect', { class: 'groups-period-head', x: from, y: top - 2, width: wide, height: 3 }),
      fits && svg('text', { x: at, y: top - 6, class: 'groups-period-name' }, p.name),
    ];
  });
}
