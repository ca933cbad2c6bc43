// Pictures that do not move: the texts around an export, and the whole story on paper.
import type { App } from '../app';
import type { Story } from '../data/story';
import type { Words } from '../words';
import { count, date, isolated, list, many, text } from '../parts/format';
import { chooseLabels } from './choose';
import { classesOf, legendOf } from './classes';
import { EDGE, insets, type Frame, type FrameBox } from './frame';
import type { Order } from './scene';
import type { Image as Drawn } from './painter';
import { svgOf, type Sheet, type SheetTexts } from './svg';
import type { Theme } from './theme';
import type { Shown } from './plot';
import { timelinePlot, type TimelinePlot } from './timeline';

/** "Drawn: 15 accounts, 1 post without an account and 10 relays, 2 of them inferred." */
export function drawnSaid(w: Words, n: Shown, isTimeline: boolean): string {
  const lines = many(w, n.relays, w.count.relays), relays = n.lines === n.relays ? lines : text(many(w, n.lines, w.map.drawnLines), { relays: lines });
  const sure = n.inferred === 0 ? relays : text(n.inferred === n.relays ? w.map.drawnAllInferred : w.map.drawnInferred, { relays, inferred: count(w, n.inferred) });
  const marks = isTimeline ? [many(w, n.marks, w.count.posts)] : [many(w, n.marks - n.singles, w.count.accounts), n.singles > 0 ? many(w, n.singles, w.map.drawnSingles) : ''];
  return text(w.map.drawn, { what: list(w, [...marks, sure].filter(Boolean)) });
}

/** Title, what it is, and where it comes from. */
export function sheetTexts(app: App, story: Story, shown: Shown, isTimeline: boolean): SheetTexts {
  const w = app.words, { d } = story, { custody } = app.source.document.case;
  const range = d.from === null || d.to === null ? '' : [...new Set([date(w, story.when(d.from)), date(w, story.when(d.to))])].join(' – ') + ', UTC. ';
  return {
    title: isolated(d.title), subtitle: range + drawnSaid(w, shown, isTimeline), chain: w.map.keys.chain, seen: w.map.keys.seen, inferred: w.map.keys.inferred,
    foot: [
      [isolated(app.source.document.case.title), isolated(d.query), text(w.map.custody, { head: custody.head.slice(0, 16) }), text(w.map.madeWith, { version: app.source.document.program })]
        .filter(Boolean).join(' · '),
      ...(isTimeline ? [] : [w.map.place]),
    ],
  };
}

export function frameBox(width: number, height: number, view: { kx: number; tx: number }, ratio: number, long: number): FrameBox {
  const { left, top, right, bottom } = insets(width);
  return {
    left: left - EDGE, top, right: width - right + EDGE, bottom: height - bottom, x0: view.tx / ratio, long: (long * view.kx) / ratio, isNarrow: width < 620,
  };
}

const PAPER: Theme = {
  surface: [255, 255, 255], band: [245, 244, 240], ink: [27, 30, 35], soft: [87, 95, 105], accent: [23, 80, 127], period: [230, 159, 0],
  serif: 'Georgia, "Liberation Serif", serif', sans: '"Helvetica Neue", "Liberation Sans", Arial, sans-serif',
};
const PAPER_MARKS_MOST = 6000;

/** The timeline of a story for paper; null when it is too large to be read there. */
export function paperTimeline(app: App, story: Story, width: number, height: number): SVGElement | null {
  if (story.postCount === 0 || story.postCount > PAPER_MARKS_MOST) return null;
  const inset = insets(width), plot: TimelinePlot = timelinePlot(story, app.words, app.state.size, width - inset.left - inset.right, height - inset.top - inset.bottom);
  const classes = classesOf(story, 'platform', app.words), all = { window: null, inferred: true, hidden: new Set<string>() }, mask = plot.mask(all, classes);
  const order: Order = { view: { kx: 1, ky: 1, tx: inset.left, ty: inset.top }, size: { width, height, ratio: 1 }, unit: plot.unit, time: null, since: 0 };
  const box = frameBox(width, height, order.view, 1, plot.scene.bounds.x1), ctx = document.createElement('canvas').getContext('2d');
  if (!ctx) return null;
  const frame: Frame = { axis: plot.axis, lanes: plot.lanes, story, words: app.words, theme: PAPER };
  const coloring = { ...plot.classesOf(classes), palette: classes.palette, surface: PAPER.surface, ink: PAPER.ink, glow: PAPER.accent };
  const labels = chooseLabels(ctx, plot, order, { x0: box.left, y0: box.top - 4, x1: box.right, y1: box.bottom }, plot.scene.order, () => true, mask.lines, PAPER);
  const sheet: Sheet = {
    plot, mask, coloring, order, labels, frame: { frame, box }, theme: PAPER, legend: legendOf(classes, coloring.marks),
    texts: sheetTexts(app, story, plot.count(mask, all), true),
  };
  return document.importNode(new DOMParser().parseFromString(svgOf(sheet), 'image/svg+xml').documentElement, true) as unknown as SVGElement;
}

/** An SVG text as PNG at twice its size. */
export async function pngOf(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth * 2;
    canvas.height = image.naturalHeight * 2;
    const ctx = canvas.getContext('2d');
    if (!ctx) throw new Error('this browser gives no canvas to draw on');
    ctx.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((done, fail) => canvas.toBlob((blob) => (blob ? done(blob) : fail(new Error('no picture was made'))), 'image/png'));
  } finally {
    URL.revokeObjectURL(address);
  }
}

export function dataUrl(image: Drawn): string {
  const canvas = document.createElement('canvas');
  canvas.width = image.width;
  canvas.height = image.height;
  canvas.getContext('2d')?.drawImage(image, 0, 0);
  return canvas.toDataURL('image/png');
}
