// What a selection is about, and how it is marked over the picture.
import { isOfFinding, type Selection } from '../data/story';
import { linesByMark, type Plot } from './plot';
import type { Coloring, Order } from './scene';
import type { Theme } from './theme';
import { css, drawMark, lineStyle, reachOf, strokeLines, type Context } from './vector';

const LINES_MOST = 1500;

export interface FocusState {
  plot: Plot;
  isMark(mark: number): boolean;
  isLine(line: number): boolean;
  coloring: Coloring;
  theme: Theme;
}

export class Focus {
  private plot: Plot | null = null;
  private adjacency: ReturnType<typeof linesByMark> | null = null;

  /** Marks and lines that a selection is about: itself first. */
  of(item: Selection, s: FocusState): { marks: number[]; lines: number[] } {
    const { plot } = s, { scene } = plot, marks = plot.marksOf(item), lines = plot.linesOf(item).filter((l) => s.isLine(l));
    if (isOfFinding(item)) return { marks: marks.filter((m) => s.isMark(m)), lines };
    if (lines.length) return { marks: [...new Set([...marks, ...lines.flatMap((l) => [scene.from[l], scene.to[l]])])], lines };
    if (this.plot !== plot || !this.adjacency) {
      this.plot = plot;
      this.adjacency = linesByMark(scene);
    }
    const { at, lines: all } = this.adjacency, near = new Set(marks), found = new Set<number>();
    for (const m of marks)
      for (let i = at[m]; i < at[m + 1] && found.size < LINES_MOST; i++) {
        if (!s.isLine(all[i])) continue;
        found.add(all[i]);
        near.add(scene.from[all[i]]);
        near.add(scene.to[all[i]]);
      }
    return { marks: [...near].filter((m) => s.isMark(m)), lines: [...found] };
  }

  /** The rest steps back behind a veil; the selection stands in front of it, and what `between` draws between the two. */
  drawSelected(ctx: Context, item: Selection, s: FocusState, o: Order, between: () => void): void {
    const { marks, lines } = this.of(item, s);
    if (marks.length === 0) return;
    ctx.fillStyle = css(s.theme.surface, 0.72);
    ctx.fillRect(0, 0, o.size.width, o.size.height);
    between();
    this.drawLines(ctx, lines, s, o, marks.length);
    for (const m of marks.slice().reverse()) drawMark(ctx, s.plot.scene, m, s.coloring, o);
    for (const m of s.plot.marksOf(item)) if (s.isMark(m)) this.ring(ctx, m, s, o, item.kind === 'group' ? 1.25 : 2.5);
  }

  drawPointed(ctx: Context, item: Selection, s: FocusState, o: Order): void {
    this.drawLines(ctx, s.plot.linesOf(item), s, o, 1);
    for (const m of s.plot.marksOf(item)) if (s.isMark(m)) this.ring(ctx, m, s, o, 1.5);
  }

  private drawLines(ctx: Context, lines: number[], s: FocusState, o: Order, crowd: number): void {
    const { scene } = s.plot;
    for (const l of lines) if (s.isLine(l)) strokeLines(ctx, scene, [l], o, { ...lineStyle(scene, l, s.coloring, crowd), alpha: 0.9 });
  }

  private ring(ctx: Context, mark: number, s: FocusState, o: Order, width: number): void {
    const { scene } = s.plot, { ratio } = o.size;
    ctx.beginPath();
    ctx.arc(scene.x[mark] * o.view.kx + o.view.tx, scene.y[mark] * o.view.ky + o.view.ty, reachOf(scene, mark, o) + 3.5 * ratio, 0, 7);
    ctx.strokeStyle = css(s.theme.accent);
    ctx.lineWidth = width * ratio;
    ctx.stroke();
  }
}
