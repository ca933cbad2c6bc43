// Draws a scene into an image: by the canvas when few lines are in sight, by the rasteriser when many are. Runs in the worker, or on
// the page where there is none. A state in time is kept and added to: what has happened by then is there already.
import { Raster, stamp } from './raster';
import { DENSE_LINES, LINE, MARK, type Coloring, type Mask, type Moments, type Order, type Scene } from './scene';
import { css, drawBars, drawMark, lineStyle, radius, strokeLines, type Context } from './vector';

type Canvas = OffscreenCanvas | HTMLCanvasElement;

/** What a drawer keeps until it is told otherwise; a scene makes the others void. */
export type Told =
  | { kind: 'scene'; scene: Scene }
  | { kind: 'coloring'; coloring: Coloring }
  | { kind: 'mask'; mask: Mask }
  | { kind: 'moments'; moments: Moments };

/** Marks above this radius (CSS pixels) keep their shape in a dense picture, at most so many. */
const SHAPED = 4, SHAPED_MOST = 1500;
/** What happened last glows: at most so many, and faintly when there are more than a few. */
const GLOW_MOST = 1500, GLOW_FEW = 200;

/** What a series of states in time shares. */
interface Run {
  key: string;
  /** Lines in sight, also those to come. */
  crowd: number;
  dense: boolean;
  single: number;
  raster: Raster | null;
  lines: Canvas;
  /** Small marks of a crowd, as discs, and the canvas that they are shown by. */
  stamps: ImageData | null;
  stampCanvas: Canvas | null;
  marks: Canvas;
  time: number;
  nextLine: number;
  nextMark: number;
}

export class Drawer {
  private scene: Scene | null = null;
  private coloring: Coloring | null = null;
  private mask: Mask | null = null;
  private moments: Moments | null = null;
  private linesInTime: Uint32Array | null = null;
  private marksInTime: Uint32Array | null = null;
  private run: Run | null = null;
  private version = 0;
  private raster: Raster | null = null;

  constructor(private readonly makeCanvas: (width: number, height: number) => Canvas) {}

  tell(m: Told): void {
    this.version++;
    if (m.kind === 'scene') {
      this.scene = m.scene;
      this.coloring = this.mask = this.moments = this.linesInTime = this.marksInTime = null;
    } else if (m.kind === 'coloring') this.coloring = m.coloring;
    else if (m.kind === 'mask') this.mask = m.mask;
    else {
      this.moments = m.moments;
      this.linesInTime = inTime(m.moments.lines);
      this.marksInTime = inTime(m.moments.marks);
    }
  }

  /** The picture that `order` asks for; null until scene, colours and mask are there. */
  draw(order: Order): Canvas | null {
    const { scene, coloring, mask } = this;
    if (!scene || !coloring || !mask) return null;
    if (order.time !== null && this.moments) return this.drawTime(order, order.time);
    const canvas = this.makeCanvas(order.size.width, order.size.height), ctx = contextOf(canvas);
    const lines = this.linesInSight(order, mask.lines), marks = this.marksInSight(order, mask.marks);
    if (lines.length > DENSE_LINES || marks.length > DENSE_LINES) this.drawDense(ctx, order, lines, marks);
    else {
      this.strokeAll(ctx, order, lines, lines.length);
      drawBars(ctx, scene, marks, coloring, order);
      for (const mark of marks) drawMark(ctx, scene, mark, coloring, order);
    }
    return canvas;
  }

  private linesInSight(o: Order, mask: Uint8Array): Uint32Array {
    const s = this.scene!, { kx, ky, tx, ty } = o.view, found = new Uint32Array(s.from.length), m = 4;
    const x0 = (-m - tx) / kx, x1 = (o.size.width + m - tx) / kx, y0 = (-m - ty) / ky, y1 = (o.size.height + m - ty) / ky;
    const { x, y, from, to, curves } = s;
    let n = 0;
    for (let i = 0; i < from.length; i++) {
      if (!mask[i]) continue;
      const a = from[i], b = to[i];
      let left = x[a] < x[b] ? x[a] : x[b], right = x[a] < x[b] ? x[b] : x[a], top = y[a] < y[b] ? y[a] : y[b], low = y[a] < y[b] ? y[b] : y[a];
      if (curves) {
        left = Math.min(left, curves[i * 4], curves[i * 4 + 2]); right = Math.max(right, curves[i * 4], curves[i * 4 + 2]);
        top = Math.min(top, curves[i * 4 + 1], curves[i * 4 + 3]); low = Math.max(low, curves[i * 4 + 1], curves[i * 4 + 3]);
      }
      if (left < x1 && right > x0 && top < y1 && low > y0) found[n++] = i;
    }
    return found.subarray(0, n);
  }

  private marksInSight(o: Order, mask: Uint8Array): Uint32Array {
    const s = this.scene!, { kx, ky, tx, ty } = o.view, found = new Uint32Array(s.x.length);
    let n = 0;
    for (const i of s.order) {
      if (!mask[i]) continue;
      const r = radius(s, i, o) + 3, x = s.x[i] * kx + tx, y = s.y[i] * ky + ty;
      let left = x - r, right = x + r;
      if (s.bars) { left = Math.min(left, s.bars[i * 2] * kx + tx); right = Math.max(right, s.bars[i * 2 + 1] * kx + tx); }
      if (right > 0 && left < o.size.width && y + r > 0 && y - r < o.size.height) found[n++] = i;
    }
    return found.subarray(0, n);
  }

  /** Lines of the same look in one call each, the chain last. */
  private strokeAll(ctx: Context, o: Order, lines: ArrayLike<number>, crowd: number): void {
    const s = this.scene!, c = this.coloring!, groups = new Map<number, number[]>();
    for (let i = 0; i < lines.length; i++) {
      const l = lines[i], look = s.lineLook[l];
      const key = look & LINE.chain ? 1e6 + look : (c.lines[l] * 8 + s.strength[l]) * 4 + look;
      const group = groups.get(key);
      if (group) group.push(l); else groups.set(key, [l]);
    }
    for (const key of [...groups.keys()].sort((a, b) => a - b)) {
      const group = groups.get(key)!;
      strokeLines(ctx, s, group, o, lineStyle(s, group[0], c, crowd));
    }
  }

  private drawDense(ctx: Context, o: Order, lines: Uint32Array, marks: Uint32Array): void {
    const { width, height, ratio } = o.size, s = this.scene!, c = this.coloring!;
    if (this.raster?.width !== width || this.raster.height !== height) this.raster = new Raster(width, height, 4 * ratio);
    const raster = this.raster, image = new ImageData(width, height);
    raster.clear();
    this.rasterLines(raster, o, lines);
    raster.develop(image.data, this.single(o, lines));
    const shaped = this.stampMarks(image, o, marks);
    ctx.putImageData(image, 0, 0);
    this.strokeAll(ctx, o, lines.filter((l) => s.lineLook[l] & LINE.chain), 1);
    drawBars(ctx, s, shaped, c, o);
    for (const mark of shaped) drawMark(ctx, s, mark, c, o);
  }

  /** How opaque one line is: the fuller the picture, the paler, so that the whole neither vanishes nor runs into one blot. */
  private single(o: Order, lines: Uint32Array): number {
    const s = this.scene!, { kx, ky } = o.view, reach = Math.hypot(o.size.width, o.size.height);
    let covered = 0;
    for (let i = 0; i < lines.length; i++) {
      const a = s.from[lines[i]], b = s.to[lines[i]];
      const long = Math.min(reach, Math.hypot((s.x[a] - s.x[b]) * kx, (s.y[a] - s.y[b]) * ky));
      covered += (long * gainOf(long, o.size.ratio)) / 4;
    }
    const depth = covered / (o.size.width * o.size.height * 0.35);
    return Math.min(0.5, Math.max(0.02, 0.8 / Math.max(depth, 0.1)));
  }

  private rasterLines(raster: Raster, o: Order, lines: Uint32Array): void {
    const c = this.coloring!, classes: number[] = new Array<number>(c.palette.length + 1).fill(0);
    for (let i = 0; i < lines.length; i++) classes[c.lines[lines[i]] + 1]++;
    for (let k = 1; k < classes.length; k++) classes[k] += classes[k - 1];
    const next = classes.slice(), sorted = new Uint32Array(lines.length);
    for (let i = 0; i < lines.length; i++) sorted[next[c.lines[lines[i]]]++] = lines[i];
    for (let k = 0; k + 1 < classes.length; k++) {
      if (classes[k] === classes[k + 1]) continue;
      for (let i = classes[k]; i < classes[k + 1]; i++) this.rasterLine(raster, o, sorted[i]);
      raster.fold(c.palette[k]);
    }
  }

  private rasterLine(raster: Raster, o: Order, line: number): void {
    const s = this.scene!, { kx, ky, tx, ty } = o.view, a = s.from[line], b = s.to[line];
    if (s.lineLook[line] & LINE.chain) return;
    const x0 = s.x[a] * kx + tx, y0 = s.y[a] * ky + ty, x1 = s.x[b] * kx + tx, y1 = s.y[b] * ky + ty;
    const long = Math.abs(x1 - x0) + Math.abs(y1 - y0), gain = gainOf(long, o.size.ratio) * (s.strength[line] > 2 ? 2 : 1);
    raster.begin((s.lineLook[line] & LINE.inferred) !== 0);
    if (!s.curves) { raster.line(x0, y0, x1, y1, gain); return; }
    const at = line * 4, ax = s.curves[at] * kx + tx, ay = s.curves[at + 1] * ky + ty;
    const bx = s.curves[at + 2] * kx + tx, by = s.curves[at + 3] * ky + ty, pieces = Math.max(3, Math.min(14, Math.ceil(long / 30)));
    let px = x0, py = y0;
    for (let i = 1; i <= pieces; i++) {
      const t = i / pieces, u = 1 - t, k0 = u * u * u, k1 = 3 * u * u * t, k2 = 3 * u * t * t, k3 = t * t * t;
      const qx = k0 * x0 + k1 * ax + k2 * bx + k3 * x1, qy = k0 * y0 + k1 * ay + k2 * by + k3 * y1;
      raster.line(px, py, qx, qy, gain);
      px = qx;
      py = qy;
    }
  }

  /** Small marks as discs; returned are those large enough to be drawn with their shape. */
  private stampMarks(image: ImageData, o: Order, marks: ArrayLike<number>): number[] {
    const s = this.scene!, c = this.coloring!, { ratio } = o.size, shaped: number[] = [];
    for (let i = marks.length - 1; i >= 0 && shaped.length < SHAPED_MOST; i--)
      if (radius(s, marks[i], o) >= SHAPED * ratio || s.look[marks[i]] & MARK.chain) shaped.push(marks[i]);
    const apart = new Set(shaped);
    for (let i = 0; i < marks.length; i++) if (!apart.has(marks[i])) this.stampMark(image, o, marks[i], c);
    return shaped.reverse();
  }

  private stampMark(image: ImageData, o: Order, mark: number, c: Coloring): void {
    const s = this.scene!, r = Math.max(radius(s, mark, o), 0.8 * o.size.ratio);
    stamp(image.data, image.width, image.height, s.x[mark] * o.view.kx + o.view.tx, s.y[mark] * o.view.ky + o.view.ty, r,
      c.palette[c.marks[mark]], c.surface, r > 1.8 * o.size.ratio ? 0.75 * o.size.ratio : 0);
  }

  // ---- states in time ----

  private drawTime(o: Order, time: number): Canvas {
    const { width, height } = o.size, key = [this.version, o.view.kx, o.view.ky, o.view.tx, o.view.ty, width, height, o.unit].join();
    if (this.run?.key !== key || this.run.time > time) this.run = this.beginRun(key, o);
    const run = this.run, s = this.scene!, c = this.coloring!;
    this.advance(run, o, time);
    const canvas = this.makeCanvas(width, height), ctx = contextOf(canvas);
    if (run.dense) {
      const image = new ImageData(width, height);
      run.raster!.develop(image.data, run.single);
      ctx.putImageData(image, 0, 0);
    }
    ctx.drawImage(run.lines, 0, 0);
    const glow = this.since(this.linesInTime!, this.moments!.lines, this.mask!.lines, o.since, run.nextLine);
    this.glowLines(ctx, o, glow, time);
    if (run.stampCanvas) ctx.drawImage(run.stampCanvas, 0, 0);
    ctx.drawImage(run.marks, 0, 0);
    const lit = this.since(this.marksInTime!, this.moments!.marks, this.mask!.marks, o.since, run.nextMark);
    const few = lit.length < GLOW_FEW;
    for (const mark of lit) {
      const age = (time - this.moments!.marks[mark]) / Math.max(1, time - o.since), { ratio } = o.size;
      ctx.globalAlpha = (few ? 0.55 : 0.3) * (1 - age);
      ctx.fillStyle = css(c.glow);
      ctx.beginPath();
      ctx.arc(s.x[mark] * o.view.kx + o.view.tx, s.y[mark] * o.view.ky + o.view.ty, radius(s, mark, o) + (few ? 3 + 5 * (1 - age) : 1.5 + 2 * (1 - age)) * ratio, 0, 7);
      ctx.fill();
      ctx.globalAlpha = 1;
      drawMark(ctx, s, mark, c, o);
    }
    return canvas;
  }

  private beginRun(key: string, o: Order): Run {
    const { width, height, ratio } = o.size, lines = this.linesInSight(o, this.mask!.lines), dense = lines.length > DENSE_LINES / 2;
    const isCrowd = this.scene!.x.length > DENSE_LINES / 2;
    return {
      key, crowd: lines.length, dense, single: dense ? this.single(o, lines) : 1, raster: dense ? new Raster(width, height, 4 * ratio) : null,
      lines: this.makeCanvas(width, height), stamps: isCrowd ? new ImageData(width, height) : null,
      stampCanvas: isCrowd ? this.makeCanvas(width, height) : null, marks: this.makeCanvas(width, height),
      time: -Infinity, nextLine: 0, nextMark: 0,
    };
  }

  /** Adds what happened after the run's time up to `time`. */
  private advance(run: Run, o: Order, time: number): void {
    const s = this.scene!, c = this.coloring!, { lines: lineTimes, marks: markTimes } = this.moments!;
    const lineEnd = upTo(this.linesInTime!, lineTimes, run.nextLine, time), markEnd = upTo(this.marksInTime!, markTimes, run.nextMark, time);
    const lines = this.linesInTime!.subarray(run.nextLine, lineEnd).filter((l) => this.mask!.lines[l]);
    const marks = this.marksInTime!.subarray(run.nextMark, markEnd).filter((m) => this.mask!.marks[m]);
    const onLines = contextOf(run.lines), onMarks = contextOf(run.marks), { ratio } = o.size;
    if (run.raster) this.rasterLines(run.raster, o, lines);
    for (const l of lines)
      if (!run.raster || s.lineLook[l] & LINE.chain) strokeLines(onLines, s, [l], o, lineStyle(s, l, c, run.crowd));
    let stamped = false;
    for (const m of marks) {
      if (run.stamps && radius(s, m, o) < SHAPED * ratio && !(s.look[m] & MARK.chain)) {
        this.stampMark(run.stamps, o, m, c);
        stamped = true;
      } else {
        drawBars(onMarks, s, [m], c, o);
        drawMark(onMarks, s, m, c, o);
      }
    }
    if (stamped) contextOf(run.stampCanvas!).putImageData(run.stamps!, 0, 0);
    run.time = time;
    run.nextLine = lineEnd;
    run.nextMark = markEnd;
  }

  /** The latest that happened after `since`, at most GLOW_MOST, in time order. */
  private since(sorted: Uint32Array, times: Float64Array, mask: Uint8Array, since: number, end: number): number[] {
    const found: number[] = [];
    for (let i = end - 1; i >= 0 && times[sorted[i]] > since && found.length < GLOW_MOST; i--) if (mask[sorted[i]]) found.push(sorted[i]);
    return found.reverse();
  }

  private glowLines(ctx: Context, o: Order, lines: number[], time: number): void {
    const c = this.coloring!, bins: number[][] = [[], [], [], []], few = lines.length < GLOW_FEW;
    for (const l of lines) {
      const age = (time - this.moments!.lines[l]) / Math.max(1, time - o.since);
      bins[Math.min(3, Math.floor(age * 4))].push(l);
    }
    for (let k = 3; k >= 0; k--)
      for (const dashed of [false, true])
        strokeLines(ctx, this.scene!, bins[k].filter((l) => ((this.scene!.lineLook[l] & LINE.inferred) !== 0) === dashed), o,
          { color: css(c.glow), width: few ? 1.6 : 0.9, alpha: (few ? 0.9 : 0.45) * (1 - 0.22 * k), dashed, heads: few });
  }
}

/** Short lines show whole, long ones step back: their cover would hide everything else. */
function gainOf(long: number, ratio: number): number {
  const l = long / ratio;
  return l < 50 ? 8 : l < 120 ? 5 : l < 300 ? 3 : l < 700 ? 2 : 1;
}

function contextOf(canvas: Canvas): Context {
  const ctx = canvas.getContext('2d') as Context | null;
  if (!ctx) throw new Error('this browser gives no canvas to draw on');
  return ctx;
}

function inTime(times: Float64Array): Uint32Array {
  return Uint32Array.from(times, (_, i) => i).sort((a, b) => times[a] - times[b] || a - b);
}

function upTo(sorted: Uint32Array, times: Float64Array, from: number, time: number): number {
  let a = from, b = sorted.length;
  while (a < b) {
    const m = (a + b) >> 1;
    if (times[sorted[m]] <= time) a = m + 1; else b = m;
  }
  return a;
}
