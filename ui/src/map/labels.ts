// Which marks are named, and where their names stand: the important first, none on another name.
import type { Theme } from './theme';
import { css, type Context } from './vector';

export interface LabelText { text: string; second: string; bold: boolean }
export interface Label extends LabelText { mark: number; dx: number; dy: number; align: 'left' | 'center' | 'right' }

export interface Box { x0: number; y0: number; x1: number; y1: number; mark?: number }
export const LABEL = { size: 12.5, second: 11, line: 14 };

export const fontOf = (theme: Theme, bold: boolean, size: number): string => `${bold ? 600 : 400} ${size}px ${theme.sans}`;

const widths = new Map<string, number>();

/** Names inside `bounds`, in CSS pixels. */
export class Labeller {
  private boxes: Box[] = [];
  private ways: [x: number, y: number][] = [];

  constructor(private readonly ctx: Context, private readonly bounds: Box, private readonly theme: Theme) {}

  /** Keeps the names of others off a mark. */
  block(mark: number, x: number, y: number, r: number): void { this.boxes.push({ x0: x - r, y0: y - r, x1: x + r, y1: y + r, mark }); }

  /** A point of a line: names stand off lines where they can. */
  avoid(x: number, y: number): void { this.ways.push([x, y]); }

  /** A place around the mark at x, y with radius r, the right one first; null when none is free. */
  place(mark: number, x: number, y: number, r: number, t: LabelText): Label | null {
    const wide = Math.max(this.measure(t.text, t.bold, LABEL.size), t.second ? this.measure(t.second, false, LABEL.second) : 0);
    const high = t.second ? LABEL.line * 2 : LABEL.line, gap = r + 4;
    const slant = r * 0.7 + 3, above = -slant - high + 2;
    const tries: [number, number, Label['align']][] = [
      [gap, -high / 2, 'left'], [-gap, -high / 2, 'right'], [slant, above, 'left'], [slant, slant - 2, 'left'], [0, -gap - high + 2, 'center'],
      [0, gap - 2, 'center'], [-slant, above, 'right'], [-slant, slant - 2, 'right'],
    ];
    let chosen: { box: Box; label: Label } | null = null;
    for (const [dx, dy, align] of tries) {
      const left = x + dx - (align === 'right' ? wide : align === 'center' ? wide / 2 : 0);
      const box = { x0: left - 2, y0: y + dy - 1, x1: left + wide + 2, y1: y + dy + high + 1 };
      if (!isInside(box, this.bounds) || this.boxes.some((b) => b.mark !== mark && meets(b, box))) continue;
      const isFree = !this.ways.some(([wx, wy]) => wx > box.x0 && wx < box.x1 && wy > box.y0 && wy < box.y1);
      if (isFree || !chosen) chosen = { box, label: { ...t, mark, dx, dy, align } };
      if (isFree) break;
    }
    if (chosen) this.boxes.push(chosen.box);
    return chosen?.label ?? null;
  }

  private measure(text: string, bold: boolean, size: number): number {
    const key = (bold ? 'b' : 'r') + size + text;
    let wide = widths.get(key);
    if (wide === undefined) {
      this.ctx.font = fontOf(this.theme, bold, size);
      wide = this.ctx.measureText(text).width;
      if (widths.size > 5000) widths.clear();
      widths.set(key, wide);
    }
    return wide;
  }
}

const isInside = (a: Box, b: Box): boolean => a.x0 >= b.x0 && a.y0 >= b.y0 && a.x1 <= b.x1 && a.y1 <= b.y1;
const meets = (a: Box, b: Box): boolean => a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1;

/** Draws a name with a halo of the surface's colour; x, y is its mark's place in CSS pixels. */
export function drawLabel(ctx: Context, l: Label, x: number, y: number, theme: Theme): void {
  ctx.textAlign = l.align;
  ctx.textBaseline = 'top';
  ctx.lineJoin = 'round';
  ctx.lineWidth = 3;
  ctx.strokeStyle = css(theme.surface, 0.9);
  ctx.font = fontOf(theme, l.bold, LABEL.size);
  ctx.strokeText(l.text, x + l.dx, y + l.dy + 1);
  ctx.fillStyle = css(theme.ink);
  ctx.fillText(l.text, x + l.dx, y + l.dy + 1);
  if (!l.second) return;
  ctx.font = fontOf(theme, false, LABEL.second);
  ctx.strokeText(l.second, x + l.dx, y + l.dy + LABEL.line + 1);
  ctx.fillStyle = css(theme.soft);
  ctx.fillText(l.second, x + l.dx, y + l.dy + LABEL.line + 1);
}
