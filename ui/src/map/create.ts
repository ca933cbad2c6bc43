// The picture on the page: one canvas, on which the drawn bitmaps are moved and scaled while the view changes, with names and what is
// selected on top. A sharp bitmap is ordered from the painter as soon as the view rests.
import { select as d3select } from 'd3-selection';
import { zoom as d3zoom, zoomIdentity, type D3ZoomEvent, type ZoomBehavior, type ZoomTransform } from 'd3-zoom';
import type { App } from '../app';
import { isOfFinding, type Selection, type Story } from '../data/story';
import { putBitmaps, type Drawn } from './bitmaps';
import { limitZoom, maximumOf, orderAt, viewAt, type Stage } from './camera';
import { classesOf, legendOf, type Classes } from './classes';
import { chooseLabels } from './choose';
import { Focus, type FocusState } from './focus';
import { hexOf } from './ink';
import { drawLabel, type Label } from './labels';
import { drawOver, drawUnder, insets, type Frame, type FrameBox } from './frame';
import { drawInStep, inStepAt, inStepOf, inStepSvg, type InStep } from './instep';
import { networkPlot } from './network';
import { Painter, type Image } from './painter';
import { Picker } from './pick';
import type { ColorBy, Filter, LegendEntry, Mode, Picture, PictureOptions, SizeBy } from './picture';
import type { Plot, Shown } from './plot';
import { DENSE_LINES, type Coloring, type Mask, type Moments, type Order, type View } from './scene';
import { listenPointer } from './pointer';
import { drawSteps } from './steps';
import { dataUrl, frameBox, pngOf, sheetTexts } from './still';
import { svgOf } from './svg';
import { readTheme, type Theme } from './theme';
import { timelinePlot, type TimelinePlot } from './timeline';
import { css, drawMark, radius } from './vector';
import './picture.css';

const SETTLE_MS = 90;

export class CanvasPicture implements Picture {
  readonly element: HTMLElement;
  mode: Mode;
  private readonly canvas = document.createElement('canvas');
  private readonly ctx: CanvasRenderingContext2D;
  private readonly painter = new Painter();
  private readonly story: Story;
  private readonly observer: ResizeObserver;
  private readonly zoom: ZoomBehavior<HTMLCanvasElement, unknown>;
  private theme: Theme;
  private plot!: Plot;
  private timeline: TimelinePlot | null = null;
  private classes!: Classes;
  private coloring!: Coloring;
  private mask!: Mask;
  private picker: Picker | null = null;
  private readonly focus = new Focus();
  private transform: ZoomTransform = zoomIdentity;
  private width = 0;
  private height = 0;
  private ratio = 1;
  private overview: Drawn | null = null;
  private sharp: Drawn | null = null;
  private labels: Label[] = [];
  private selected: Selection | null = null;
  private focused: ReadonlySet<number> = new Set();
  private pointed: Selection | null = null;
  private time: number | null = null;
  private since = 0;
  private moments: Moments | null = null;
  private inStep: InStep | null = null;
  private frame = 0;
  private drawn = 0;
  private settle = 0;
  private ended = false;
  private readonly undo: (() => void)[] = [];

  constructor(place: HTMLElement, private readonly app: App, private readonly options: PictureOptions) {
    if (!app.story) throw new Error('no story to draw');
    this.story = app.story;
    this.mode = options.mode;
    this.element = document.createElement('div');
    this.element.className = 'picture';
    this.element.tabIndex = 0;
    this.element.setAttribute('role', 'application');
    this.element.setAttribute('aria-label', options.label);
    this.canvas.setAttribute('aria-hidden', 'true');
    this.element.append(this.canvas);
    place.append(this.element);
    const ctx = this.canvas.getContext('2d', { alpha: false });
    if (!ctx) throw new Error('this browser gives no canvas to draw on');
    this.ctx = ctx;
    this.theme = readTheme(this.element);
    this.zoom = d3zoom<HTMLCanvasElement, unknown>().on('zoom', (e: D3ZoomEvent<HTMLCanvasElement, unknown>) => this.moved(e.transform));
    d3select(this.canvas).call(this.zoom);
    this.listen();
    this.observer = new ResizeObserver(() => this.resize());
    this.observer.observe(this.element);
    this.resize();
    if (!this.plot) this.makePlot();
  }

  // ---- what may be asked ----

  setMode(mode: Mode): void {
    if (mode === this.mode) return;
    this.mode = mode;
    this.makePlot();
    this.sharp = null;
    this.labels = [];
    limitZoom(this.stage(), this.zoom);
    this.fit();
  }
  setColor(color: ColorBy): void {
    this.options.color = color;
    this.recolor();
  }
  setSize(size: SizeBy): void {
    this.options.size = size;
    this.makePlot();
  }
  setFilter(filter: Filter): void {
    this.options.filter = filter;
    this.remask();
  }
  setInStep(on: boolean): void {
    this.options.inStep = on;
    this.show();
  }
  setTime(time: number | null, since = time ?? 0): void {
    if (time !== null && !this.moments) {
      this.moments = this.plot.moments();
      this.painter.setMoments(this.moments);
    }
    const leaving = time === null && this.time !== null;
    this.time = time;
    this.since = since;
    if (time === null) { if (leaving) this.redraw(); }
    else { this.overview = null; this.orderSharp(); }
  }
  select(item: Selection | null): void {
    this.selected = item;
    this.focused = new Set(item ? this.focus.of(item, this.focusState()).marks : []);
    this.chooseLabels();
    this.show();
  }
  highlight(item: Selection | null): void { this.pointed = item; this.show(); }
  fit(): void { this.setTransform(zoomIdentity); }
  zoomBy(factor: number): void { d3select(this.canvas).call(this.zoom.scaleBy, factor); }
  zoomTo(item: Selection): void {
    const { marks } = this.focus.of(item, this.focusState());
    if (marks.length === 0) return;
    // As near as it takes to tell a node from its neighbours; what stands well in sight at that scale stays where it is.
    const at = this.placeOf(marks[0]), near = Math.min(maximumOf(this.stage()) / 2, Math.sqrt(this.plot.scene.x.length / 200)), k = Math.max(this.transform.k, near, 1);
    const edge = Math.min(60, this.width / 8, this.height / 8);
    if (k === this.transform.k && at.x > edge && at.y > edge && at.x < this.width - edge && at.y < this.height - edge) return;
    const fx = (at.x - this.transform.x) / this.transform.k, fy = (at.y - this.transform.y) / this.transform.k;
    this.setTransform(zoomIdentity.translate(this.width / 2 - fx * k, this.height / 2 - fy * k).scale(k));
  }
  pairsShown(): { drawn: number; left: number } {
    if (!this.inStepShown()) return { drawn: 0, left: 0 };
    const lines = this.inStepLines(), shown = this.isInStepShown();
    return { drawn: lines.pair.filter((_, l) => shown(l)).length, left: lines.left };
  }
  legend(): LegendEntry[] { return legendOf(this.classes, this.coloring.marks); }

  shown(): Shown & { outside: number } {
    return { ...this.plot.count(this.mask, this.options.filter), outside: this.timeline?.outside ?? 0 };
  }

  next(from: Selection | null, dx: number, dy: number): Selection | null {
    const start = from ? this.plot.marksOf(from)[0] : undefined, order = this.plot.scene.order;
    if (start === undefined) {
      for (let i = order.length - 1; i >= 0; i--) if (this.isShown(order[i]) && this.isInSight(order[i])) return this.plot.itemOfMark(order[i]);
      return null;
    }
    const here = this.placeOf(start);
    let best = -1, least = Infinity;
    for (const i of order) {
      if (i === start || !this.isShown(i)) continue;
      const p = this.placeOf(i), along = (p.x - here.x) * dx + (p.y - here.y) * dy, aside = Math.abs((p.x - here.x) * dy - (p.y - here.y) * dx);
      if (along <= 0 || aside > along * 1.2) continue;
      const cost = along + 2 * aside;
      if (cost < least) { least = cost; best = i; }
    }
    return best < 0 ? null : this.plot.itemOfMark(best);
  }

  where(item: Selection): { x: number; y: number; r: number } | null {
    const [mark, other] = this.plot.marksOf(item);
    if (item.kind === 'pair' && other !== undefined) {
      const a = this.placeOf(mark), b = this.placeOf(other);
      return this.isShown(mark) && this.isShown(other) ? { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, r: 0 } : null;
    }
    if (mark !== undefined) return this.isShown(mark) ? { ...this.placeOf(mark), r: radius(this.plot.scene, mark, this.order()) / this.ratio } : null;
    const line = this.plot.linesOf(item)[0];
    if (line === undefined || !this.isLineShown(line)) return null;
    const a = this.placeOf(this.plot.scene.from[line]), b = this.placeOf(this.plot.scene.to[line]);
    return { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2, r: 0 };
  }

  async toPng(): Promise<Blob> {
    if (this.plot.scene.from.length <= DENSE_LINES) return pngOf(this.toSvg());
    const order = orderAt(this.stage(2), this.transform, this.time, this.since);
    const image = await new Promise<Image | null>((done) => this.painter.draw(order, done));
    return pngOf(this.svg(image ? dataUrl(image) : undefined));
  }
  toSvg(): string { return this.svg(); }

  private svg(bitmap?: string): string {
    const order = orderAt(this.stage(1), this.transform, null, 0), frame = this.frameOf();
    return svgOf({
      plot: this.plot, mask: this.mask, coloring: this.coloring, order, labels: this.labels, frame: frame && { frame, box: this.boxOf() }, theme: this.theme,
      legend: this.legend(), bitmap, inStep: this.inStepShown() ? inStepSvg(this.inStepLines(), this.plot.scene, order, hexOf(this.theme.surface), this.isInStepShown()) : '', texts: sheetTexts(this.app, this.story, this.shown(), this.timeline !== null),
    });
  }

  destroy(): void {
    this.ended = true;
    this.observer.disconnect();
    this.painter.destroy();
    cancelAnimationFrame(this.frame);
    clearTimeout(this.settle);
    for (const f of this.undo) f();
    this.element.remove();
  }

  // ---- making ----

  private makePlot(): void {
    const { words } = this.app, inset = insets(this.width);
    this.timeline = this.mode === 'timeline'
      ? timelinePlot(this.story, words, this.options.size, Math.max(80, this.width - inset.left - inset.right), Math.max(80, this.height - inset.top - inset.bottom)) : null;
    this.plot = this.timeline ?? networkPlot(this.story, words, this.options.size);
    this.picker = null;
    this.moments = null;
    this.inStep = null;
    this.painter.setScene(this.plot.scene);
    this.recolor();
    this.remask();
    if (this.time !== null) this.setTime(this.time, this.since);
  }
  private recolor(): void {
    this.theme = readTheme(this.element);
    this.classes = classesOf(this.story, this.options.color, this.app.words);
    const { surface, ink, accent } = this.theme;
    this.coloring = { ...this.plot.classesOf(this.classes), palette: this.classes.palette, surface, ink, glow: accent };
    this.painter.setColoring(this.coloring);
    if (this.mask) this.redraw();
  }
  private remask(): void {
    this.mask = this.plot.mask(this.options.filter, this.classes);
    this.painter.setMask(this.mask);
    this.redraw();
  }

  private resize(): void {
    const width = Math.round(this.element.clientWidth), height = Math.round(this.element.clientHeight);
    const ratio = Math.min(3, window.devicePixelRatio || 1);
    if (width < 2 || height < 2 || (width === this.width && height === this.height && ratio === this.ratio)) return;
    Object.assign(this, { width, height, ratio });
    this.canvas.width = Math.round(width * ratio);
    this.canvas.height = Math.round(height * ratio);
    if (!this.plot || this.timeline) this.makePlot();
    limitZoom(this.stage(), this.zoom);
    if (this.timeline) this.fit();
    this.redraw();
    this.options.onView?.();
  }

  // ---- the view ----

  private stage(ratio = this.ratio): Stage { return { plot: this.plot, width: this.width, height: this.height, ratio }; }
  private view(): View { return viewAt(this.stage(), this.transform); }
  private order(t: ZoomTransform = this.transform): Order { return orderAt(this.stage(), t, this.time, this.since); }

  private setTransform(t: ZoomTransform): void { d3select(this.canvas).call(this.zoom.transform, t); }

  private moved(t: ZoomTransform): void {
    this.transform = t;
    this.element.dataset.state = 'moving';
    this.show();
    clearTimeout(this.settle);
    this.settle = window.setTimeout(() => this.orderSharp(), SETTLE_MS);
    this.options.onView?.();
  }

  /** The bitmaps are of something else by now: draws them anew; the old ones stay until then. */
  private redraw(): void {
    this.overview = null;
    this.orderSharp();
  }

  private orderSharp(): void {
    if (this.width === 0 || this.ended) return;
    const order = this.order(), isWhole = this.transform.k === 1 && this.transform.x === 0 && this.transform.y === 0;
    this.element.dataset.state = this.time === null ? 'drawing' : 'playing';
    this.painter.draw(order, (image) => {
      if (!image) return;
      this.sharp = { image, view: order.view };
      this.element.dataset.drawn = String(++this.drawn);
      if (isWhole && order.time === null) this.overview = this.sharp;
      this.chooseLabels();
      const view = this.view(), isHere = (['kx', 'ky', 'tx', 'ty'] as const).every((k) => view[k] === order.view[k]);
      if (isHere) this.element.dataset.state = order.time === null ? 'sharp' : 'playing';
      this.show();
      if (!this.overview && this.time === null) this.orderOverview();
    });
  }

  /** The whole, for what comes into sight before it is drawn sharp. */
  private orderOverview(): void {
    const order = this.order(zoomIdentity);
    this.painter.draw(order, (image) => { if (image) this.overview = { image, view: order.view }; });
  }

  // ---- showing ----

  private show(): void {
    if (!this.frame && !this.ended) this.frame = requestAnimationFrame(() => { this.frame = 0; this.compose(); });
  }

  private compose(): void {
    const { ctx, ratio } = this;
    ctx.setTransform(1, 0, 0, 1, 0, 0);
    ctx.fillStyle = css(this.theme.surface);
    ctx.fillRect(0, 0, this.canvas.width, this.canvas.height);
    const frame = this.frameOf(), box = this.boxOf();
    if (frame) {
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawUnder(ctx, frame, box);
      ctx.save();
      ctx.beginPath();
      ctx.rect(box.left, 0, box.right - box.left, this.height);
      ctx.clip();
      ctx.setTransform(1, 0, 0, 1, 0, 0);
    }
    putBitmaps(ctx, this.overview, this.sharp, this.view());
    const state = this.focusState(), order = this.order();
    const drawPairs = () => { if (this.inStepShown()) drawInStep(ctx, this.inStepLines(), this.plot.scene, order, this.theme, this.isInStepShown()); };
    if (this.selected && this.plot.marksOf(this.selected).length > 0) this.focus.drawSelected(ctx, this.selected, state, order, drawPairs);
    else if (this.inStepShown()) {
      drawPairs();
      for (const m of this.inStepLines().marks) if (this.isShown(m) && this.isInSight(m)) drawMark(ctx, this.plot.scene, m, this.coloring, order);
    }
    if (this.pointed) this.focus.drawPointed(ctx, this.pointed, state, order);
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    drawSteps(ctx, this.plot, order, this.coloring, this.theme, (m) => this.isShown(m) && this.isInSight(m) && (!this.selected || this.focused.has(m)));
    for (const l of this.labels) {
      const p = this.placeOf(l.mark);
      drawLabel(ctx, l, p.x, p.y, this.theme);
    }
    if (frame) {
      ctx.restore();
      ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
      drawOver(ctx, frame, box, this.time);
    }
    if (this.sharp && !this.element.dataset.picture) {
      this.element.dataset.picture = 'shown';
      performance.mark('sillage:first-picture');
    }
  }

  private frameOf(): Frame | null {
    return this.timeline && { axis: this.timeline.axis, lanes: this.timeline.lanes, story: this.story, words: this.app.words, theme: this.theme };
  }
  private boxOf(): FrameBox { return frameBox(this.width, this.height, this.view(), this.ratio, this.timeline?.scene.bounds.x1 ?? 1); }

  private focusState(): FocusState {
    return { plot: this.plot, isMark: (m: number) => this.isShown(m), isLine: (l: number) => this.isLineShown(l), coloring: this.coloring, theme: this.theme };
  }

  /** Lines of pairs: when they are asked for, or a group or pair is selected; between accounts only, so not in the timeline. */
  private inStepShown(): boolean {
    return this.mode === 'network' && this.time === null && (this.options.inStep === true || isOfFinding(this.selected));
  }
  private inStepLines(): InStep {
    return (this.inStep ??= inStepOf(this.story));
  }
  /** What is selected narrows them: a group to its own pairs, an account to those with it, a pair to itself. */
  private isInStepShown(): (line: number) => boolean {
    const { pair, from, to } = this.inStepLines(), item = this.selected, group = this.story.finding?.d.pairs.group ?? [];
    const isOf = (l: number): boolean =>
      !item || (item.kind === 'pair' ? pair[l] === item.index : item.kind === 'group' ? group[pair[l]] === item.index : item.kind !== 'node' || from[l] === item.index || to[l] === item.index);
    return (l) => isOf(l) && this.isShown(from[l]) && this.isShown(to[l]);
  }

  private chooseLabels(): void {
    const marks = this.selected ? this.focus.of(this.selected, this.focusState()).marks : [], box = this.timeline ? this.boxOf() : null;
    const bounds = box ? { x0: box.left, y0: box.top - 4, x1: box.right, y1: box.bottom } : { x0: 2, y0: 2, x1: this.width - 2, y1: this.height - 2 };
    const order = marks.length ? Uint32Array.from(marks.reverse()) : this.plot.scene.order;
    this.labels = chooseLabels(this.ctx, this.plot, this.order(), bounds, order, (m) => this.isShown(m), this.mask.lines, this.theme);
  }

  // ---- the pointer ----

  private listen(): void {
    listenPointer(this.canvas, {
      itemAt: (x, y, slack) => this.itemAt(x, y, slack),
      hover: (item, x, y) => this.options.onHover?.(item, x, y),
      click: (item) => {
        this.element.focus({ preventScroll: true });
        this.options.onSelect?.(item);
      },
    });
    const dark = matchMedia('(prefers-color-scheme: dark)'), recolor = () => this.recolor();
    dark.addEventListener('change', recolor);
    this.undo.push(() => dark.removeEventListener('change', recolor), this.app.listen((_, changed) => {
      if (changed.has('theme')) requestAnimationFrame(recolor);
    }));
  }

  private itemAt(x: number, y: number, slack: number): Selection | null {
    this.picker ??= new Picker(this.plot.scene);
    const { ratio } = this, order = this.order(), { view } = order;
    const mark = this.picker.mark(x * ratio, y * ratio, order, slack * ratio, (m) => this.isShown(m));
    if (mark >= 0) return this.plot.itemOfMark(mark);
    const lines = this.inStepShown() ? this.inStepLines() : null;
    const pair = lines ? inStepAt(lines, this.plot.scene, order, x * ratio, y * ratio, 4 * ratio, this.isInStepShown()) : -1;
    if (lines && pair >= 0) return { kind: 'pair', index: lines.pair[pair] };
    const line = this.picker.line(x * ratio, y * ratio, view, 4 * ratio, (l) => this.isLineShown(l));
    return line >= 0 ? this.plot.itemOfLine(line) : null;
  }

  private placeOf(mark: number): { x: number; y: number } {
    const { scene } = this.plot, v = this.view();
    return { x: (scene.x[mark] * v.kx + v.tx) / this.ratio, y: (scene.y[mark] * v.ky + v.ty) / this.ratio };
  }
  private isShown(mark: number): boolean {
    return this.mask.marks[mark] === 1 && (this.time === null || !this.moments || this.moments.marks[mark] <= this.time);
  }
  private isLineShown(line: number): boolean {
    return this.mask.lines[line] === 1 && (this.time === null || !this.moments || this.moments.lines[line] <= this.time);
  }
  private isInSight(mark: number): boolean {
    const p = this.placeOf(mark);
    return p.x >= 0 && p.y >= 0 && p.x <= this.width && p.y <= this.height;
  }
}
