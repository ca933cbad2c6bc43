// Pairs that acted in step, as double lines over the network: no relays, so they look like none.
import type { Story } from '../data/story';
import { groupColor } from './classes';
import { toSegment } from './pick';
import type { Order, Scene } from './scene';
import type { Theme } from './theme';
import { css, type Context } from './vector';

/** More would hide what is under them; the strongest are drawn, the others counted. */
const MOST = 1500;

export interface InStep {
  from: Uint32Array;
  to: Uint32Array;
  pair: Uint32Array;
  /** Pixels between the two lines. */
  width: Float32Array;
  color: string[];
  /** The marks at their ends, which stand in front of them. */
  marks: number[];
  /** Pairs of this story's accounts that are not among these. */
  left: number;
}

/** Pairs of which both accounts are nodes here, the most joint acts first. */
export function inStepOf(story: Story): InStep {
  const none: InStep = { from: new Uint32Array(), to: new Uint32Array(), pair: new Uint32Array(), width: new Float32Array(), color: [], marks: [], left: 0 };
  if (!story.finding) return none;
  const { a, b, joint, group } = story.finding.d.pairs, found: number[] = [];
  for (let p = 0; p < a.length; p++) if (story.nodeOfStepper(a[p]) >= 0 && story.nodeOfStepper(b[p]) >= 0) found.push(p);
  found.sort((x, y) => joint[y] - joint[x] || x - y);
  const pair = Uint32Array.from(found.slice(0, MOST)), most = Math.max(1, joint[pair[0]] ?? 1);
  const from = Uint32Array.from(pair, (p) => story.nodeOfStepper(a[p])), to = Uint32Array.from(pair, (p) => story.nodeOfStepper(b[p]));
  return {
    pair, from, to, marks: [...new Set([...from, ...to])],
    width: Float32Array.from(pair, (p) => 1.6 + 3.4 * Math.sqrt(joint[p] / most)), color: Array.from(pair, (p) => groupColor(group[p] < 0 ? Infinity : group[p])), left: found.length - pair.length,
  };
}

/** Two strokes a line, the wider one first: what stays of it are the two lines. */
export function drawInStep(ctx: Context, lines: InStep, scene: Scene, o: Order, theme: Theme, shown: (line: number) => boolean): void {
  const { view, size: { ratio, width, height } } = o;
  ctx.lineCap = 'round';
  for (let i = lines.pair.length - 1; i >= 0; i--) {
    if (!shown(i)) continue;
    const x0 = scene.x[lines.from[i]] * view.kx + view.tx, y0 = scene.y[lines.from[i]] * view.ky + view.ty;
    const x1 = scene.x[lines.to[i]] * view.kx + view.tx, y1 = scene.y[lines.to[i]] * view.ky + view.ty;
    if (Math.max(x0, x1) < 0 || Math.min(x0, x1) > width || Math.max(y0, y1) < 0 || Math.min(y0, y1) > height) continue;
    ctx.beginPath();
    ctx.moveTo(x0, y0);
    ctx.lineTo(x1, y1);
    ctx.lineWidth = (lines.width[i] + 2) * ratio;
    ctx.strokeStyle = lines.color[i];
    ctx.stroke();
    ctx.lineWidth = lines.width[i] * ratio;
    ctx.strokeStyle = css(theme.surface);
    ctx.stroke();
  }
  ctx.lineCap = 'butt';
}

/** The line nearest to a point of the picture, at most `slack` pixels away; -1: none. */
export function inStepAt(lines: InStep, scene: Scene, o: Order, px: number, py: number, slack: number, shown: (line: number) => boolean): number {
  const { kx, ky, tx, ty } = o.view;
  let best = -1, least = slack;
  for (let i = 0; i < lines.pair.length; i++) {
    const a = lines.from[i], b = lines.to[i];
    const d = toSegment(px, py, scene.x[a] * kx + tx, scene.y[a] * ky + ty, scene.x[b] * kx + tx, scene.y[b] * ky + ty) - (lines.width[i] / 2) * o.size.ratio;
    if (d < least && shown(i)) { best = i; least = d; }
  }
  return best;
}

/** The same for a picture that is saved. */
export function inStepSvg(lines: InStep, scene: Scene, o: Order, surface: string, shown: (line: number) => boolean): string {
  const { kx, ky, tx, ty } = o.view, n = (v: number) => (Math.round(v * 10) / 10).toString(), out: string[] = [];
  for (let i = lines.pair.length - 1; i >= 0; i--) {
    if (!shown(i)) continue;
    const a = lines.from[i], b = lines.to[i];
    const d = `d="M${n(scene.x[a] * kx + tx)} ${n(scene.y[a] * ky + ty)}L${n(scene.x[b] * kx + tx)} ${n(scene.y[b] * ky + ty)}"`;
    out.push(`<path ${d} stroke="${lines.color[i]}" stroke-width="${n(lines.width[i] + 2)}"/><path ${d} stroke="${surface}" stroke-width="${n(lines.width[i])}"/>`);
  }
  return out.join('\n');
}
