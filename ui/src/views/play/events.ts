// What happens in a story that is worth a sentence, and what has happened until a time.  Pure.
import { isInferred } from '../../data/document';
import type { Story } from '../../data/story';
import { happened } from '../../map/moments';
import { extentOf } from '../../parts/timeseries';

export interface PlayEvent {
  /** Milliseconds after the story's t0. */
  at: number;
  /** A post, or a period of the calendar that begins or ends. */
  kind: 'post' | 'begin' | 'end';
  /** Index of the post or the period. */
  index: number;
  /** Step of the chain from 1 on; 0: not on it. */
  step: number;
  /** Index into `firsts`; -1: not the first of its platform. */
  first: number;
  /** The link that it came by, or -1. */
  link: number;
}

/** A story of at most so many posts is told whole; of a larger one, the chain, the firsts and the posts relayed most. */
const ALL = 120, MOST = 60;
/** Of the whole: about a second of thirty. */
const READABLE = 0.035;

/**
 * When a post is shown: at its time; one known only to the hour or the day when that hour or day is over, since only then it has
 * surely happened.  Within the story's range, so that at its end everything is there.
 */
export function appears(story: Story, post: number): number {
  const [from, to] = extentOf(story);
  return Math.min(to, Math.max(from, happened(story, post)));
}

export function eventsOf(story: Story): PlayEvent[] {
  const { chain, firsts, calendar } = story.d, [from, to] = extentOf(story), events = new Map<number, PlayEvent>();
  const of = (post: number): PlayEvent => {
    const known = events.get(post) ?? { at: appears(story, post), kind: 'post', index: post, step: 0, first: -1, link: -1 };
    events.set(post, known);
    return known;
  };
  chain.forEach((c, i) => Object.assign(of(c.post), { step: i + 1, link: c.link }));
  firsts.forEach((f, i) => {
    const event = of(f.post);
    event.first = i;
    if (event.step === 0) event.link = f.link;
  });
  for (const post of others(story, events)) {
    const links = story.postLinks(post);
    of(post).link = links.length > 0 ? links[0] : -1;
  }
  const periods: PlayEvent[] = [];
  calendar.forEach((p, index) => {
    const event = { index, step: 0, first: -1, link: -1 };
    if (p.from >= from && p.from <= to) periods.push({ ...event, at: p.from, kind: 'begin' });
    if (p.to >= from && p.to <= to) periods.push({ ...event, at: p.to, kind: 'end' });
  });
  const weight = (e: PlayEvent): number => (e.kind === 'end' ? 0 : e.kind === 'begin' ? 1 : e.step > 0 ? 2 : e.first >= 0 ? 3 : 4);
  return [...periods, ...events.values()].sort((a, b) => a.at - b.at || weight(a) - weight(b) || a.step - b.step || a.index - b.index);
}

/** Posts besides chain and firsts: all of a small story, else those that most posts lead to, then the largest audiences. */
function others(story: Story, told: ReadonlyMap<number, PlayEvent>): number[] {
  const { posts, links } = story.d, relays = new Uint32Array(story.postCount), found: number[] = [];
  for (const parent of links.parent) relays[parent]++;
  for (let i = 0; i < story.postCount; i++) if (!told.has(i) && !story.isGhost(i) && posts.duplicate_of[i] < 0) found.push(i);
  if (story.postCount <= ALL) return found;
  return found.sort((a, b) => relays[b] - relays[a] || posts.audience[b] - posts.audience[a] || a - b).slice(0, MOST);
}

/** Chain steps, firsts and periods: the play holds at them and a screen reader hears them. */
export const isTold = (event: PlayEvent): boolean => event.kind !== 'post' || event.step > 0 || event.first >= 0;

/** What the caption says: those, and any other event that has the time to be read before the next. `place` as in Track. */
export const captioned = (events: readonly PlayEvent[], place: (t: number) => number): PlayEvent[] =>
  events.filter((e, i) => isTold(e) || (i + 1 < events.length ? place(events[i + 1].at) : 1) - place(e.at) >= READABLE);

/** The last event at or before a time, or -1. */
export function eventAt(events: readonly PlayEvent[], t: number): number {
  let low = 0, high = events.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (events[middle].at <= t) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export interface Tally {
  posts: number;
  accounts: number;
  seen: number;
  inferred: number;
  /** Followers of those who posted, each account counted once; and of how many accounts they are not known. */
  reach: number;
  unknown: number;
}

/** A board's "Anonymous" is nobody's account. */
const isNamed = (name: string): boolean => name !== '' && name.toLowerCase() !== 'anonymous';

/** Gives the tally until a time: O(log posts) each, O(n log n) once. */
export function tallies(story: Story): (t: number) => Tally {
  const { posts, accounts, links } = story.d, seenAccounts = new Set<number>();
  const shown = [...posts.time.keys()].filter((i) => !story.isGhost(i) && posts.duplicate_of[i] < 0);
  const at = new Map(shown.map((i) => [i, appears(story, i)] as const));
  shown.sort((a, b) => at.get(a)! - at.get(b)! || a - b);
  const empty: Tally = { posts: 0, accounts: 0, seen: 0, inferred: 0, reach: 0, unknown: 0 };
  const byPost: Tally[] = [];
  for (const i of shown) {
    const next = { ...(byPost[byPost.length - 1] ?? empty) }, account = posts.account[i];
    next.posts++;
    if (account >= 0 && isNamed(accounts.name[account]) && !seenAccounts.has(account)) {
      seenAccounts.add(account);
      next.accounts++;
      if (accounts.audience[account] >= 0) next.reach += accounts.audience[account];
      else next.unknown++;
    }
    byPost.push(next);
  }
  const postTimes = shown.map((i) => at.get(i)!);
  const relayTimes = (inferred: boolean): number[] =>
    links.child.filter((_, i) => isInferred(links.kind[i]) === inferred).map((child) => appears(story, child)).sort((a, b) => a - b);
  const seen = relayTimes(false), inferred = relayTimes(true);
  return (t) => ({ ...(byPost[upTo(postTimes, t) - 1] ?? empty), seen: upTo(seen, t), inferred: upTo(inferred, t) });
}

/** How many of rising times are not later than t. */
function upTo(times: readonly number[], t: number): number {
  let low = 0, high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle] <= t) low = middle + 1;
    else high = middle;
  }
  return low;
}
