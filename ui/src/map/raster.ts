// Lines of a dense picture, drawn by adding up how much of each pixel they cover, one colour class after the other. The sums
// do not depend on the order of the lines, so what is added later in time joins what is there already. A picture of 250,000
// lines takes a few tenths of a second; stroking them one by one takes a canvas without a GPU about two seconds.
import type { Rgb } from './scene';

/** A pixel that one ordinary line covers whole counts so much. */
export const FULL = 63 * 4;

export class Raster {
  readonly width: number;
  readonly height: number;
  private readonly cover: Float32Array;
  private readonly sums: Float32Array;
  private top: number;
  private bottom: number;
  private dashed = false;
  private phase = 0;
  private dash: number;

  constructor(width: number, height: number, dash: number) {
    this.width = width;
    this.height = height;
    this.cover = new Float32Array(width * height);
    this.sums = new Float32Array(width * height * 4);
    this.top = height;
    this.bottom = -1;
    this.dash = Math.max(2, Math.round(dash));
  }

  clear(): void { this.sums.fill(0); }

  begin(dashed: boolean): void {
    this.dashed = dashed;
    this.phase = 0;
  }

  /** Adds a line of one pixel's width; `gain` 4 is an ordinary one. Parts outside are cut away (Liang and Barsky). */
  line(x0: number, y0: number, x1: number, y1: number, gain: number): void {
    const right = this.width - 2, low = this.height - 2, dx = x1 - x0, dy = y1 - y0;
    if (!(Math.abs(dx) < 1e9 && Math.abs(dy) < 1e9)) return;
    let a = 0, b = 1;
    if (dx === 0) { if (x0 < 0 || x0 > right) return; }
    else {
      const p = -x0 / dx, q = (right - x0) / dx, near = p < q ? p : q, far = p < q ? q : p;
      if (near > a) a = near;
      if (far < b) b = far;
    }
    if (dy === 0) { if (y0 < 0 || y0 > low) return; }
    else {
      const p = -y0 / dy, q = (low - y0) / dy, near = p < q ? p : q, far = p < q ? q : p;
      if (near > a) a = near;
      if (far < b) b = far;
    }
    if (a >= b) return;
    const sx = x0 + a * dx, sy = y0 + a * dy, ex = x0 + b * dx, ey = y0 + b * dy;
    const first = sy < ey ? sy : ey, last = sy < ey ? ey : sy;
    if (first < this.top) this.top = first | 0;
    if (last > this.bottom) this.bottom = Math.ceil(last) + 1;
    if (Math.abs(dx) >= Math.abs(dy)) this.walk(sx < ex ? sx : ex, sx < ex ? ex : sx, sx < ex ? sy : ey, dy / dx, 1, this.width, gain);
    else this.walk(sy < ey ? sy : ey, sy < ey ? ey : sy, sy < ey ? sx : ex, dx / dy, this.width, 1, gain);
  }

  /** Steps along the longer axis; each step's cover is shared by the two pixels across it (Wu). */
  private walk(from: number, to: number, across: number, slope: number, step: number, side: number, gain: number): void {
    const cover = this.cover, begin = Math.round(from), end = Math.round(to);
    let place = Math.max(0, Math.round((across + (begin - from) * slope) * 65536));
    const rise = Math.round(slope * 65536), limit = ((side === 1 ? this.width : this.height) - 2) * 65536;
    if (this.dashed) {
      const { dash } = this;
      let phase = this.phase;
      for (let i = begin; i < end; i++, place += rise) {
        if (phase < dash && place >= 0 && place <= limit) {
          const at = i * step + (place >> 16) * side, part = (place >> 10) & 63;
          cover[at] += (63 - part) * gain;
          cover[at + side] += part * gain;
        }
        if (++phase === 2 * dash) phase = 0;
      }
      this.phase = phase;
      return;
    }
    // The place at the far end stays inside but for rounding: the last steps are checked by the limit, not each one.
    let count = end - begin;
    if (rise > 0 && place + rise * count > limit) count = Math.min(count, Math.floor((limit - place) / rise));
    if (rise < 0 && place + rise * count < 0) count = Math.min(count, Math.floor(place / -rise));
    let row = begin * step;
    for (; count > 0; count--, place += rise, row += step) {
      const at = row + (place >> 16) * side, part = (place >> 10) & 63;
      cover[at] += (63 - part) * gain;
      cover[at + side] += part * gain;
    }
  }

  /** Ends a colour class: what its lines covered joins the sums in this colour. */
  fold([red, green, blue]: Rgb): void {
    const { cover, sums, width, height } = this;
    const end = Math.min(this.bottom + 1, height) * width;
    for (let i = Math.max(0, this.top) * width; i < end; i++) {
      const c = cover[i];
      if (c === 0) continue;
      const at = i << 2;
      sums[at] += c * red;
      sums[at + 1] += c * green;
      sums[at + 2] += c * blue;
      sums[at + 3] += c;
      cover[i] = 0;
    }
    this.top = height;
    this.bottom = -1;
  }

  /** Writes the sums as colour and opacity; a pixel that one line covers whole gets the opacity `single`. */
  develop(into: Uint8ClampedArray, single: number): void {
    const { sums } = this, steps = 4096, scale = -Math.log(1 - single) / FULL, reach = 6 / scale;
    const opacity = new Uint8Array(steps + 1);
    for (let i = 0; i <= steps; i++) opacity[i] = Math.round(255 * (1 - Math.exp((-6 * i) / steps)));
    const toStep = steps / reach, out = new Uint32Array(into.buffer, into.byteOffset, into.length >> 2);
    for (let i = 0, at = 0; i < out.length; i++, at += 4) {
      const c = sums[at + 3];
      if (c === 0) { out[i] = 0; continue; }
      const share = 1 / c, step = c * toStep, alpha = opacity[step < steps ? step | 0 : steps];
      // Little-endian bytes red, green, blue, alpha, as in every browser of today.
      out[i] = ((alpha << 24) | ((sums[at + 2] * share) << 16) | ((sums[at + 1] * share) << 8) | (sums[at] * share)) >>> 0;
    }
  }
}

/** A disc with a thin rim of the surface's colour, put over an image of unmultiplied colours. */
export function stamp(image: Uint8ClampedArray, width: number, height: number, x: number, y: number, r: number, color: Rgb, rim: Rgb,
  rimWidth: number): void {
  const reach = r + rimWidth + 0.5;
  const x0 = Math.max(0, Math.ceil(x - reach)), x1 = Math.min(width - 1, Math.floor(x + reach));
  const y0 = Math.max(0, Math.ceil(y - reach)), y1 = Math.min(height - 1, Math.floor(y + reach));
  for (let py = y0; py <= y1; py++)
    for (let px = x0; px <= x1; px++) {
      const d = Math.sqrt((px - x) * (px - x) + (py - y) * (py - y));
      const inner = Math.min(1, Math.max(0, r + 0.5 - d)), outer = Math.min(1, Math.max(0, reach - d));
      if (outer <= 0) continue;
      const at = (py * width + px) << 2, share = inner / outer, under = image[at + 3] / 255, alpha = outer + under * (1 - outer);
      for (let c = 0; c < 3; c++) {
        const top = rim[c] + (color[c] - rim[c]) * share;
        image[at + c] = (top * outer + image[at + c] * under * (1 - outer)) / alpha;
      }
      image[at + 3] = alpha * 255;
    }
}
