// A story's posts and relays counted by time: what the time brush draws. Pure: no document, no canvas.
import { isInferred } from '../data/document';
import type { Story } from '../data/story';

const SECOND = 1000, MINUTE = 60 * SECOND, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
/** Widths of a bar, each a whole part of the next calendar unit where there is one. */
const WIDTHS = [
  SECOND, 2 * SECOND, 5 * SECOND, 10 * SECOND, 30 * SECOND, MINUTE, 2 * MINUTE, 5 * MINUTE, 10 * MINUTE, 15 * MINUTE, 30 * MINUTE,
  HOUR, 2 * HOUR, 3 * HOUR, 6 * HOUR, 12 * HOUR, DAY, 2 * DAY, 7 * DAY, 14 * DAY, 28 * DAY, 91 * DAY, 364 * DAY, 3640 * DAY,
];

/** Times in milliseconds after the story's t0. */
export interface Series {
  from: number;
  to: number;
  /** Of one bar. */
  width: number;
  /** Where each bar begins: whole widths of UTC. */
  start: number[];
  posts: number[];
  /** Relays by the time of the post that relays. */
  seen: number[];
  inferred: number[];
  /** Posts whose time is known only to more than a bar's width: they are in no bar. */
  coarse: number;
  /** Posts that lie wholly before `from` or after `to`. */
  outside: number;
}

const extents = new WeakMap<Story, [number, number]>();
/** First and last time that decides an order; of all posts when there is none. Never empty: at least a minute wide. */
export function extentOf(story: Story): [number, number] {
  let extent = extents.get(story);
  if (!extent) extents.set(story, extent = findExtent(story));
  return extent;
}

function findExtent(story: Story): [number, number] {
  let { from, to } = story.d;
  if (from === null || to === null) {
    from = Infinity, to = -Infinity;
    for (const t of story.d.posts.time) from = Math.min(from, t), to = Math.max(to, t);
    if (from > to) from = 0, to = 0;
  }
  return to - from < MINUTE ? [from - MINUTE / 2, from + MINUTE / 2] : [from, to];
}

/** The narrowest bar of which at most `most` fill the span. */
export const barWidth = (span: number, most: number): number =>
  WIDTHS.find((w) => span / w <= most) ?? Math.ceil(span / most / DAY) * DAY;

/** O(posts + links). */
export function seriesOf(story: Story, most: number): Series {
  const [from, to] = extentOf(story), width = barWidth(to - from, Math.max(1, most));
  const { t0, posts, links } = story.d;
  const begin = Math.floor((t0 + from) / width) * width - t0, count = Math.floor((to - begin) / width) + 1;
  const zeros = (): number[] => new Array<number>(count).fill(0);
  const s: Series = { from, to, width, start: zeros().map((_, i) => begin + i * width), posts: zeros(), seen: zeros(), inferred: zeros(),
    coarse: 0, outside: 0 };
  const bars = new Int32Array(posts.time.length).fill(-1);
  for (let i = 0; i < bars.length; i++) {
    if (story.isGhost(i)) continue;
    const t = posts.time[i], span = posts.precision[i] * 1000, bar = Math.floor((t - begin) / width);
    if (t + span < from || t > to) s.outside++;
    else if (span > width || bar < 0 || bar >= count) s.coarse++;
    else s.posts[bars[i] = bar]++;
  }
  for (let i = 0; i < links.child.length; i++) {
    const bar = bars[links.child[i]];
    if (bar >= 0) (isInferred(links.kind[i]) ? s.inferred : s.seen)[bar]++;
  }
  return s;
}
