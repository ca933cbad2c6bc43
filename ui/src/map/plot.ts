// A scene together with what its marks and lines stand for.
import type { Selection, Story } from '../data/story';
import { isCoarse } from './moments';
import type { Classes } from './classes';
import type { LabelText } from './labels';
import type { Filter } from './picture';
import type { Mask, Moments, Scene } from './scene';

/** How much is drawn. A line of the network may stand for several relays; `singles` are those of the marks that stand for no account. */
export interface Shown { marks: number; singles: number; lines: number; relays: number; inferred: number }

export interface Plot {
  scene: Scene;
  /** Pixels of radius 1 before any zoom, and how the radius follows the zoom. */
  unit: number;
  growth: number;
  /** The class of every mark, and of every line: that of where it comes from. */
  classesOf(classes: Classes): { marks: Uint8Array; lines: Uint8Array };
  mask(filter: Filter, classes: Classes): Mask;
  count(mask: Mask, filter: Filter): Shown;
  moments(): Moments;
  itemOfMark(mark: number): Selection;
  itemOfLine(line: number): Selection;
  /** What stands for a selection here; empty when it is not drawn. */
  marksOf(item: Selection): number[];
  linesOf(item: Selection): number[];
  label(mark: number): LabelText;
  /** Place in the chain from 1, 0: none. */
  step(mark: number): number;
}

/** Whether a post's time, or the span that a coarse one leaves open, meets the window. */
export function isInWindow(story: Story, post: number, window: Filter['window']): boolean {
  if (!window) return true;
  const { time, precision } = story.d.posts;
  return time[post] <= window[1] && time[post] + (isCoarse(story, post) ? precision[post] * 1000 : 0) >= window[0];
}

/** Classes whose legend entry is hidden. */
export function hiddenClasses(classes: Classes, hidden: ReadonlySet<string>): Uint8Array {
  return Uint8Array.from(classes.entries, (e) => (hidden.has(e.key) ? 1 : 0));
}

/** Lines of every mark: those of mark m are lines[at[m]] … lines[at[m + 1] - 1]. */
export function linesByMark(scene: Scene): { at: Uint32Array; lines: Uint32Array } {
  const { from, to } = scene, at = new Uint32Array(scene.x.length + 2);
  for (let i = 0; i < from.length; i++) {
    at[from[i] + 2]++;
    if (to[i] !== from[i]) at[to[i] + 2]++;
  }
  for (let i = 2; i < at.length; i++) at[i] += at[i - 1];
  const lines = new Uint32Array(at[at.length - 1]);
  for (let i = 0; i < from.length; i++) {
    lines[at[from[i] + 1]++] = i;
    if (to[i] !== from[i]) lines[at[to[i] + 1]++] = i;
  }
  return { at: at.subarray(0, scene.x.length + 1), lines };
}

/** The chain's place of a post, by post. */
export function stepsOfPosts(story: Story): Map<number, number> {
  const steps = new Map<number, number>();
  story.d.chain.forEach((c, i) => { if (!steps.has(c.post)) steps.set(c.post, i + 1); });
  return steps;
}
