// What is drawn, as plain columns that can go to a worker: marks (nodes or posts) and lines (relays) between them.
export interface Scene {
  kind: 'network' | 'timeline';
  /** Marks: place in the scene's own unit, radius in multiples of the drawing's unit. */
  x: Float32Array;
  y: Float32Array;
  r: Float32Array;
  shape: Uint8Array;
  look: Uint8Array;
  /** Span of a coarse time along x; the same number twice when the time is known. Network: none. */
  bars: Float32Array | null;
  /** Marks, the least important first: the order in which they are painted. */
  order: Uint32Array;
  /** Lines: marks at their ends. */
  from: Uint32Array;
  to: Uint32Array;
  lineLook: Uint8Array;
  /** 1 is an ordinary line, 4 a strong one. */
  strength: Uint8Array;
  /** Two control points a line (x, y, x, y), or null: straight lines. */
  curves: Float32Array | null;
  bounds: { x0: number; y0: number; x1: number; y1: number };
}

/** Bits of `look`. */
export const MARK = { hollow: 1, ghost: 2, chain: 4 } as const;
/** Bits of `lineLook`. */
export const LINE = { inferred: 1, chain: 2 } as const;

/** Scene to picture: px = x * kx + tx. */
export interface View { kx: number; ky: number; tx: number; ty: number }

export interface Size { width: number; height: number; ratio: number }

export type Rgb = readonly [number, number, number];

/** The colour class of every mark and line, and what the classes look like. */
export interface Coloring { marks: Uint8Array; lines: Uint8Array; palette: Rgb[]; surface: Rgb; ink: Rgb; glow: Rgb }

/** What is drawn at all: 1 for every mark and line that is. */
export interface Mask { marks: Uint8Array; lines: Uint8Array }

/** When each mark and line happened, for the state at a time. */
export interface Moments { marks: Float64Array; lines: Float64Array }

export interface Order {
  view: View;
  size: Size;
  /** Pixels of radius 1. */
  unit: number;
  time: number | null;
  since: number;
}

/** Above so many lines in sight they are drawn by our own rasteriser, and no curves or arrow heads are drawn. */
export const DENSE_LINES = 3000;
/** A network with more lines has straight ones at any scale. */
export const CURVED_LINES = 5000;
