// Drawn bitmaps, put where they belong in the present view.
import type { Image } from './painter';
import type { View } from './scene';

/** A bitmap and the view that it was drawn for. */
export interface Drawn { image: Image; view: View }

/** The sharp one over the whole one; where the sharp one lies, nothing of the other shows through. */
export function putBitmaps(ctx: CanvasRenderingContext2D, overview: Drawn | null, sharp: Drawn | null, view: View): void {
  ctx.imageSmoothingEnabled = true;
  ctx.imageSmoothingQuality = 'low';
  if (overview && overview !== sharp) {
    ctx.save();
    if (sharp) {
      const s = placed(sharp, view);
      ctx.beginPath();
      ctx.rect(0, 0, ctx.canvas.width, ctx.canvas.height);
      ctx.rect(s.x, s.y, s.width, s.height);
      ctx.clip('evenodd');
    }
    put(ctx, overview, view);
    ctx.restore();
  }
  if (sharp) put(ctx, sharp, view);
}

function put(ctx: CanvasRenderingContext2D, d: Drawn, view: View): void {
  const p = placed(d, view);
  ctx.drawImage(d.image, p.x, p.y, p.width, p.height);
}

function placed(d: Drawn, v: View): { x: number; y: number; width: number; height: number } {
  const sx = v.kx / d.view.kx, sy = v.ky / d.view.ky;
  return { x: v.tx - d.view.tx * sx, y: v.ty - d.view.ty * sy, width: d.image.width * sx, height: d.image.height * sy };
}
