import { expect, test } from 'vitest';
import { Story } from '../src/data/story';
import { Axis } from '../src/map/axis';
import { relayCurves } from '../src/map/bundle';
import { classesOf, languages, legendOf, ROLES, roles } from '../src/map/classes';
import { cloud, rowsOf, spread, swarm } from '../src/map/dodge';
import { edgeOfLink, happened, networkMoments } from '../src/map/moments';
import { networkPlot } from '../src/map/network';
import { Picker } from '../src/map/pick';
import { FULL, Raster, stamp } from '../src/map/raster';
import { LINE, MARK, type Order } from '../src/map/scene';
import { escapeXml, svgOf } from '../src/map/svg';
import { drawnSaid } from '../src/map/still';
import { timelinePlot } from '../src/map/timeline';
import { wayOf } from '../src/map/vector';
import { accountName } from '../src/parts/format';
import { wordsOf } from '../src/words';
import { sample, sampleStory } from './sample';

const en = wordsOf('en'), all = { window: null, inferred: true, hidden: new Set<string>() };
const orderOf = (change: Partial<Order> = {}): Order =>
  ({ view: { kx: 10, ky: 10, tx: 50, ty: 50 }, size: { width: 400, height: 200, ratio: 1 }, unit: 5, time: null, since: 0, ...change });

// ---- the rasteriser ----

function drawn(lines: [number, number, number, number][], dashed = false): Uint8ClampedArray {
  const raster = new Raster(40, 30, 4), image = new Uint8ClampedArray(40 * 30 * 4);
  for (const l of lines) { raster.begin(dashed); raster.line(...l, 4); }
  raster.fold([200, 100, 50]);
  raster.develop(image, 0.5);
  return image;
}
const opacity = (image: Uint8ClampedArray, x: number, y: number) => image[(y * 40 + x) * 4 + 3];

test('a line covers its pixels in its colour and no others', () => {
  const image = drawn([[5, 10, 25, 10]]), at = (10 * 40 + 15) * 4;
  expect([...image.slice(at, at + 3)]).toEqual([200, 100, 50]);
  expect(opacity(image, 15, 10)).toBeCloseTo(127, -1);
  expect([opacity(image, 4, 10), opacity(image, 26, 10), opacity(image, 15, 12)]).toEqual([0, 0, 0]);
});

test('lines from outside are cut, lines beside the picture leave it empty', () => {
  const cut = drawn([[-1e6, 10, 1e6, 10], [20, -1e5, 20, 1e5]]);
  expect(opacity(cut, 0, 10) > 0 && opacity(cut, 37, 10) > 0 && opacity(cut, 20, 0) > 0).toBe(true);
  expect(drawn([[-50, -5, -10, 80], [50, 3, 60, 90], [3, -9, 30, -2], [NaN, 0, 1, 1]]).every((v) => v === 0)).toBe(true);
});

test('the picture does not depend on the order of its lines', () => {
  const lines: [number, number, number, number][] = Array.from({ length: 50 }, (_, i) => [(i * 7) % 40, (i * 11) % 30, (i * 13) % 40, (i * 17) % 30]);
  expect([...drawn(lines.slice().reverse())]).toEqual([...drawn(lines)]);
});

test('more lines are more opaque, up to all of it', () => {
  const one = opacity(drawn([[0, 5, 30, 5]]), 15, 5), two = opacity(drawn([[0, 5, 30, 5], [0, 5, 30, 5]]), 15, 5);
  const many = opacity(drawn(Array.from({ length: 50 }, () => [0, 5, 30, 5])), 15, 5);
  expect(one < two && two < many && many >= 254).toBe(true);
  expect(FULL).toBe(63 * 4);
});

test('an inferred line has gaps', () => {
  const image = drawn([[0, 10, 38, 10]], true), row = Array.from({ length: 38 }, (_, x) => opacity(image, x, 10) > 0);
  expect([row.slice(0, 4).every(Boolean), row.slice(4, 8).some(Boolean), row.slice(8, 12).every(Boolean)]).toEqual([true, false, true]);
});

test('a disc lies over what is there and stays inside the picture', () => {
  const image = new Uint8ClampedArray(20 * 20 * 4);
  stamp(image, 20, 20, 0, 0, 4, [10, 20, 30], [255, 255, 255], 1);
  stamp(image, 20, 20, 10, 10, 3, [10, 20, 30], [255, 255, 255], 1);
  const at = (10 * 20 + 10) * 4;
  expect([...image.slice(at, at + 4)]).toEqual([10, 20, 30, 255]);
});

// ---- the axis and the lanes ----

const bent = new Axis({ time: [0, 3_600_000, 7_200_000, 100 * 3_600_000], place: [0, 0.1, 0.8, 1] }, Date.UTC(2017, 4, 5));

test('times and places on the axis are each other’s inverse', () => {
  for (const t of [0, 1_800_000, 3_600_000, 5e6, 2e8]) expect(bent.timeAt(bent.at(t))).toBeCloseTo(t, -1);
  expect([bent.at(-5), bent.at(1e12)]).toEqual([0, 1]);
});

test('ticks are round, rise, and keep apart; the scale’s changes are told', () => {
  const ticks = bent.ticks(0, 1, 1000, 60);
  expect(ticks.length).toBeGreaterThan(5);
  ticks.forEach((t, i) => {
    expect(t.when % 60_000).toBe(0);
    if (i) expect((t.place - ticks[i - 1].place) * 1000).toBeGreaterThanOrEqual(48 - 1e-6);
  });
  expect(bent.breaks()).toEqual([0.1, 0.8]);
  const years = new Axis({ time: [0, 9e11], place: [0, 1] }, 0).ticks(0, 1, 1000, 60);
  expect(years.every((t) => new Date(t.when).getUTCDate() === 1)).toBe(true);
  expect(new Axis({ time: [5], place: [0] }, 0).ticks(0, 1, 500, 60).length).toBeGreaterThan(0);
});

test('a few marks at one moment stand beside each other, the most important in the middle', () => {
  const order = Array.from({ length: 30 }, (_, i) => i), x = (i: number) => 100 + (i % 3), r = () => 4, places = swarm(order, x, r, 200);
  expect(places.get(0)).toBe(0);
  for (const i of order) for (const j of order)
    if (i < j) expect(Math.hypot(x(i) - x(j), places.get(i)! - places.get(j)!)).toBeGreaterThanOrEqual(8);
  expect([...swarm(order, x, r, 200)]).toEqual([...places]);
});

test('very many marks fill a cloud inside their lane, neighbours in time far apart', () => {
  const order = Array.from({ length: 5000 }, (_, i) => i), places = cloud(order, (i) => i / 10, 500, 40);
  let apart = 0;
  for (const i of order) {
    expect(Math.abs(places.get(i)!)).toBeLessThanOrEqual(40);
    if (i) apart += Math.abs(places.get(i)! - places.get(i - 1)!);
  }
  expect(apart / order.length).toBeGreaterThan(20);
  expect([1, 2, 3, 4].map(spread)).toEqual([0.5, 0.25, 0.75, 0.125]);
});

test('spans share a row only when they do not meet, while there are rows', () => {
  const from = [0, 10, 20, 60], to = [50, 30, 25, 90], rows = rowsOf([0, 1, 2, 3], (i) => from[i], (i) => to[i], 3);
  expect([0, 1, 2, 3].map((i) => rows.get(i))).toEqual([0, 1, 2, 0]);
});

test('relays between the same lanes at the same time share their middle, others keep their own', () => {
  const n = 6, x = Float32Array.from({ length: 2 * n }, (_, i) => (i < n ? 110 + i : 294 + i)), y = Float32Array.from({ length: 2 * n }, (_, i) => (i < n ? 20 : 200) + i);
  const from = Uint32Array.from({ length: n }, (_, i) => i), to = Uint32Array.from({ length: n }, (_, i) => n + i);
  const lane = Uint8Array.from({ length: 2 * n }, (_, i) => (i < n ? 0 : 1));
  const lanes = [{ y: 0, height: 100 }, { y: 150, height: 100 }];
  const bundled = relayCurves({ x, y, from, to }, lane, 1000, lanes);
  const single = relayCurves({ x, y, from: from.slice(0, 1), to: to.slice(0, 1) }, lane, 1000, lanes);
  const range = (k: number) => Math.abs(bundled[(n - 1) * 4 + k] - bundled[k]);
  expect(range(1)).toBeLessThan(2);
  expect([single[1], single[3]]).toEqual([20, 206]);
});

test('a relay within a lane stays inside it, above its posts or below them', () => {
  const lane = new Uint8Array(4), lanes = [{ y: 100, height: 100 }], middle = (c: Float32Array, y: number) => 0.25 * y + 0.75 * c[1];
  for (const y of [104, 150, 196]) {
    const curves = relayCurves({ x: Float32Array.of(0, 900), y: Float32Array.of(y, y), from: Uint32Array.of(0), to: Uint32Array.of(1) }, lane, 1000, lanes);
    expect(middle(curves, y)).toBeGreaterThanOrEqual(100);
    expect(middle(curves, y)).toBeLessThanOrEqual(200);
    expect(Math.abs(curves[1] - y)).toBeGreaterThan(20);
  }
});

// ---- what the colours mean ----

test('roles follow what was relayed; the chain and the first of a platform come before', () => {
  const d = sampleStory();
  d.network.nodes.flags = [1, 0, 0, 4];
  d.firsts = [{ post: 1, link: -1, coarse_earlier: 0 }];
  expect([...roles(new Story(d))].map((r) => ROLES[r])).toEqual(['source', 'first', 'relay', 'chain']);
});

test('a node’s language is that of most of its posts, unknown ones aside', () => {
  const d = sampleStory();
  d.langs = ['', 'en', 'fr'];
  d.posts.node = [0, 0, 0, 3];
  d.posts.lang = [0, 2, 2, 0];
  expect([...languages(new Story(d))]).toEqual([2, 0, 0, 0]);
});

test('every class has a name and a colour, and the legend counts what is there', () => {
  for (const by of ['platform', 'community', 'role', 'language'] as const) {
    const classes = classesOf(sample(), by, en), legend = legendOf(classes, classes.nodes);
    expect(legend.reduce((n, e) => n + e.count, 0), by).toBe(4);
    expect(legend.every((e) => e.name.length > 0 && /^#[0-9a-f]{6}$/.test(e.color)), by).toBe(true);
    expect(classes.posts.length).toBe(4);
  }
});

// ---- time and filters ----

test('a coarse time has happened when its span is over', () => {
  const d = sampleStory();
  d.posts.precision[2] = 86_400;
  const story = new Story(d);
  expect([happened(story, 1), happened(story, 2)]).toEqual([0, 3_600_000 + 86_400_000]);
  expect([...edgeOfLink(story)]).toEqual([0, 1, 2]);
  expect([...networkMoments(story).lines]).toEqual([0, 90_000_000, 9_000_000]);
  expect(networkMoments(story).marks[2]).toBe(9_000_000);
});

test('filters hide inferred relays, what lies outside the window, and hidden colours with their relays', () => {
  const story = sample(), classes = classesOf(story, 'platform', en), plot = networkPlot(story, en, 'audience');
  const shown = (filter: Partial<typeof all>) => { const m = plot.mask({ ...all, ...filter }, classes); return [[...m.marks].join(''), [...m.lines].join('')]; };
  expect(shown({})).toEqual(['1111', '111']);
  expect(shown({ inferred: false })).toEqual(['1111', '110']);
  expect(shown({ hidden: new Set(['twitter']) })).toEqual(['1100', '100']);
  const m = plot.mask({ ...all, window: [3_000_000, 4_000_000] as unknown as null }, classes);
  expect([[...m.marks].join(''), [...m.lines].join('')]).toEqual(['0110', '010']);
});

test('what is drawn is counted as accounts, posts without one, and relays; lines only where they differ', () => {
  const story = sample(), plot = networkPlot(story, en, 'audience'), classes = classesOf(story, 'platform', en);
  const n = plot.count(plot.mask(all, classes), all), { weight } = story.d.network.edges;
  expect(n).toMatchObject({ marks: story.nodeCount, lines: story.edgeCount, relays: weight.reduce((a, b) => a + b, 0) });
  expect(n.singles).toBe(story.d.network.nodes.account.filter((a) => !accountName(en, story, a)).length);
  const none = { ...all, inferred: false };
  expect(plot.count(plot.mask(none, classes), none).inferred).toBe(0);
  const said = (marks: number, singles: number, lines: number, relays: number, inferred: number) => drawnSaid(en, { marks, singles, lines, relays, inferred }, false);
  expect(said(16, 1, 10, 10, 2)).toBe('Drawn: 15 accounts, 1 post without an account and 10 relays, 2 of them inferred.');
  expect(said(205, 0, 338, 525, 525)).toBe('Drawn: 205 accounts and 525 relays (338 lines), all inferred.');
  expect(said(1, 0, 0, 0, 0)).toBe('Drawn: 1 account and 0 relays.');
});

test('what the page holds only in part is in a window that its first and last time meet', () => {
  const d = sampleStory(), { first, last } = d.network.edges, whole = new Story(d).edgeCount;
  d.hidden.posts = d.posts.time.length;
  d.hidden.links = d.links.child.length;
  d.links = { child: [], parent: [], kind: [], confidence: [], method: [] };
  d.chain = [];
  d.firsts = [];
  const story = new Story(d), plot = networkPlot(story, en, 'audience'), classes = classesOf(story, 'platform', en);
  const shown = (window: [number, number]) => plot.mask({ ...all, window }, classes).lines.reduce((a, b) => a + b, 0);
  expect(shown([Math.min(...first), Math.max(...last)])).toBe(whole);
  expect(shown([Math.max(...last) + 1, Math.max(...last) + 2])).toBe(0);
});

test('the timeline draws the same relays between posts, and a coarse post as a bar', () => {
  const d = sampleStory();
  d.posts.precision[2] = 3600;
  const story = new Story(d), plot = timelinePlot(story, en, 'audience', 800, 400), { scene } = plot;
  expect([scene.x.length, scene.from.length, plot.outside]).toEqual([4, 3, 0]);
  expect([...scene.lineLook]).toEqual([0, LINE.chain, LINE.chain | LINE.inferred]);
  expect(scene.look[2] & MARK.hollow && scene.bars![5] > scene.bars![4]).toBe(true);
  plot.lanes.forEach((lane, i) => { if (i) expect(lane.y).toBeCloseTo(plot.lanes[i - 1].y + plot.lanes[i - 1].height); });
  for (let m = 0; m < 4; m++) expect(scene.y[m]).toBeGreaterThan(plot.lanes[d.posts.platform[m]].y);
  expect(plot.marksOf({ kind: 'node', index: 2 })).toEqual([2]);
  expect(plot.linesOf({ kind: 'edge', index: 2 })).toEqual([2]);
  expect(plot.itemOfLine(1)).toEqual({ kind: 'edge', index: 1 });
});

test('a duplicate is drawn as what it duplicates', () => {
  const d = sampleStory();
  d.posts.duplicate_of[2] = 1;
  const plot = timelinePlot(new Story(d), en, 'audience', 800, 400);
  expect([...plot.postOfMark]).toEqual([0, 1, 3]);
  expect(plot.marksOf({ kind: 'post', index: 2 })).toEqual([1]);
  expect([...plot.scene.from].map((m) => plot.postOfMark[m])).toEqual([0, 1]);
});

// ---- picking and ways ----

test('the pointer finds the mark or the line that it touches', () => {
  const plot = networkPlot(sample(), en, 'audience'), picker = new Picker(plot.scene), o = orderOf();
  plot.scene.x.set([0, 10, 20, 30]);
  const fresh = new Picker(plot.scene);
  expect(fresh.mark(151, 52, o, 4, () => true)).toBe(1);
  expect(fresh.mark(151, 52, o, 4, (m) => m !== 1)).toBe(-1);
  expect(fresh.mark(151, 120, o, 4, () => true)).toBe(-1);
  expect(picker.line(-900, -900, o.view, 4, () => true)).toBe(-1);
  plot.scene.curves = null;
  expect(fresh.line(200, 51, o.view, 4, () => true)).toBe(1);
  expect(fresh.line(200, 51, o.view, 4, (l) => l !== 1)).toBe(-1);
});

test('a line ends at the rim of its mark and does not turn back', () => {
  const plot = networkPlot(sample(), en, 'audience');
  plot.scene.x.set([0, 10, 20, 26]);
  for (let l = 0; l < 3; l++) {
    const w = wayOf(plot.scene, l, orderOf(), 6);
    expect(w.x0).toBeLessThan(w.x1);
    expect((w.x1 - w.bx) * (w.bx - w.ax) >= 0 || w.bx <= w.x1).toBe(true);
  }
});

// ---- the file ----

test('the drawing holds evidence as text only', () => {
  expect(escapeXml('<b a="1">&\u0000\ud800')).toBe('&lt;b a=&quot;1&quot;&gt;&amp;\ufffd\ufffd');
  expect(escapeXml('caf\u00e9 \u{1f600}')).toBe('caf\u00e9 \u{1f600}');
  const d = sampleStory();
  d.title = '</title><script>x</script>';
  const story = new Story(d), plot = networkPlot(story, en, 'audience'), classes = classesOf(story, 'platform', en);
  const svg = svgOf({
    plot, mask: plot.mask(all, classes), coloring: { ...plot.classesOf(classes), palette: classes.palette, surface: [255, 255, 255], ink: [0, 0, 0], glow: [0, 0, 9] },
    order: orderOf(), labels: [{ mark: 0, dx: 4, dy: 0, align: 'left', text: '"><script>', second: '', bold: false }], frame: null,
    theme: { surface: [255, 255, 255], band: [240, 240, 240], ink: [0, 0, 0], soft: [90, 90, 90], accent: [0, 0, 99], period: [230, 159, 0], serif: '"A", serif', sans: 'sans-serif' },
    legend: legendOf(classes, classes.nodes), texts: { title: d.title, subtitle: 'a & b', foot: ['<foot>'], seen: 'seen', inferred: 'inferred', chain: 'chain' },
  });
  expect(svg).not.toMatch(/<script|<foot>|a & b/);
  expect(svg).toContain('&lt;/title&gt;&lt;script&gt;');
  expect(svg.match(/stroke-dasharray="5 4"/g)!.length).toBeGreaterThanOrEqual(2);
});
