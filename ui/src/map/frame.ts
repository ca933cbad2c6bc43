// What stands around the timeline's marks: lanes with their names, periods of the calendar, ticks, the places where the scale changes.
import type { Story } from '../data/story';
import { clock, date, day, isolated } from '../parts/format';
import type { Words } from '../words';
import { fontOf } from './labels';
import { rgbOf } from './ink';
import type { Axis } from './axis';
import type { Lane } from './timeline';
import type { Theme } from './theme';
import { css, type Context } from './vector';

const DAY = 86_400_000;

/** Where the plot lies in the picture, CSS pixels; `x0` and `long` are where the axis' places 0 and 1 are by now. */
export interface FrameBox { left: number; top: number; right: number; bottom: number; x0: number; long: number; isNarrow: boolean }

/** Around the marks' places; the lanes reach EDGE further, so that marks at the ends stand in them whole. */
export const insets = (width: number): { left: number; top: number; right: number; bottom: number } =>
  ({ left: width < 620 ? 26 : 152, top: 30, right: 36, bottom: 44 });
export const EDGE = 20;

export interface Frame { axis: Axis; lanes: Lane[]; story: Story; words: Words; theme: Theme }

const xOf = (b: FrameBox, place: number): number => b.x0 + place * b.long;
const clip = (x: number, b: FrameBox): number => Math.min(b.right, Math.max(b.left, x));

export interface Period { name: string; x0: number; x1: number; labelX: number; row: number }

/** Periods in sight with a row for their names. */
export function periods(f: Frame, b: FrameBox, measure: (text: string) => number): Period[] {
  const free = [-Infinity, -Infinity], found: Period[] = [];
  for (const p of f.story.d.calendar) {
    if (p.to <= f.axis.from || p.from >= f.axis.to) continue;
    const x0 = clip(xOf(b, f.axis.at(p.from)), b), x1 = clip(xOf(b, f.axis.at(p.to)), b);
    if (x1 - x0 < 0.5) continue;
    const name = isolated(p.name) + (p.from >= f.axis.from ? ' · ' + clock(f.words, f.story.when(p.from), 60) : '');
    const wide = measure(name), labelX = Math.max(b.left, Math.min(x0, b.right - wide)), row = free.findIndex((x) => labelX >= x);
    if (row >= 0) free[row] = labelX + wide + 12;
    found.push({ name, x0, x1, labelX, row });
  }
  return found;
}

export interface TickText { x: number; text: string; date: string; dateX: number }

/** Ticks in sight with their texts: a clock each, the date at the first of a day. */
export function tickTexts(f: Frame, b: FrameBox, measure: (text: string) => number): TickText[] {
  const place = (x: number) => (x - b.x0) / b.long, isLong = f.axis.to - f.axis.from > 4 * DAY;
  let today = NaN, freeFrom = -Infinity;
  return f.axis.ticks(place(b.left), place(b.right), b.long, 62).map(({ when, place: at }) => {
    const x = xOf(b, at), midnight = when % DAY === 0, isDay = midnight && isLong;
    const tick: TickText = { x, text: isDay ? day(f.words, when) : clock(f.words, when, 60), date: '', dateX: 0 };
    const mark = isDay ? new Date(when).getUTCFullYear() : Math.floor(when / DAY);
    if (mark !== today) {
      const text = isDay ? String(mark) : date(f.words, when), wide = measure(text), dateX = Math.min(x - 14, b.right - wide);
      if (dateX >= freeFrom) { tick.date = text; tick.dateX = dateX; freeFrom = dateX + wide + 12; today = mark; }
    }
    return tick;
  });
}

/** Beneath the marks. */
export function drawUnder(ctx: Context, f: Frame, b: FrameBox): void {
  const { theme } = f;
  f.lanes.forEach((l, i) => {
    if (i % 2) return;
    ctx.fillStyle = css(theme.band);
    ctx.fillRect(b.left, b.top + l.y, b.right - b.left, l.height);
  });
  ctx.font = fontOf(theme, true, 12);
  const shaded = periods(f, b, (t) => ctx.measureText(t).width);
  for (const p of shaded) {
    ctx.fillStyle = css(theme.period, 0.13);
    ctx.fillRect(p.x0, b.top, p.x1 - p.x0, b.bottom - b.top);
  }
  ctx.lineWidth = 1;
  ctx.strokeStyle = css(theme.ink, 0.1);
  ctx.beginPath();
  ctx.font = fontOf(theme, true, 12);
  for (const t of tickTexts(f, b, (text) => ctx.measureText(text).width)) {
    ctx.moveTo(Math.round(t.x) + 0.5, b.top);
    ctx.lineTo(Math.round(t.x) + 0.5, b.bottom);
  }
  ctx.stroke();
  ctx.setLineDash([4, 4]);
  ctx.strokeStyle = css(theme.soft, 0.6);
  ctx.beginPath();
  for (const place of f.axis.breaks()) {
    const x = Math.round(xOf(b, place)) + 0.5;
    if (x <= b.left || x >= b.right) continue;
    ctx.moveTo(x, b.top);
    ctx.lineTo(x, b.bottom);
  }
  ctx.stroke();
  ctx.setLineDash([]);
}

/** Above the marks: axis, names, periods' names. */
export function drawOver(ctx: Context, f: Frame, b: FrameBox, now: number | null): void {
  const { theme } = f;
  ctx.textBaseline = 'alphabetic';
  ctx.textAlign = 'left';
  ctx.font = fontOf(theme, true, 12);
  for (const p of periods(f, b, (t) => ctx.measureText(t).width)) {
    ctx.fillStyle = css(theme.period, 0.9);
    ctx.fillRect(p.x0, b.top - 3, p.x1 - p.x0, 3);
    if (p.row < 0) continue;
    ctx.fillStyle = css(theme.ink);
    ctx.fillText(p.name, p.labelX, b.top - 9 - p.row * 15);
  }
  if (now !== null) drawNow(ctx, f, b, now);
  drawLaneNames(ctx, f, b);
  drawTicks(ctx, f, b);
}

function drawNow(ctx: Context, f: Frame, b: FrameBox, now: number): void {
  const x = xOf(b, f.axis.at(now));
  if (x < b.left || x > b.right) return;
  ctx.strokeStyle = css(f.theme.accent);
  ctx.lineWidth = 1.5;
  ctx.beginPath();
  ctx.moveTo(x, b.top);
  ctx.lineTo(x, b.bottom);
  ctx.stroke();
}

function drawLaneNames(ctx: Context, f: Frame, b: FrameBox): void {
  const { theme } = f;
  for (const l of f.lanes) {
    const x = b.isNarrow ? b.left + 4 : 16, y = b.isNarrow ? b.top + l.y + 14 : b.top + l.y + l.height / 2 - 2;
    ctx.fillStyle = css(rgbOf(l.color));
    ctx.fillRect(x, y - 9, 9, 9);
    ctx.font = fontOf(theme, true, b.isNarrow ? 12 : 14);
    ctx.fillStyle = css(theme.ink);
    ctx.fillText(l.name, x + 15, y, b.isNarrow ? 200 : b.left - x - 22);
    if (b.isNarrow || l.height < 34) continue;
    ctx.font = fontOf(theme, false, 11.5);
    ctx.fillStyle = css(theme.soft);
    ctx.fillText(l.second, x + 15, y + 16, b.left - x - 22);
  }
}

function drawTicks(ctx: Context, f: Frame, b: FrameBox): void {
  const { theme } = f, bold = fontOf(theme, true, 12);
  ctx.strokeStyle = css(theme.ink);
  ctx.lineWidth = 1;
  ctx.beginPath();
  ctx.moveTo(b.left, b.bottom + 0.5);
  ctx.lineTo(b.right, b.bottom + 0.5);
  ctx.stroke();
  ctx.fillStyle = css(theme.ink);
  ctx.font = bold;
  const ticks = tickTexts(f, b, (t) => ctx.measureText(t).width);
  for (const t of ticks) if (t.date) ctx.fillText(t.date, Math.max(b.left, t.dateX), b.bottom + 35);
  ctx.font = fontOf(theme, false, 11.5);
  ctx.textAlign = 'center';
  for (const t of ticks) ctx.fillText(t.text, t.x, b.bottom + 18);
  for (const place of f.axis.breaks()) {
    const x = xOf(b, place);
    if (x <= b.left + 6 || x >= b.right - 6) continue;
    ctx.fillStyle = css(theme.surface);
    ctx.fillRect(x - 4, b.bottom - 5, 8, 11);
    ctx.lineWidth = 1.3;
    ctx.beginPath();
    for (const side of [-3, 3]) {
      ctx.moveTo(x + side - 3, b.bottom + 6);
      ctx.lineTo(x + side + 3, b.bottom - 6);
    }
    ctx.stroke();
  }
}
