// Chooses which marks in sight are named.
import type { Box, Label } from './labels';
import { Labeller } from './labels';
import type { Plot } from './plot';
import { MARK, type Order } from './scene';
import type { Theme } from './theme';
import { reachOf, type Context } from './vector';

const LABELS_MOST = 60, TRIED_MOST = 400;

/** `bounds` in CSS pixels; `marks` by rising importance; `shown` tells which of them are drawn. */
export function chooseLabels(ctx: Context, plot: Plot, o: Order, bounds: Box, marks: Uint32Array, shown: (mark: number) => boolean, theme: Theme): Label[] {
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
  const room = ((bounds.x1 - bounds.x0) * (bounds.y1 - bounds.y0)) / 14_000, most = Math.min(isCrowd ? LABELS_MOST / 2 : LABELS_MOST, room), named: Label[] = [];
  for (const { m, x, y, r } of places) {
    if (named.length >= most) break;
    const label = labeller.place(m, x, y, r, plot.label(m));
    if (label) named.push(label);
  }
  return named;
}
