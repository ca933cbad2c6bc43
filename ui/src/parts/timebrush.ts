// The time brush: posts and relays over time, and a window to choose in it (State.window) by pointer or keyboard.
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { scaleUtc } from 'd3-scale';
import './timebrush.css';
import type { App } from '../app';
import { h } from './dom';
import { clock, count, date, day, gap, isoTime, many, text, time } from './format';
import { seriesOf, type Series } from './timeseries';

export interface TimeBrushOptions {
  /** Of the plot, in CSS pixels; 96 when not given. */
  height?: number;
}
export interface TimeBrush {
  readonly element: HTMLElement;
  destroy(): void;
}

type Range = [number, number];
type Part = 'begin' | 'end' | 'whole';

/** Fills a part of `place` with the brush of the app's story; follows the app's window, theme and inferred relays. */
export function createTimeBrush(place: HTMLElement, app: App, options: TimeBrushOptions = {}): TimeBrush {
  const story = app.story, w = app.words;
  if (!story) throw new Error('a time brush needs a story');
  const height = options.height ?? 96;
  const series = seriesOf(story, 120);
  const least = series.start[0], most = series.start[series.start.length - 1] + series.width;
  const overlay = h('div', { class: 'brush-overlay' });
  const before = h('div', { class: 'brush-shade' }), after = h('div', { class: 'brush-shade' });
  const slider = (name: string, part: Part, kind: string): HTMLElement =>
    h('div', { class: kind, role: 'slider', tabindex: '0', 'aria-label': name, 'aria-valuemin': least, 'aria-valuemax': most, 'data-part': part });
  const whole = slider(w.brush.whole, 'whole', 'brush-window');
  const begin = slider(w.brush.begin, 'begin', 'brush-handle'), end = slider(w.brush.end, 'end', 'brush-handle');
  overlay.append(before, after, whole, begin, end);
  const said = h('p', { class: 'brush-said' });
  const clear = h('button', { type: 'button', class: 'brush-clear', onclick: () => app.set({ window: null }) }, w.brush.clear);
  const plotPlace = h('div', { class: 'brush-plot' });
  const element = h('div', { class: 'brush', role: 'group', 'aria-label': w.brush.name },
    plotPlace,
    h('div', { class: 'brush-line' }, said, clear, h('span', { class: 'brush-keys' },
      h('span', { class: 'brush-key is-posts' }, w.brush.posts),
      h('span', { class: 'brush-key' }, w.brush.seen),
      story.d.counts.inferred_links > 0 && h('span', { class: 'brush-key is-inferred' }, w.brush.inferred)),
      h('details', { class: 'brush-about' }, h('summary', null, w.brush.table),
        h('p', { class: 'brush-note' }, notes(app, series)), h('div', { class: 'brush-table' }, table(app, series)))));
  place.append(element);

  const plot = makePlot(plotPlace, app, series, [least, most], height);
  plot.over.append(overlay);
  const show = (): void => {
    const [a, b] = app.state.window ?? [least, most], isAll = app.state.window === null;
    const share = (t: number): number => Math.min(100, Math.max(0, (100 * (t - least)) / (most - least)));
    const left = share(a), right = share(b);
    before.style.left = '0', before.style.width = left + '%';
    after.style.left = right + '%', after.style.width = 100 - right + '%';
    whole.style.left = left + '%', whole.style.width = right - left + '%';
    whole.classList.toggle('is-all', isAll);
    begin.style.left = left + '%', end.style.left = right + '%';
    const words = rangeSaid(app, series, app.state.window);
    for (const [part, at] of [[begin, a], [end, b], [whole, a]] as const) {
      part.setAttribute('aria-valuenow', String(Math.min(most, Math.max(least, at))));
      part.setAttribute('aria-valuetext', part === whole ? words : time(w, story.when(at), 60));
    }
    if (said.textContent !== words) said.textContent = words;
    clear.disabled = isAll;
  };
  const choose = (range: Range): void => {
    const a = Math.max(least, Math.min(...range)), b = Math.min(most, Math.max(...range));
    app.set({ window: a <= least && b >= most ? null : [Math.round(a), Math.round(Math.max(b, a + 1))] });
  };
  const current = (): Range => app.state.window ?? [least, most];
  listenPointer(overlay, [least, most], current, choose);
  overlay.addEventListener('keydown', (event) => {
    const part = (event.target as HTMLElement).dataset.part as Part | undefined;
    const next = part && moved(part, event, current(), [least, most], series.width);
    if (!next) return;
    event.preventDefault();
    event.stopPropagation();
    choose(next);
  });
  const redraw = (): void => plot.redraw(false, true);
  const scheme = matchMedia('(prefers-color-scheme: dark)');
  scheme.addEventListener('change', redraw);
  const unlisten = app.listen((state, changed) => {
    if (changed.has('window')) show();
    if (changed.has('inferred')) plot.setSeries(3, { show: state.inferred });
    if (changed.has('theme')) requestAnimationFrame(redraw);
  });
  const watch = new ResizeObserver(() => {
    const width = Math.floor(plotPlace.clientWidth);
    if (width > 0 && width !== plot.width) plot.setSize({ width, height });
  });
  watch.observe(plotPlace);
  show();
  return {
    element,
    destroy() {
      watch.disconnect();
      scheme.removeEventListener('change', redraw);
      unlisten();
      plot.destroy();
      element.remove();
    },
  };
}

/** "5 May 2017, 18:00 UTC to 6 May 2017, 02:30 UTC: 12 posts, 8 relays." Counted from posts, not from bars. */
function rangeSaid(app: App, series: Series, window: Range | null): string {
  const w = app.words, story = app.story!, { posts, links } = story.d;
  const [a, b] = window ?? [series.from, series.to];
  const inside = (post: number): boolean =>
    window === null || (posts.time[post] <= b && posts.time[post] + posts.precision[post] * 1000 >= a);
  let nPosts = 0, nLinks = 0;
  for (let i = 0; i < posts.time.length; i++) if (!story.isGhost(i) && inside(i)) nPosts++;
  for (const child of links.child) if (inside(child)) nLinks++;
  const said = text(window ? w.brush.window : w.brush.all, {
    from: time(w, story.when(a), 60), to: time(w, story.when(b), 60),
    posts: many(w, nPosts, w.count.posts), relays: many(w, nLinks, w.count.relays),
  });
  const hidden = story.d.hidden.posts;
  return hidden > 0 ? `${said} ${many(w, hidden, w.brush.hidden)}` : said;
}

function notes(app: App, series: Series): string {
  const w = app.words, said = [w.brush.hint, text(w.brush.bar, { width: gap(w, series.width) })];
  if (series.coarse > 0) said.push(many(w, series.coarse, w.brush.coarse));
  if (series.outside > 0) said.push(many(w, series.outside, w.brush.outside));
  said.push(w.brush.keys);
  return said.join(' ');
}

function table(app: App, series: Series): HTMLElement {
  const w = app.words, story = app.story!, { column } = w.brush;
  const body = h('tbody');
  series.start.forEach((t, i) => {
    if (series.posts[i] + series.seen[i] + series.inferred[i] === 0) return;
    body.append(h('tr', null, h('td', null, isoTime(story.when(t), series.width < 60_000 ? 0 : 60)),
      h('td', null, count(w, series.posts[i])), h('td', null, count(w, series.seen[i])), h('td', null, count(w, series.inferred[i]))));
  });
  const head = [column.time, column.posts, column.seen, column.inferred].map((name) => h('th', { scope: 'col' }, name));
  return h('table', null, h('thead', null, h('tr', null, head)), body);
}

/** Where a key moves the window; undefined: not a key of ours. */
function moved(part: Part, event: KeyboardEvent, [a, b]: Range, [least, most]: Range, bar: number): Range | undefined {
  const steps: Record<string, number> = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -10, PageUp: 10, Home: -Infinity, End: Infinity };
  const step = steps[event.key];
  if (step === undefined || event.altKey || event.ctrlKey || event.metaKey) return undefined;
  const by = Math.max(least - most, Math.min(most - least, step * bar));
  const within = (t: number): number => Math.min(most, Math.max(least, t));
  if (event.shiftKey) {
    const middle = (a + b) / 2, half = Math.max(bar / 2, (b - a) / 2 + by);
    return [within(middle - half), within(middle + half)];
  }
  if (part === 'begin') return [Math.min(within(a + by), b - bar), b];
  if (part === 'end') return [a, Math.max(within(b + by), a + bar)];
  const shift = Math.min(most - b, Math.max(least - a, by));
  return [a + shift, b + shift];
}

/** Dragging a handle moves it, dragging the window moves both, dragging elsewhere chooses anew. */
function listenPointer(overlay: HTMLElement, [least, most]: Range, current: () => Range, choose: (range: Range) => void): void {
  overlay.addEventListener('pointerdown', (down) => {
    if (down.button !== 0) return;
    const box = overlay.getBoundingClientRect(), part = (down.target as HTMLElement).dataset.part as Part | undefined;
    const at = (event: PointerEvent): number => least + ((event.clientX - box.left) / box.width) * (most - least);
    const start = at(down), [a, b] = current();
    let wanted: Range | null = null, frame = 0;
    const move = (event: PointerEvent): void => {
      if (Math.abs(event.clientX - down.clientX) < 4 && !wanted) return;
      const t = at(event), shift = Math.min(most - b, Math.max(least - a, t - start));
      wanted = part === 'begin' ? [t, b] : part === 'end' ? [a, t] : part === 'whole' ? [a + shift, b + shift] : [start, t];
      if (!frame) frame = requestAnimationFrame(() => { frame = 0; if (wanted) choose(wanted); });
    };
    const done = (): void => {
      overlay.removeEventListener('pointermove', move);
      overlay.removeEventListener('pointerup', done);
      overlay.removeEventListener('pointercancel', done);
    };
    overlay.setPointerCapture(down.pointerId);
    overlay.addEventListener('pointermove', move);
    overlay.addEventListener('pointerup', done);
    overlay.addEventListener('pointercancel', done);
  });
}

function makePlot(place: HTMLElement, app: App, series: Series, [least, most]: Range, height: number): uPlot {
  const story = app.story!, w = app.words, css = (name: string): string => getComputedStyle(place).getPropertyValue(name).trim();
  const label = (t: number): string => {
    const ms = story.when(t), at = new Date(ms);
    if (at.getUTCHours() + at.getUTCMinutes() + at.getUTCSeconds() > 0) return clock(w, ms, at.getUTCSeconds() ? 0 : 60);
    return at.getUTCMonth() + at.getUTCDate() === 1 ? date(w, ms) : day(w, ms);
  };
  const ticks = (count: number): number[] =>
    scaleUtc().domain([story.when(least), story.when(most)]).ticks(count).map((d) => d.getTime() - story.d.t0);
  // A last knot at the end, so that the stepped lines reach it; no line along the ground where nothing was relayed.
  const line = (values: readonly number[]): (number | null)[] =>
    [...values, values[values.length - 1]].map((n, i) => (n || values[i - 1] || values[i + 1] ? n : null));
  const axis = { stroke: () => css('--soft'), font: '11px system-ui, sans-serif', ticks: { show: false } };
  return new uPlot({
    width: Math.max(120, Math.floor(place.clientWidth)),
    height,
    padding: [8, 12, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: () => [least, most] },
      y: { range: (_, __, top) => [0, Math.max(1, top)] },
    },
    axes: [
      { ...axis, size: 22, gap: 2, grid: { show: false }, splits: (u) => ticks(Math.max(2, Math.floor(u.width / 90))),
        /* No half a date at the end. */
        values: (u, splits) => splits.map((t) => ((most - t) / (most - least)) * u.width < 36 ? '' : label(t)) },
      { ...axis, size: 38, gap: 2, grid: { stroke: () => css('--line'), width: 1 }, splits: (u) => [0, u.scales.y.max ?? 1],
        values: (_, splits) => splits.map((n) => count(w, n)) },
    ],
    series: [
      {},
      { fill: () => css('--strong-line'), stroke: 'transparent', width: 0, points: { show: false }, paths: uPlot.paths.bars!({ size: [0.9, 60], align: 1 }) },
      { stroke: () => css('--ink'), width: 1.5, points: { show: false }, paths: uPlot.paths.stepped!({ align: 1 }) },
      { stroke: () => css('--alert'), width: 1.5, dash: [4, 3], show: app.state.inferred, points: { show: false }, paths: uPlot.paths.stepped!({ align: 1 }) },
    ],
    hooks: { drawClear: [(u) => drawPeriods(u, app, css, [least, most])] },
  }, [[...series.start, most], [...series.posts, null], line(series.seen), line(series.inferred)], place);
}

/** The calendar's periods behind the bars: a tint, a rule on top, the name where it fits. */
function drawPeriods(u: uPlot, app: App, css: (name: string) => string, [least, most]: Range): void {
  const { ctx, bbox } = u, px = devicePixelRatio, ends: number[] = [];
  ctx.save();
  ctx.font = `${11 * px}px system-ui, sans-serif`;
  ctx.textBaseline = 'top';
  for (const period of app.story!.d.calendar) {
    if (period.to <= least || period.from >= most) continue;
    const left = u.valToPos(Math.max(least, period.from), 'x', true), right = u.valToPos(Math.min(most, period.to), 'x', true);
    ctx.fillStyle = css('--period');
    ctx.globalAlpha = 0.14;
    ctx.fillRect(left, bbox.top, right - left, bbox.height);
    ctx.globalAlpha = 1;
    ctx.fillRect(left, bbox.top, right - left, 2 * px);
    ctx.fillStyle = css('--ink');
    const x = left + 4 * px, width = ctx.measureText(period.name).width;
    let row = ends.findIndex((end) => end < x);
    if (row < 0) row = ends.length;
    const y = bbox.top + (5 + 13 * row) * px;
    if (x + width > bbox.left + bbox.width || y + 12 * px > bbox.top + bbox.height) continue;
    ends[row] = x + width + 8 * px;
    ctx.fillText(period.name, x, y);
  }
  ctx.restore();
}
