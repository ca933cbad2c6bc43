// What lies under the pointer: marks by quadtree, lines by distance.
import { quadtree, type Quadtree } from 'd3-quadtree';
import type { Order, Scene, View } from './scene';
import { radius } from './vector';

export class Picker {
  private readonly tree: Quadtree<number>;

  constructor(private readonly scene: Scene) {
    this.tree = quadtree<number>().x((i) => scene.x[i]).y((i) => scene.y[i]).addAll(Array.from(scene.x, (_, i) => i));
  }

  /** The mark whose rim is nearest to a point of the picture, at most `slack` pixels away; -1: none. */
  mark(px: number, py: number, o: Order, slack: number, shown: (mark: number) => boolean): number {
    const { scene } = this, { view } = o, reach = slack + Math.max(9 * o.size.ratio, 3.4 * o.unit);
    let best = -1, least = slack;
    this.visit(px - reach, py - reach, px + reach, py + reach, view, (i) => {
      const x = scene.x[i] * view.kx + view.tx, y = scene.y[i] * view.ky + view.ty;
      const d = Math.hypot(px - x, py - y) - radius(scene, i, o);
      if ((d < least || (d === least && i < best)) && shown(i)) { best = i; least = d; }
    });
    return best;
  }

  /** Every mark inside a rectangle of the picture. */
  visit(px0: number, py0: number, px1: number, py1: number, v: View, found: (mark: number) => void): void {
    const x0 = (px0 - v.tx) / v.kx, x1 = (px1 - v.tx) / v.kx, y0 = (py0 - v.ty) / v.ky, y1 = (py1 - v.ty) / v.ky, { scene } = this;
    this.tree.visit((node, left, top, right, low) => {
      if (left > x1 || right < x0 || top > y1 || low < y0) return true;
      if (!node.length) {
        let leaf: typeof node | undefined = node;
        while (leaf) {
          const i = leaf.data;
          if (scene.x[i] >= x0 && scene.x[i] <= x1 && scene.y[i] >= y0 && scene.y[i] <= y1) found(i);
          leaf = leaf.next;
        }
      }
      return false;
    });
  }

  /** The line nearest to a point of the picture, at most `slack` pixels away; -1: none. */
  line(px: number, py: number, v: View, slack: number, shown: (line: number) => boolean): number {
    const { x, y, from, to, curves } = this.scene;
    const wx = (px - v.tx) / v.kx, wy = (py - v.ty) / v.ky, mx = slack / v.kx, my = slack / v.ky;
    let best = -1, least = slack;
    for (let i = 0; i < from.length; i++) {
      const a = from[i], b = to[i], at = i * 4;
      let left = Math.min(x[a], x[b]), right = Math.max(x[a], x[b]), top = Math.min(y[a], y[b]), low = Math.max(y[a], y[b]);
      if (curves) {
        left = Math.min(left, curves[at], curves[at + 2]); right = Math.max(right, curves[at], curves[at + 2]);
        top = Math.min(top, curves[at + 1], curves[at + 3]); low = Math.max(low, curves[at + 1], curves[at + 3]);
      }
      if (wx < left - mx || wx > right + mx || wy < top - my || wy > low + my || !shown(i)) continue;
      const d = this.distance(i, px, py, v);
      if (d < least) { best = i; least = d; }
    }
    return best;
  }

  private distance(i: number, px: number, py: number, v: View): number {
    const { x, y, from, to, curves } = this.scene, a = from[i], b = to[i], at = i * 4;
    const x0 = x[a] * v.kx + v.tx, y0 = y[a] * v.ky + v.ty, x1 = x[b] * v.kx + v.tx, y1 = y[b] * v.ky + v.ty;
    if (!curves) return toSegment(px, py, x0, y0, x1, y1);
    const ax = curves[at] * v.kx + v.tx, ay = curves[at + 1] * v.ky + v.ty, bx = curves[at + 2] * v.kx + v.tx, by = curves[at + 3] * v.ky + v.ty;
    let least = Infinity, qx = x0, qy = y0;
    for (let k = 1; k <= 16; k++) {
      const t = k / 16, u = 1 - t;
      const nx = u * u * u * x0 + 3 * u * u * t * ax + 3 * u * t * t * bx + t * t * t * x1;
      const ny = u * u * u * y0 + 3 * u * u * t * ay + 3 * u * t * t * by + t * t * t * y1;
      least = Math.min(least, toSegment(px, py, qx, qy, nx, ny));
      qx = nx;
      qy = ny;
    }
    return least;
  }
}

export function toSegment(px: number, py: number, x0: number, y0: number, x1: number, y1: number): number {
  const dx = x1 - x0, dy = y1 - y0, long = dx * dx + dy * dy;
  const t = long ? Math.min(1, Math.max(0, ((px - x0) * dx + (py - y0) * dy) / long)) : 0;
  return Math.hypot(px - x0 - t * dx, py - y0 - t * dy);
}
