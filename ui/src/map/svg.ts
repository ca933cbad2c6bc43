// The picture as a drawing in SVG: texts as text, escaped; title, legend and source line around it.
import type { Frame, FrameBox } from './frame';
import { frameSvg } from './framesvg';
import { hexOf as hex, inkOn } from './ink';
import { LABEL, type Label } from './labels';
import type { LegendEntry } from './picture';
import type { Plot } from './plot';
import { LINE, MARK, type Coloring, type Mask, type Order } from './scene';
import type { Theme } from './theme';
import { corners, lineStyle, radius, wayOf } from './vector';

export interface SheetTexts { title: string; subtitle: string; foot: string[]; seen: string; inferred: string; chain: string }
export interface Sheet {
  plot: Plot; mask: Mask; coloring: Coloring; order: Order; labels: Label[]; frame: { frame: Frame; box: FrameBox } | null; theme: Theme;
  legend: LegendEntry[]; texts: SheetTexts;
  /** Lines and marks already drawn, as a data: address; for pictures of so many lines that nothing draws their vectors in time. */
  bitmap?: string;
  /** Pairs that acted in step, already written. */
  inStep?: string;
}

const HEAD = 66, MARGIN = 18;

/** Also what XML does not allow at all is taken out: evidence may hold anything. */
export const escapeXml = (text: string): string =>
  text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, '\ufffd')
    .replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
const n = (v: number): string => (Math.round(v * 10) / 10).toString();

function text(x: number, y: number, said: string, props: { size: number; color: string; bold?: boolean; anchor?: string; halo?: string; serif?: string }): string {
  const halo = props.halo ? ` stroke="${props.halo}" stroke-width="3" stroke-linejoin="round" paint-order="stroke"` : '';
  const family = props.serif ? ` font-family="${escapeXml(props.serif)}"` : '';
  return `<text x="${n(x)}" y="${n(y)}" font-size="${props.size}" fill="${props.color}"${props.bold ? ' font-weight="600"' : ''}` +
    `${props.anchor ? ` text-anchor="${props.anchor}"` : ''}${family}${halo}>${escapeXml(said)}</text>`;
}

function lines(s: Sheet): string {
  const { scene } = s.plot, { width, height } = s.order.size, groups = new Map<string, string[]>(), arrows = new Map<string, string[]>();
  let crowd = 0;
  for (let i = 0; i < scene.from.length; i++) crowd += s.mask.lines[i];
  for (const isChain of [false, true])
    for (let i = 0; i < scene.from.length; i++) {
      if (!s.mask.lines[i] || ((scene.lineLook[i] & LINE.chain) !== 0) !== isChain) continue;
      const style = lineStyle(scene, i, s.coloring, crowd), room = style.heads ? 3 + 2.2 * style.width : 0, w = wayOf(scene, i, s.order, room);
      if (Math.max(w.x0, w.x1, w.ax, w.bx) < 0 || Math.min(w.x0, w.x1, w.ax, w.bx) > width || Math.max(w.y0, w.y1, w.ay, w.by) < 0 || Math.min(w.y0, w.y1, w.ay, w.by) > height) continue;
      const color = isChain ? hex(s.coloring.ink) : hex(s.coloring.palette[s.coloring.lines[i]]);
      const look = `fill="none" stroke="${color}" stroke-width="${style.width}" stroke-opacity="${crowd > 5000 && !isChain ? 0.15 : style.alpha}"${style.dashed ? ' stroke-dasharray="5 4"' : ''}`;
      push(groups, look, `M${n(w.x0)} ${n(w.y0)}` + (scene.curves ? `C${n(w.ax)} ${n(w.ay)} ${n(w.bx)} ${n(w.by)} ${n(w.x1)} ${n(w.y1)}` : `L${n(w.x1)} ${n(w.y1)}`));
      if (!style.heads) continue;
      const dx = w.x1 - w.bx, dy = w.y1 - w.by, long = Math.hypot(dx, dy) || 1, ux = dx / long, uy = dy / long;
      push(arrows, `fill="${color}" fill-opacity="${style.alpha}"`, `M${n(w.x1 + ux * room)} ${n(w.y1 + uy * room)}L${n(w.x1 - uy * room * 0.5)} ${n(w.y1 + ux * room * 0.5)}` +
        `L${n(w.x1 + uy * room * 0.5)} ${n(w.y1 - ux * room * 0.5)}Z`);
    }
  const paths = (of: Map<string, string[]>) => [...of].map(([look, d]) => `<path ${look} d="${d.join('')}"/>`).join('\n');
  return paths(groups) + '\n' + paths(arrows);
}
function push(groups: Map<string, string[]>, key: string, d: string): void {
  const group = groups.get(key);
  if (group) group.push(d); else groups.set(key, [d]);
}

function shape(kind: number, x: number, y: number, r: number, look: string): string {
  const points = corners(kind, r);
  return points.length ? `<polygon points="${points.map(([px, py]) => `${n(x + px)},${n(y + py)}`).join(' ')}" ${look}/>` : `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" ${look}/>`;
}

function marks(s: Sheet): string {
  const { scene } = s.plot, { view, size } = s.order, surface = hex(s.coloring.surface), ink = hex(s.coloring.ink), out: string[] = [], numbers: string[] = [];
  for (const m of scene.order) {
    if (!s.mask.marks[m]) continue;
    const x = scene.x[m] * view.kx + view.tx, y = scene.y[m] * view.ky + view.ty, r = radius(scene, m, s.order), look = scene.look[m];
    const color = hex(s.coloring.palette[s.coloring.marks[m]]), open = (look & (MARK.hollow | MARK.ghost)) !== 0;
    if (scene.bars && scene.bars[2 * m + 1] > scene.bars[2 * m]) {
      const x0 = Math.max(-20, scene.bars[2 * m] * view.kx + view.tx), x1 = Math.min(size.width + 20, scene.bars[2 * m + 1] * view.kx + view.tx);
      if (x1 > x0) out.push(`<rect x="${n(x0)}" y="${n(y - 1.75)}" width="${n(x1 - x0)}" height="3.5" fill="${color}" fill-opacity="0.28"/>`);
    }
    if (x < -r || y < -r || x > size.width + r || y > size.height + r) continue;
    const stroke = look & MARK.chain ? ink : open ? color : surface;
    out.push(shape(r < 2.6 ? 0 : scene.shape[m], x, y, r, `fill="${open ? surface : color}" stroke="${stroke}" stroke-width="${look & MARK.chain ? 2 : open ? 1.5 : 1}"` +
      (look & MARK.ghost ? ' stroke-dasharray="2 2"' : '')));
    const step = s.plot.step(m);
    if (step) numbers.push(text(x, y + 4, String(step), { size: 11, bold: true, anchor: 'middle', color: open ? ink : hex(inkOn(s.coloring.palette[s.coloring.marks[m]])) }));
  }
  return out.join('\n') + '\n' + numbers.join('\n');
}

function labels(s: Sheet): string {
  const { scene } = s.plot, { view } = s.order, halo = hex(s.theme.surface), ink = hex(s.theme.ink), soft = hex(s.theme.soft);
  return s.labels.map((l) => {
    const x = scene.x[l.mark] * view.kx + view.tx + l.dx, y = scene.y[l.mark] * view.ky + view.ty + l.dy + 12;
    const anchor = l.align === 'left' ? undefined : l.align === 'right' ? 'end' : 'middle';
    return text(x, y, l.text, { size: LABEL.size, color: ink, bold: l.bold, anchor, halo }) +
      (l.second ? text(x, y + LABEL.line, l.second, { size: LABEL.second, color: soft, anchor, halo }) : '');
  }).join('\n');
}

function legend(s: Sheet, y: number): { drawn: string; height: number } {
  const out: string[] = [], soft = hex(s.theme.soft), ink = hex(s.theme.ink), room = s.order.size.width - 2 * MARGIN;
  let x = 0, row = 0;
  const item = (picture: (x: number, y: number) => string, said: string, wide: number) => {
    const all = wide + 8 + said.length * 6.6 + 22;
    if (x > 0 && x + all > room) { x = 0; row++; }
    out.push(picture(MARGIN + x, y + row * 20), text(MARGIN + x + wide + 8, y + row * 20 + 4, said, { size: 12, color: ink }));
    x += all;
  };
  for (const e of s.legend) item((px, py) => `<circle cx="${n(px + 5)}" cy="${n(py)}" r="5" fill="${e.color}"/>`, e.name, 10);
  const rule = (width: number, dash: string) => (px: number, py: number) => `<path d="M${n(px)} ${n(py)}h26" stroke="${ink}" stroke-width="${width}"${dash}/>`;
  item(rule(2.4, ''), s.texts.chain, 26);
  item(rule(1.2, ''), s.texts.seen, 26);
  item(rule(1.2, ' stroke-dasharray="5 4"'), s.texts.inferred, 26);
  const feet = s.texts.foot.map((said, i) => text(MARGIN, y + (row + 1) * 20 + 10 + i * 16, said, { size: 11, color: soft }));
  return { drawn: [...out, ...feet].join('\n'), height: (row + 1) * 20 + 16 + s.texts.foot.length * 16 };
}

export function svgOf(s: Sheet): string {
  const { width, height } = s.order.size, below = legend(s, HEAD + height + 22), whole = HEAD + height + 22 + below.height + 6, ink = hex(s.theme.ink);
  const box = s.frame?.box ?? { left: 0, top: 0, right: width, bottom: height }, frame = s.frame && frameSvg(s.frame.frame, s.frame.box, text, hex);
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${n(whole)}" viewBox="0 0 ${width} ${n(whole)}" font-family="${escapeXml(s.theme.sans)}" role="img">
<title>${escapeXml(s.texts.title)}</title>
<desc>${escapeXml(s.texts.subtitle)}</desc>
<defs><clipPath id="plot"><rect x="${n(box.left)}" y="0" width="${n(box.right - box.left)}" height="${n(height)}"/></clipPath></defs>
<rect width="100%" height="100%" fill="${hex(s.theme.surface)}"/>
${text(MARGIN, 32, s.texts.title, { size: 24, bold: true, color: ink, serif: s.theme.serif })}
${text(MARGIN, 53, s.texts.subtitle, { size: 13, color: hex(s.theme.soft) })}
<g transform="translate(0 ${HEAD})">
${frame?.under ?? ''}
<g clip-path="url(#plot)">
${s.bitmap ? `<image href="${s.bitmap}" width="${width}" height="${height}"/>` : lines(s) + '\n' + (s.inStep ?? '') + '\n' + marks(s)}
${s.bitmap ? (s.inStep ?? '') : ''}
${labels(s)}
</g>
${frame?.over ?? ''}
</g>
${below.drawn}
</svg>
`;
}
