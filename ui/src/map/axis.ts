// The timeline's axis: time to place by the document's knots, and its ticks.
import type { StoryDocument } from '../data/document';

const MINUTE = 60_000, HOUR = 3_600_000, DAY = 86_400_000;
const STEPS = [MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE, HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY];
const MONTH_STEPS = [1, 3, 6, 12, 24, 60, 120];
const TICKS_MOST = 400;

export interface Tick { /** Milliseconds since 1970. */ when: number; place: number }

export class Axis {
  private readonly time: number[];
  private readonly place: number[];

  constructor(axis: StoryDocument['axis'], private readonly t0: number) {
    const usable = axis.time.length >= 2 && axis.time[axis.time.length - 1] > axis.time[0];
    const only = axis.time[0] ?? 0;
    this.time = usable ? axis.time : [only - HOUR, only + HOUR];
    this.place = usable ? axis.place : [0, 1];
  }

  get from(): number { return this.time[0]; }
  get to(): number { return this.time[this.time.length - 1]; }

  /** 0 to 1; outside, the nearer end. */
  at(time: number): number { return interpolate(this.time, this.place, time); }
  timeAt(place: number): number { return interpolate(this.place, this.time, place); }

  /** Places where the scale changes by more than a tenth. */
  breaks(): number[] {
    const scale = (i: number) => (this.place[i + 1] - this.place[i]) / Math.max(1, this.time[i + 1] - this.time[i]), found: number[] = [];
    for (let i = 1; i + 1 < this.time.length; i++) {
      const change = scale(i) / scale(i - 1);
      if (!(change > 0.9 && change < 1.1)) found.push(this.place[i]);
    }
    return found;
  }

  /** Round times, at least `spacing` apart, between two places; `long` is the length of 0 to 1 in the unit of `spacing`. */
  ticks(from: number, to: number, long: number, spacing: number): Tick[] {
    const found: Tick[] = [];
    let last = -Infinity;
    for (let i = 0; i + 1 < this.time.length; i++) {
      const a = Math.max(from, this.place[i]), b = Math.min(to, this.place[i + 1]);
      if (b <= a) continue;
      const each = ((this.place[i + 1] - this.place[i]) * long) / (this.time[i + 1] - this.time[i]);
      for (const when of round(this.t0 + this.timeAt(a), this.t0 + this.timeAt(b), spacing / each)) {
        const place = this.at(when - this.t0);
        if ((place - last) * long < spacing * 0.8 || found.length >= TICKS_MOST) continue;
        found.push({ when, place });
        last = place;
      }
    }
    return found;
  }
}

function interpolate(xs: number[], ys: number[], x: number): number {
  const last = xs.length - 1;
  if (x <= xs[0]) return ys[0];
  if (x >= xs[last]) return ys[last];
  let a = 0, b = last;
  while (b - a > 1) {
    const m = (a + b) >> 1;
    if (xs[m] <= x) a = m; else b = m;
  }
  return ys[a] + ((ys[b] - ys[a]) * (x - xs[a])) / Math.max(1e-12, xs[b] - xs[a]);
}

/** Round times from `from` to `to`, at least `least` milliseconds apart. */
function round(from: number, to: number, least: number): number[] {
  const step = STEPS.find((s) => s >= least), found: number[] = [];
  if (step) {
    for (let t = Math.ceil(from / step) * step; t <= to && found.length < TICKS_MOST; t += step) found.push(t);
    return found;
  }
  const months = MONTH_STEPS.find((m) => m * 30 * DAY >= least) ?? MONTH_STEPS[MONTH_STEPS.length - 1], start = new Date(from);
  for (let m = Math.floor(start.getUTCMonth() / months) * months; found.length < TICKS_MOST; m += months) {
    const t = Date.UTC(start.getUTCFullYear(), m, 1);
    if (t > to) break;
    if (t >= from) found.push(t);
  }
  return found;
}
