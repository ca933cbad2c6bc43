// The time that the play runs through, and how fast: a place between 0 and 1 for each time, and back.
import { extentOf } from '../../parts/timeseries';
import type { Story } from '../../data/story';

export interface Track {
  /** Milliseconds after the story's t0. */
  readonly from: number;
  readonly to: number;
  /** 0 at `from`, 1 at `to`; along the timeline's bent axis, or even. */
  place(t: number): number;
  time(place: number): number;
}

/** How fast the story runs: the whole in so many seconds, or so many milliseconds of the story a second. */
export type Speed = { whole: number } | { rate: number };

const clamp = (v: number, low: number, high: number): number => Math.min(high, Math.max(low, v));

/** Linear between rising knots, the end pieces going on. */
function interpolate(x: number, xs: readonly number[], ys: readonly number[]): number {
  let i = 1;
  while (i < xs.length - 1 && x > xs[i]) i++;
  const width = xs[i] - xs[i - 1];
  return width > 0 ? ys[i - 1] + ((x - xs[i - 1]) * (ys[i] - ys[i - 1])) / width : ys[i];
}

export function trackOf(story: Story, skipQuiet: boolean): Track {
  const [from, to] = extentOf(story), { time, place } = story.d.axis;
  const first = time.length > 1 ? interpolate(from, time, place) : 0, last = time.length > 1 ? interpolate(to, time, place) : 0;
  if (!skipQuiet || last <= first)
    return { from, to, place: (t) => clamp((t - from) / (to - from), 0, 1), time: (p) => from + clamp(p, 0, 1) * (to - from) };
  return {
    from,
    to,
    place: (t) => clamp((interpolate(t, time, place) - first) / (last - first), 0, 1),
    time: (p) => clamp(interpolate(first + clamp(p, 0, 1) * (last - first), place, time), from, to),
  };
}

/** The time `seconds` later.  A rate holds where the axis is widest; where it is narrow, time passes faster. */
export function advance(track: Track, t: number, seconds: number, speed: Speed): number {
  const share = 'whole' in speed ? seconds / speed.whole : (seconds * speed.rate) / slowest(track);
  return track.time(track.place(t) + share);
}

/** How long the whole track would be if all of it ran as its slowest part does, in milliseconds of the story. */
function slowest(track: Track): number {
  const steps = 200;
  let least = Infinity;
  for (let i = 0; i < steps; i++) least = Math.min(least, track.time((i + 1) / steps) - track.time(i / steps));
  return Math.max(1, least * steps);
}
