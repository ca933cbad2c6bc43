// Where the scene lies in the picture: fitted to it, then moved and scaled. A network scales both ways, a timeline along the time only.
import type { ZoomBehavior, ZoomTransform } from 'd3-zoom';
import { insets } from './frame';
import type { Plot } from './plot';
import type { Order, View } from './scene';

/** What the picture is of and how large it is, in CSS pixels; `ratio` is how many pixels of the screen make one. */
export interface Stage { plot: Plot; width: number; height: number; ratio: number }

const isTimeline = (s: Stage): boolean => s.plot.scene.kind === 'timeline';

/** The whole scene in the picture, CSS pixels. */
function fitView(s: Stage): View {
  if (isTimeline(s)) return { kx: 1, ky: 1, tx: insets(s.width).left, ty: insets(s.width).top };
  const { bounds } = s.plot.scene, pad = Math.min(40, s.width / 12);
  const k = Math.max(1e-6, Math.min((s.width - 2 * pad) / Math.max(1, bounds.x1 - bounds.x0), (s.height - 2 * pad) / Math.max(1, bounds.y1 - bounds.y0)));
  return { kx: k, ky: k, tx: s.width / 2 - (k * (bounds.x0 + bounds.x1)) / 2, ty: s.height / 2 - (k * (bounds.y0 + bounds.y1)) / 2 };
}

export function viewAt(s: Stage, t: ZoomTransform): View {
  const fit = fitView(s), { ratio } = s, kx = fit.kx * t.k * ratio, tx = (fit.tx * t.k + t.x) * ratio;
  return isTimeline(s) ? { kx, ky: ratio, tx, ty: fit.ty * ratio } : { kx, ky: fit.ky * t.k * ratio, tx, ty: (fit.ty * t.k + t.y) * ratio };
}

/** Pixels of radius 1: marks grow more slowly than distances, so that zooming in takes them apart. */
function unitAt(s: Stage, k: number): number {
  const small = Math.min(1, Math.max(0.62, Math.min(s.width / 900, s.height / 560)));
  const whole = isTimeline(s) ? s.plot.unit : Math.max(s.plot.unit, Math.min(7, fitView(s).kx)) * small;
  return whole * Math.pow(k, s.plot.growth) * s.ratio;
}

export const maximumOf = (s: Stage): number => (isTimeline(s) ? 500 : Math.max(8, Math.min(400, 24 / fitView(s).kx)));

export function orderAt(s: Stage, t: ZoomTransform, time: number | null, since: number): Order {
  const { ratio } = s;
  return {
    view: viewAt(s, t), unit: unitAt(s, t.k), time, since, size: { width: Math.round(s.width * ratio), height: Math.round(s.height * ratio), ratio },
  };
}

/** How far the picture can be moved and scaled. */
export function limitZoom(s: Stage, zoom: ZoomBehavior<HTMLCanvasElement, unknown>): void {
  const { width, height } = s;
  if (isTimeline(s)) {
    const { left, right } = insets(width), plot: [[number, number], [number, number]] = [[left, 0], [Math.max(left + 1, width - right), height]];
    zoom.extent(plot).translateExtent(plot).scaleExtent([1, maximumOf(s)]);
  } else {
    zoom.extent([[0, 0], [width, height]]).translateExtent([[-width / 2, -height / 2], [1.5 * width, 1.5 * height]]).scaleExtent([0.6, maximumOf(s)]);
  }
}
