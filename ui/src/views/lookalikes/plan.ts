// What the picture over time holds: a lane for each name, a mark for each time that it was carried. Pure.
import { seenAt, type LookalikesPart } from '../../data/entry';

const HOUR = 3_600_000,
  DAY = 24 * HOUR;

export interface Mark {
  at: number;
  where: string;
}
export interface Lane {
  /** Place in the part's names. */
  name: number;
  marks: Mark[];
  /** From its first carrier to its last, as far as they lie in the picture. */
  first: number;
  last: number;
  /** Carriers beyond those that the document names. */
  isMore: boolean;
}
export interface Plan {
  from: number;
  to: number;
  /** In the order of their first carriers. */
  lanes: Lane[];
  /** Names with a time that have no lane. */
  left: number;
  /** Times too far from the rest to be drawn. */
  outside: number;
  /** First and last of all that is drawn. */
  first: number;
  last: number;
}

/** Where nearly all times lie, and twice as much on either side: a mail that is dated 1970 does not squeeze the rest into a line. */
export function rangeOf(times: readonly number[]): [number, number] | null {
  const sorted = times.filter((t) => Number.isFinite(t) && Math.abs(t) < 8e15).sort((a, b) => a - b),
    n = sorted.length,
    spare = n >= 8 ? Math.ceil(n * 0.05) : n >= 4 ? 1 : 0;
  if (n === 0) return null;
  const low = sorted[spare],
    high = sorted[n - 1 - spare],
    reach = 2 * Math.max(high - low, 30 * DAY);
  const inside = sorted.filter((t) => t >= low - reach && t <= high + reach);
  return [inside[0], inside[inside.length - 1]];
}

export function planOf(look: LookalikesPart, most: number): Plan | null {
  const all = look.names.map((n, name) => ({ name, marks: n.sightings.map((s) => ({ at: seenAt(s), where: s.where })).filter((m): m is Mark => m.at !== null), last: n.last, isMore: n.sightings.length >= 50 })).filter((l) => l.marks.length > 0);
  const drawn = all.slice(0, most),
    range = rangeOf(drawn.flatMap((l) => [...l.marks.map((m) => m.at), ...(l.isMore && l.last !== null ? [l.last] : [])]));
  if (!range) return null;
  const [first, last] = range,
    air = Math.max((last - first) * 0.03, HOUR),
    isIn = (t: number) => t >= first && t <= last;
  let outside = 0;
  const lanes = drawn.map((l): Lane => {
    const marks = l.marks.filter((m) => isIn(m.at)).sort((a, b) => a.at - b.at);
    outside += l.marks.length - marks.length;
    const end = marks[marks.length - 1]?.at ?? last;
    return { name: l.name, marks, first: marks[0]?.at ?? last, last: l.isMore && l.last !== null && isIn(l.last) ? Math.max(end, l.last) : end, isMore: l.isMore };
  });
  return {
    from: first - air, to: last + air, outside, first, last, left: all.length - drawn.length,
    lanes: lanes.filter((l) => l.marks.length > 0).sort((a, b) => a.first - b.first || a.name - b.name),
  };
}
