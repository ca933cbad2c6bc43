// The timeline's frame as SVG: the same parts as frame.ts draws.
import { periods, tickTexts, type Frame, type FrameBox } from './frame';
import { rgbOf } from './ink';
import type { Rgb } from './scene';

type Text = (x: number, y: number, said: string, props: { size: number; color: string; bold?: boolean; anchor?: string }) => string;

/** Letters are not measured here: so wide they are at most, nearly. */
const measure = (text: string): number => text.length * 7.2;
const n = (v: number): string => (Math.round(v * 10) / 10).toString();

export function frameSvg(f: Frame, b: FrameBox, text: Text, hex: (c: Rgb) => string): { under: string; over: string } {
  const ink = hex(f.theme.ink), soft = hex(f.theme.soft), period = hex(f.theme.period), under: string[] = [], over: string[] = [];
  const rect = (x: number, y: number, w: number, h: number, look: string) => `<rect x="${n(x)}" y="${n(y)}" width="${n(w)}" height="${n(h)}" ${look}/>`;
  const rule = (d: string, look: string) => `<path d="${d}" fill="none" ${look}/>`, xOf = (place: number) => b.x0 + place * b.long;
  f.lanes.forEach((l, i) => { if (i % 2 === 0) under.push(rect(b.left, b.top + l.y, b.right - b.left, l.height, `fill="${hex(f.theme.band)}"`)); });
  for (const p of periods(f, b, measure)) {
    under.push(rect(p.x0, b.top, p.x1 - p.x0, b.bottom - b.top, `fill="${period}" fill-opacity="0.13"`));
    over.push(rect(p.x0, b.top - 3, p.x1 - p.x0, 3, `fill="${period}"`));
    if (p.row >= 0) over.push(text(p.labelX, b.top - 9 - p.row * 15, p.name, { size: 12, bold: true, color: ink }));
  }
  const ticks = tickTexts(f, b, measure);
  under.push(rule(ticks.map((t) => `M${n(t.x)} ${n(b.top)}V${n(b.bottom)}`).join(''), `stroke="${ink}" stroke-opacity="0.1"`));
  over.push(rule(`M${n(b.left)} ${n(b.bottom)}H${n(b.right)}`, `stroke="${ink}"`));
  for (const t of ticks) {
    over.push(text(t.x, b.bottom + 18, t.text, { size: 11.5, anchor: 'middle', color: ink }));
    if (t.date) over.push(text(Math.max(b.left, t.dateX), b.bottom + 35, t.date, { size: 12, bold: true, color: ink }));
  }
  for (const place of f.axis.breaks()) {
    const x = xOf(place);
    if (x <= b.left + 6 || x >= b.right - 6) continue;
    under.push(rule(`M${n(x)} ${n(b.top)}V${n(b.bottom)}`, `stroke="${soft}" stroke-opacity="0.6" stroke-dasharray="4 4"`));
    over.push(rect(x - 4, b.bottom - 5, 8, 11, `fill="${hex(f.theme.surface)}"`));
    over.push(rule([-3, 3].map((side) => `M${n(x + side - 3)} ${n(b.bottom + 6)}L${n(x + side + 3)} ${n(b.bottom - 6)}`).join(''), `stroke="${ink}" stroke-width="1.3"`));
  }
  for (const l of f.lanes) {
    const x = b.isNarrow ? b.left + 4 : 16, y = b.isNarrow ? b.top + l.y + 14 : b.top + l.y + l.height / 2 - 2;
    over.push(rect(x, y - 9, 9, 9, `fill="${hex(rgbOf(l.color))}"`), text(x + 15, y, l.name, { size: b.isNarrow ? 12 : 14, bold: true, color: ink }));
    if (!b.isNarrow && l.height >= 34) over.push(text(x + 15, y + 16, l.second, { size: 11.5, color: soft }));
  }
  return { under: under.join('\n'), over: over.join('\n') };
}
