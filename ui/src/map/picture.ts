// The picture of a story: what may be asked of it. Views make one in an element of theirs and end it themselves.
import type { App, State } from '../app';
import type { Selection } from '../data/story';
import { CanvasPicture } from './create';
import type { Shown } from './plot';

export type Mode = State['mode'];
export type ColorBy = State['color'];
export type SizeBy = State['size'];

/** What is drawn: posts and relays inside the window; relays that were inferred; classes of the legend that are not hidden. */
export interface Filter {
  /** Milliseconds after the story's t0; null: all of it. */
  window: [number, number] | null;
  inferred: boolean;
  /** Keys of legend entries (of the present colour) that are not drawn. */
  hidden: ReadonlySet<string>;
}

/** One colour of the legend. */
export interface LegendEntry {
  key: string;
  name: string;
  color: string;
  /** How many nodes (network) or posts (timeline) have it. */
  count: number;
}

export interface PictureOptions {
  mode: Mode;
  color: ColorBy;
  size: SizeBy;
  filter: Filter;
  /** Draws the pairs that acted in step between the network's accounts. */
  inStep?: boolean;
  /** The picture's name for a screen reader. */
  label: string;
  /** The pointer rests on this; x and y within the picture, in CSS pixels. In the timeline a mark is a post. */
  onHover?: (item: Selection | null, x: number, y: number) => void;
  /** Clicked (or null: clicked beside everything). The caller decides and calls select(). */
  onSelect?: (item: Selection | null) => void;
  /** Moved, zoomed or resized. */
  onView?: () => void;
}

export interface Picture {
  /** Takes the focus and the pointer; the caller may listen for keys on it. */
  readonly element: HTMLElement;
  readonly mode: Mode;
  setMode(mode: Mode): void;
  setColor(color: ColorBy): void;
  setSize(size: SizeBy): void;
  setFilter(filter: Filter): void;
  setInStep(on: boolean): void;
  /** Pairs that acted in step which are drawn now, and those too weak to be. */
  pairsShown(): { drawn: number; left: number };
  /**
   * The state at `time` (milliseconds after t0): only what had happened by then, what happened after `since` glowing.
   * A post whose time is coarse counts when its span is over. null: no state in time, everything. A function of its
   * arguments alone; cheap enough for every frame.
   */
  setTime(time: number | null, since?: number): void;
  /** Marks it and what it is linked to; the rest steps back. */
  select(item: Selection | null): void;
  /** Marks it lightly (hover, or a row of a table pointed at). */
  highlight(item: Selection | null): void;
  fit(): void;
  zoomBy(factor: number): void;
  /** Moves the picture until the item is in it, near enough to be seen. */
  zoomTo(item: Selection): void;
  /** The node (or post) next to `from` in a direction (unit vector, y down), or the most important one in view. */
  next(from: Selection | null, dx: number, dy: number): Selection | null;
  /** What the legend shows now. */
  legend(): LegendEntry[];
  /** How much is drawn, and how many posts lie outside the timeline's axis. */
  shown(): Shown & { outside: number };
  /** Where an item stands in the picture, in CSS pixels; null when it is not drawn. */
  where(item: Selection): { x: number; y: number; r: number } | null;
  /** The current view, with title, legend and source line. */
  toPng(): Promise<Blob>;
  toSvg(): string;
  destroy(): void;
}

export function createPicture(place: HTMLElement, app: App, options: PictureOptions): Picture {
  return new CanvasPicture(place, app, options);
}
