// Lines and marks drawn by a canvas: curves, arrow heads, shapes. For pictures that are not dense, and for what is marked in any.
import { LINE, MARK, type Coloring, type Order, type Rgb, type Scene } from './scene';

export type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

export const css = ([r, g, b]: Rgb, alpha = 1): string => (alpha === 1 ? `rgb(${r},${g},${b})` : `rgba(${r},${g},${b},${alpha})`);

/** Corners of the shapes of document.Shape in their order (disc first: none), as turns from the right and one radius for the same area. */
const CORNERS: { turns: number[]; r: number }[] = [
  { turns: [], r: 1 },
  { turns: [45, 135, 225, 315], r: 1.25 },
  { turns: [0, 90, 180, 270], r: 1.25 },
  { turns: [-90, 30, 150], r: 1.5 },
  { turns: [0, 60, 120, 180, 240, 300], r: 1.1 },
  { turns: [90, 210, 330], r: 1.5 },
  { turns: [-90, -18, 54, 126, 198], r: 1.15 },
];

/** A shape's corners around 0,0; empty for a disc. */
export const corners = (shape: number, r: number): [number, number][] => {
  const c = CORNERS[shape] ?? CORNERS[0];
  return c.turns.map((t) => [Math.cos((t * Math.PI) / 180) * r * c.r, Math.sin((t * Math.PI) / 180) * r * c.r]);
};
const UNIT_CORNERS = CORNERS.map((_, shape) => corners(shape, 1));

function tracePath(ctx: Context, shape: number, x: number, y: number, r: number): void {
  const points = UNIT_CORNERS[shape] ?? UNIT_CORNERS[0];
  if (points.length === 0) { ctx.moveTo(x + r, y); ctx.arc(x, y, r, 0, 2 * Math.PI); return; }
  points.forEach(([px, py], i) => (i ? ctx.lineTo(x + px * r, y + py * r) : ctx.moveTo(x + px * r, y + py * r)));
  ctx.closePath();
}

/** As far as a mark's corners go. */
export const reachOf = (scene: Scene, mark: number, o: { unit: number; size: { ratio: number } }): number =>
  radius(scene, mark, o) * (CORNERS[scene.shape[mark]]?.r ?? 1);

/** A line's way in the picture: ends at the rims of its marks, two control points. */
export interface Way { x0: number; y0: number; ax: number; ay: number; bx: number; by: number; x1: number; y1: number }

/** A mark's radius; steps of the chain are large enough for their number at any scale. */
export function radius(scene: Scene, mark: number, o: { unit: number; size: { ratio: number } }): number {
  const { ratio } = o.size, r = Math.min(scene.r[mark] * o.unit, 34 * ratio);
  return scene.look[mark] & MARK.chain ? Math.max(r, 8.5 * ratio) : r;
}

export function wayOf(scene: Scene, line: number, o: Order, room: number): Way {
  const v = o.view;
  const f = scene.from[line], t = scene.to[line];
  let x0 = scene.x[f] * v.kx + v.tx, y0 = scene.y[f] * v.ky + v.ty, x1 = scene.x[t] * v.kx + v.tx, y1 = scene.y[t] * v.ky + v.ty;
  let ax, ay, bx, by;
  if (scene.curves) {
    const c = scene.curves, at = line * 4;
    ax = c[at] * v.kx + v.tx; ay = c[at + 1] * v.ky + v.ty; bx = c[at + 2] * v.kx + v.tx; by = c[at + 3] * v.ky + v.ty;
  } else {
    ax = x0 + (x1 - x0) / 3; ay = y0 + (y1 - y0) / 3; bx = x1 - (x1 - x0) / 3; by = y1 - (y1 - y0) / 3;
  }
  const r0 = radius(scene, f, o), r1 = radius(scene, t, o) * (scene.shape[t] === 3 || scene.shape[t] === 5 ? 0.88 : 1) + room;
  if (Math.hypot(x1 - x0, y1 - y0) > r0 + r1) {
    // A control point inside the mark is moved out, along its own direction: the line must not turn back on itself.
    const leave = Math.hypot(ax - x0, ay - y0) || 1, arrive = Math.hypot(x1 - bx, y1 - by) || 1;
    const ux = (ax - x0) / leave, uy = (ay - y0) / leave, vx = (x1 - bx) / arrive, vy = (y1 - by) / arrive;
    if (leave < r0 * 1.3) { ax = x0 + ux * r0 * 1.3; ay = y0 + uy * r0 * 1.3; }
    if (arrive < r1 * 1.3) { bx = x1 - vx * r1 * 1.3; by = y1 - vy * r1 * 1.3; }
    x0 += ux * r0; y0 += uy * r0;
    x1 -= vx * r1; y1 -= vy * r1;
  }
  return { x0, y0, ax, ay, bx, by, x1, y1 };
}

function head(ctx: Context, w: Way, size: number): void {
  const dx = w.x1 - w.bx, dy = w.y1 - w.by, long = Math.hypot(dx, dy) || 1, ux = dx / long, uy = dy / long;
  ctx.moveTo(w.x1 + ux * size, w.y1 + uy * size);
  ctx.lineTo(w.x1 - uy * size * 0.5, w.y1 + ux * size * 0.5);
  ctx.lineTo(w.x1 + uy * size * 0.5, w.y1 - ux * size * 0.5);
  ctx.closePath();
}

export interface LineStyle { color: string; width: number; alpha: number; dashed: boolean; heads: boolean }

/** Draws lines of one style with few calls. */
export function strokeLines(ctx: Context, scene: Scene, lines: ArrayLike<number>, o: Order, s: LineStyle): void {
  if (lines.length === 0) return;
  const { ratio } = o.size, room = s.heads ? (3 + 2.2 * s.width) * ratio : 0;
  ctx.globalAlpha = s.alpha;
  ctx.strokeStyle = ctx.fillStyle = s.color;
  ctx.lineWidth = s.width * ratio;
  ctx.setLineDash(s.dashed ? [4 * ratio * Math.max(1, s.width * 0.7), 3 * ratio * Math.max(1, s.width * 0.7)] : []);
  ctx.beginPath();
  const heads: Way[] = [];
  for (let i = 0; i < lines.length; i++) {
    const w = wayOf(scene, lines[i], o, room);
    ctx.moveTo(w.x0, w.y0);
    if (scene.curves) ctx.bezierCurveTo(w.ax, w.ay, w.bx, w.by, w.x1, w.y1);
    else ctx.lineTo(w.x1, w.y1);
    if (s.heads) heads.push(w);
  }
  ctx.stroke();
  ctx.setLineDash([]);
  if (heads.length) {
    ctx.beginPath();
    for (const w of heads) head(ctx, w, room);
    ctx.fill();
  }
  ctx.globalAlpha = 1;
}

/** One mark with its rim; a chain's mark has a rim of ink, a coarse time's is hollow, a post that is not held has a broken rim. */
export function drawMark(ctx: Context, scene: Scene, mark: number, c: Coloring, o: Order): void {
  const { ratio } = o.size, look = scene.look[mark];
  const x = scene.x[mark] * o.view.kx + o.view.tx, y = scene.y[mark] * o.view.ky + o.view.ty, r = radius(scene, mark, o);
  const shape = r < 2.6 * ratio ? 0 : scene.shape[mark], color = css(c.palette[c.marks[mark]]);
  ctx.beginPath();
  tracePath(ctx, shape, x, y, r);
  const open = (look & (MARK.hollow | MARK.ghost)) !== 0;
  ctx.fillStyle = open ? css(c.surface) : color;
  ctx.fill();
  ctx.lineWidth = (look & MARK.chain ? 2 : open ? 1.5 : 1) * ratio;
  ctx.strokeStyle = look & MARK.chain ? css(c.ink) : open ? color : css(c.surface, 0.9);
  if (look & MARK.ghost) ctx.setLineDash([2 * ratio, 2 * ratio]);
  ctx.stroke();
  if (look & MARK.ghost) ctx.setLineDash([]);
}

/** Coarse times as pale bars over their span. */
export function drawBars(ctx: Context, scene: Scene, marks: Iterable<number>, c: Coloring, o: Order): void {
  const { bars } = scene;
  if (!bars) return;
  const high = 3.5 * o.size.ratio;
  ctx.globalAlpha = 0.28;
  for (const mark of marks) {
    if (bars[mark * 2 + 1] <= bars[mark * 2]) continue;
    const x0 = bars[mark * 2] * o.view.kx + o.view.tx, x1 = bars[mark * 2 + 1] * o.view.kx + o.view.tx;
    ctx.fillStyle = css(c.palette[c.marks[mark]]);
    ctx.fillRect(x0, scene.y[mark] * o.view.ky + o.view.ty - high / 2, x1 - x0, high);
  }
  ctx.globalAlpha = 1;
}

/** How lines look that are neither marked nor on the chain, by how many share the picture. */
export function lineStyle(scene: Scene, line: number, c: Coloring, crowd: number): LineStyle {
  const look = scene.lineLook[line];
  if (look & LINE.chain) return { color: css(c.ink), width: 2.4, alpha: 1, dashed: (look & LINE.inferred) !== 0, heads: true };
  const alpha = crowd < 150 ? 0.85 : crowd < 1000 ? 0.6 : 0.4;
  return {
    color: css(c.palette[c.lines[line]]), width: [0, 1.1, 1.6, 2.1, 2.8][scene.strength[line]] ?? 1.1, alpha,
    dashed: (look & LINE.inferred) !== 0, heads: crowd < 2500,
  };
}
