// What the picture over time holds: months by verdict, documents by when they were made and saved, and the range of it all. Pure.
import type { Leak } from '../../data/leak';

export const DAY = 86_400_000;

export interface Bar {
  from: number;
  to: number;
  /** Verified, signed and not verified, unsigned. */
  n: [number, number, number];
}
export interface Mark {
  created: number | null;
  saved: number | null;
  item: number;
  /** Something speaks against it. */
  against: boolean;
}
export interface Plan {
  from: number;
  to: number;
  bars: Bar[];
  /** Months in one bar. */
  step: number;
  /** In the order of their making. */
  documents: Mark[];
  /** Times that lie too far from the rest to be drawn. */
  outside: number;
}

/** The beginning of a month "2017-04"; NaN when it is none. */
export const monthOf = (name: string): number => (/^\d{4}-\d\d$/.test(name) ? Date.UTC(Number(name.slice(0, 4)), Number(name.slice(5)) - 1, 1) : NaN);
const monthAfter = (ms: number, months: number): number => {
  const at = new Date(ms);
  return Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + months, 1);
};

/**
 * Where nearly all of `times` lie: the middle 96 % of their weight, and as much again on either side. One mail dated 1970 or 2038 does not
 * squeeze the rest into a line.
 */
export function rangeOf(times: readonly (readonly [time: number, weight: number])[]): [number, number] | null {
  const sorted = times.filter(([t, n]) => Number.isFinite(t) && n > 0).sort((a, b) => a[0] - b[0]),
    all = sorted.reduce((sum, [, n]) => sum + n, 0);
  if (sorted.length === 0) return null;
  const quantile = (share: number): number => {
    let sum = 0;
    for (const [t, n] of sorted) if ((sum += n) >= share * all) return t;
    return sorted[sorted.length - 1][0];
  };
  const low = quantile(0.02),
    high = quantile(0.98),
    span = Math.max(high - low, 31 * DAY);
  return [Math.max(sorted[0][0], low - span), Math.min(sorted[sorted.length - 1][0], high + span)];
}

const STEPS = [1, 3, 6, 12, 24, 60, 120];

/** `most`: as many bars fit. */
export function planOf(leak: Leak, most: number): Plan | null {
  const { months, documents, settings, batches } = leak.d,
    starts = months.name.map(monthOf),
    mails = (i: number) => months.verified[i] + months.signed_unverified[i] + months.unsigned[i];
  const ofMails = rangeOf(starts.map((t, i) => [t, mails(i)])),
    ofDocuments = rangeOf([...documents.created, ...documents.saved].filter((t) => t !== null).map((t) => [t, 1]));
  const range = ofMails ?? ofDocuments;
  if (!range) return null;
  let [from, to] = range;
  if (ofMails && ofDocuments) {
    /* Documents are older than mails, but a clock that was never set says 1980. */
    const reach = Math.max(3 * (to - from), 3 * 365 * DAY);
    from = Math.min(from, Math.max(ofDocuments[0], from - reach));
    to = Math.max(to, Math.min(ofDocuments[1], to + reach));
  }
  const last = starts.reduce((least, t) => (t <= to && t > least ? t : least), -Infinity);
  if (Number.isFinite(last)) to = Math.max(to, monthAfter(last, 1)); /* the last month is as long as it is */
  for (const t of [settings.theft, ...batches.map((b) => b.to)])
    if (t !== null && t > to && t - to < to - from) to = t;
  from = monthAfter(from, 0);
  to = Math.max(to, from + 28 * DAY);
  to += (to - from) * 0.015;

  const long = (to - from) / (30.4 * DAY),
    step = STEPS.find((months) => long / months <= Math.max(4, most)) ?? STEPS[STEPS.length - 1];
  const bars = new Map<number, Bar>();
  let outside = 0;
  starts.forEach((t, i) => {
    if (!(t >= from && t <= to)) {
      if (mails(i) > 0) outside += mails(i);
      return;
    }
    const at = new Date(t),
      begin = Date.UTC(at.getUTCFullYear(), Math.floor(at.getUTCMonth() / step) * step, 1),
      first = step > 12 ? Date.UTC(Math.floor(at.getUTCFullYear() / (step / 12)) * (step / 12), 0, 1) : begin;
    const bar: Bar = bars.get(first) ?? { from: first, to: monthAfter(first, step), n: [0, 0, 0] };
    bar.n[0] += months.verified[i];
    bar.n[1] += months.signed_unverified[i];
    bar.n[2] += months.unsigned[i];
    bars.set(first, bar);
  });
  const inside = (t: number | null): number | null => {
    if (t === null) return null;
    if (t >= from && t <= to) return t;
    outside++;
    return null;
  };
  const marks = documents.item
    .map((item, i): Mark => ({ created: inside(documents.created[i]), saved: inside(documents.saved[i]), item, against: item >= 0 && leak.severity(item) !== 'note' }))
    .filter((m) => m.created !== null || m.saved !== null)
    .sort((a, b) => (a.created ?? a.saved!) - (b.created ?? b.saved!) || (a.saved ?? 0) - (b.saved ?? 0));
  return { from, to, bars: [...bars.values()].sort((a, b) => a.from - b.from), step, documents: marks, outside };
}

/** A round number at or above the greatest: the top of a scale. */
export function roundTop(most: number): number {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return [1, 2, 5, 10].map((m) => m * power).find((top) => top >= most) ?? most;
}
