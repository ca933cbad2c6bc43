// The chain's numbers on its marks.
import { inkOn } from './ink';
import { fontOf } from './labels';
import type { Plot } from './plot';
import { MARK, type Coloring, type Order } from './scene';
import type { Theme } from './theme';
import { css, radius, type Context } from './vector';

/** Draws in CSS pixels; steps of the chain are the last in the scene's order. */
export function drawSteps(ctx: Context, plot: Plot, o: Order, coloring: Coloring, theme: Theme, shown: (mark: number) => boolean): void {
  const { scene } = plot, { order } = scene, { ratio } = o.size;
  ctx.textAlign = 'center';
  ctx.textBaseline = 'middle';
  for (let i = order.length - 1; i >= 0 && scene.look[order[i]] & MARK.chain; i--) {
    const m = order[i], step = plot.step(m);
    if (!step || !shown(m)) continue;
    const x = (scene.x[m] * o.view.kx + o.view.tx) / ratio, y = (scene.y[m] * o.view.ky + o.view.ty) / ratio, r = radius(scene, m, o) / ratio;
    ctx.font = fontOf(theme, true, Math.max(10, Math.min(14, r * 0.85)));
    ctx.fillStyle = css(scene.look[m] & (MARK.hollow | MARK.ghost) ? theme.ink : inkOn(coloring.palette[coloring.marks[m]]));
    ctx.fillText(String(step), x, y + (scene.shape[m] === 3 ? r * 0.12 : 0.5));
  }
}
