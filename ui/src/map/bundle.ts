// The ways of relays in the timeline: curves that leave and arrive along the time; many between the same lanes at about the same time
// share their middle.
import type { Scene } from './scene';

interface Place { y: number; height: number }

const BINS = 48, BUNDLED_FROM = 4, PULL = 0.82;

/** Control points of every line; `lane` of every mark, `width` and the lanes' places in the scene's unit. */
export function relayCurves(s: Pick<Scene, 'x' | 'y' | 'from' | 'to'>, lane: Uint8Array, width: number, lanes: readonly Place[]): Float32Array {
  const { x, y, from, to } = s, n = from.length, curves = new Float32Array(n * 4);
  for (let i = 0; i < n; i++) {
    const a = from[i], b = to[i], dx = x[b] - x[a], long = Math.abs(dx), at = i * 4;
    if (lane[a] === lane[b]) {
      const rise = within(lanes[lane[a]], Math.min(y[a], y[b]), Math.max(y[a], y[b]), Math.min(long * 0.6, 10 + lanes[lane[a]].height * 0.6 * (long / Math.max(1, width))));
      curves.set([x[a] + dx * 0.25, y[a] - rise, x[b] - dx * 0.25, y[b] - rise], at);
    } else {
      const reach = Math.max(18, long * 0.5);
      curves.set([x[a] + reach, y[a], x[b] - reach, y[b]], at);
    }
  }
  bundle(curves, s, lane, width);
  return curves;
}

/** A curve goes up, as far as its lane reaches; down where there is more room. Its middle comes three quarters of the way to its control points. */
function within(lane: Place, upper: number, lower: number, rise: number): number {
  const above = Math.max(0, upper - lane.y) / 0.75, below = Math.max(0, lane.y + lane.height - lower) / 0.75;
  return rise <= above || above >= below ? Math.min(rise, above) : -Math.min(rise, below);
}

function bundle(curves: Float32Array, s: Pick<Scene, 'x' | 'from' | 'to'>, lane: Uint8Array, width: number): void {
  const n = s.from.length, keys = new Float64Array(n), groups = new Map<number, [number, number, number, number, number]>();
  const bin = (x: number) => Math.max(0, Math.min(BINS - 1, Math.floor((x / Math.max(1, width)) * BINS)));
  for (let i = 0; i < n; i++) {
    const a = s.from[i], b = s.to[i], at = i * 4;
    if (lane[a] === lane[b]) { keys[i] = -1; continue; }
    keys[i] = ((lane[a] * 16 + lane[b]) * BINS + bin(s.x[a])) * BINS + bin(s.x[b]);
    let g = groups.get(keys[i]);
    if (!g) groups.set(keys[i], g = [0, 0, 0, 0, 0]);
    for (let k = 0; k < 4; k++) g[k] += curves[at + k];
    g[4]++;
  }
  for (let i = 0; i < n; i++) {
    const g = groups.get(keys[i]), at = i * 4;
    if (g && g[4] >= BUNDLED_FROM) for (let k = 0; k < 4; k++) curves[at + k] += (g[k] / g[4] - curves[at + k]) * PULL;
  }
}
