// Chooses which marks in sight are named.
import type { Box, Label } from './labels';
import { Labeller } from './labels';
import type { Plot } from './plot';
import { MARK, type Order, type Scene } from './scene';
import type { Theme } from './theme';
import { reachOf, wayOf, type Context } from './vector';

const LABELS_MOST = 60, TRIED_MOST = 400;
/** Among more lines than these no name finds a place off them. */
const LINES_MOST = 200, POINTS = 24;

/** `bounds` in CSS pixels; `marks` by rising importance; `shown` tells which of them are drawn, `lines` is 1 for every line that is. */
export function chooseLabels(ctx: Context, plot: Plot, o: Order, bounds: Box, marks: Uint32Array, shown: (mark: number) => boolean, lines: Uint8Array, theme: Theme): Label[] {
  const { scene } = plot, { ratio } = o.size, labeller = new Labeller(ctx, bounds, theme), places: { m: number; x: number; y: number; r: number }[] = [];
  for (let i = marks.length - 1; i >= 0 && places.length < TRIED_MOST; i--) {
    const m = marks[i];
    if (!shown(m)) continue;
    const x = (scene.x[m] * o.view.kx + o.view.tx) / ratio, y = (scene.y[m] * o.view.ky + o.view.ty) / ratio;
    if (x < bounds.x0 || x > bounds.x1 || y < bounds.y0 || y > bounds.y1) continue;
    places.push({ m, x, y, r: reachOf(scene, m, o) / ratio });
  }
  const isCrowd = places.length === TRIED_MOST;
  for (const { m, x, y, r } of places) if (!isCrowd || scene.look[m] & MARK.chain || r > 8) labeller.block(m, x, y, r);
  if (scene.from.length <= LINES_MOST) lines.forEach((isShown, line) => { if (isShown) follow(labeller, scene, line, o); });
  const room = ((bounds.x1 - bounds.x0) * (bounds.y1 - bounds.y0)) / 14_000, most = Math.min(isCrowd ? LABELS_MOST / 2 : LABELS_MOST, room), named: Label[] = [];
  for (const { m, x, y, r } of places) {
    if (named.length >= most) break;
    const label = labeller.place(m, x, y, r, plot.label(m));
    if (label) named.push(label);
  }
  return named;
}

/** Points along a line. */
function follow(labeller: Labeller, scene: Scene, line: number, o: Order): void {
  const w = wayOf(scene, line, o, 0), { ratio } = o.size;
  for (let i = 0; i <= POINTS; i++) {
    const t = i / POINTS, u = 1 - t, a = u * u * u, b = 3 * u * u * t, c = 3 * u * t * t, d = t * t * t;
    labeller.avoid((a * w.x0 + b * w.ax + c * w.bx + d * w.x1) / ratio, (a * w.y0 + b * w.ay + c * w.by + d * w.y1) / ratio);
  }
}
