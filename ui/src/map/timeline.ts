// The timeline as a scene: lanes by platform, posts along the bent axis, relays between them. Its unit is a pixel of the unzoomed plot.
import { POST } from '../data/document';
import type { Selection, Story } from '../data/story';
import { authorOf, clock, cut, many, platformName, short, text } from '../parts/format';
import type { Words } from '../words';
import { Axis } from './axis';
import { relayCurves } from './bundle';
import type { Classes } from './classes';
import { cloud, rowsOf, swarm } from './dodge';
import { edgeOfLink, happened, isCoarse } from './moments';
import { ascending } from './network';
import type { Filter, SizeBy } from './picture';
import { hiddenClasses, isInWindow, stepsOfPosts, type Plot } from './plot';
import { LINE, MARK, type Mask, type Scene } from './scene';

const LANES_MOST = 12, SWARM_MOST = 1200, ROW = 13, ROWS_MOST = 3, PAD = 10;
/** posts.kind to the shapes of vector.ts: post disc, repost triangle, quote diamond, reply triangle down, article square, statement hexagon. */
export const KIND_SHAPES = [0, 3, 2, 5, 1, 4];

export interface Lane { name: string; second: string; color: string; y: number; height: number }
export interface TimelinePlot extends Plot { axis: Axis; lanes: Lane[]; outside: number; postOfMark: Uint32Array }

/** The post that stands for this one in pictures: itself, or what it duplicates. */
const original = (story: Story, post: number): number => {
  const other = story.d.posts.duplicate_of[post];
  return other >= 0 ? other : post;
};

function laneNames(story: Story, w: Words): Lane[] {
  const { platforms } = story.d, isMany = platforms.length > LANES_MOST, shown = isMany ? platforms.slice(0, LANES_MOST - 1) : platforms;
  const second = (posts: number, ghosts: number) =>
    [many(w, posts, w.map.lanePosts), ghosts ? many(w, ghosts, w.map.laneGhosts) : ''].filter(Boolean).join(', ');
  const lanes = shown.map((p) => ({ name: platformName(w, p.name), second: second(p.posts, p.ghosts), color: p.color, y: 0, height: 0 }));
  if (isMany) {
    const rest = platforms.slice(LANES_MOST - 1), sum = (f: (p: (typeof rest)[number]) => number) => rest.reduce((n, p) => n + f(p), 0);
    lanes.push({ name: many(w, rest.length, w.map.otherPlatforms), second: second(sum((p) => p.posts), sum((p) => p.ghosts)), color: '#8a929c', y: 0, height: 0 });
  }
  return lanes;
}

/** How often each post was relayed. */
function relayCounts(story: Story): Uint32Array {
  const counts = new Uint32Array(story.postCount);
  for (const p of story.d.links.parent) counts[original(story, p)]++;
  return counts;
}

/** As in src/report/timeline_plan.c: chain, firsts, what others relayed, audience. */
function scores(story: Story, posts: Uint32Array): Float64Array {
  const { d } = story, children = relayCounts(story), bonus = new Map<number, number>();
  for (const c of d.chain) bonus.set(original(story, c.post), 1000);
  for (const f of d.firsts) bonus.set(original(story, f.post), (bonus.get(original(story, f.post)) ?? 0) + 300);
  return Float64Array.from(posts, (p) => {
    const n = children[p], flags = d.posts.flags[p];
    return Math.log2(2 + Math.max(0, d.posts.audience[p])) + 3 * Math.log2(1 + n) + (bonus.get(p) ?? 0) + (flags & POST.root && n ? 30 : 0) +
      (flags & POST.ghost && n ? 20 : 0);
  });
}

/** Marks' places across their lanes; the lanes get theirs. */
function place(scene: Scene, lanes: Lane[], lane: Uint8Array, score: Float64Array, coarse: Uint8Array, width: number, height: number, unit: number): void {
  const marks: number[][] = lanes.map(() => []), spans: number[][] = lanes.map(() => []);
  for (let i = 0; i < lane.length; i++) (coarse[i] ? spans : marks)[lane[i]].push(i);
  const weights = lanes.map((_, k) => 1 + 0.22 * Math.log2(1 + marks[k].length) + (spans[k].length ? 0.45 : 0)), all = weights.reduce((a, b) => a + b, 0);
  let y = 0;
  lanes.forEach((l, k) => {
    l.y = y;
    l.height = (height * weights[k]) / Math.max(1e-9, all);
    y += l.height;
    const rows = Math.max(1, Math.min(ROWS_MOST, Math.floor((l.height * 0.45) / ROW))), strip = spans[k].length ? rows * ROW + 4 : 0;
    const half = Math.max(2, (l.height - strip) / 2 - PAD), middle = l.y + (l.height - strip) / 2;
    const x = (i: number) => scene.x[i], r = (i: number) => scene.r[i] * unit;
    const important = marks[k].slice().sort((a, b) => score[b] - score[a] || a - b);
    const across = marks[k].length <= SWARM_MOST ? swarm(important, x, r, half) : cloud(marks[k], x, width, half);
    for (const [i, dy] of across) scene.y[i] = middle + dy;
    const from = (i: number) => scene.bars![2 * i], to = (i: number) => Math.max(scene.bars![2 * i + 1], scene.x[i] + 2 * r(i));
    const row = rowsOf(spans[k].sort((a, b) => from(a) - from(b) || a - b), from, to, rows);
    for (const [i, n] of row) scene.y[i] = l.y + l.height - strip + (n + 0.5) * ROW;
  });
}

interface Built { scene: Scene; axis: Axis; lanes: Lane[]; outside: number; posts: Uint32Array; markOf: Int32Array; links: Uint32Array; unit: number }

function build(story: Story, w: Words, size: SizeBy, width: number, height: number): Built {
  const { d } = story, axis = new Axis(d.axis, d.t0), lanes = laneNames(story, w), chosen: number[] = [];
  const weights = size === 'audience' ? d.posts.audience : relayCounts(story);
  let outside = 0, most = 1;
  for (let p = 0; p < story.postCount; p++) {
    if (d.posts.duplicate_of[p] >= 0) continue;
    if (isCoarse(story, p) && (d.posts.time[p] + d.posts.precision[p] * 1000 <= axis.from || d.posts.time[p] >= axis.to)) outside++;
    else { chosen.push(p); most = Math.max(most, weights[p]); }
  }
  const posts = Uint32Array.from(chosen), n = posts.length, markOf = new Int32Array(story.postCount).fill(-1);
  posts.forEach((p, i) => { markOf[p] = i; });
  const unit = 5.5 * (n < 60 ? 1 : n < 150 ? 0.8 : n < 1000 ? 0.55 : n < 10_000 ? 0.38 : 0.22) * Math.min(1, Math.max(0.7, width / 800));
  const x = new Float32Array(n), bars = new Float32Array(2 * n), r = new Float32Array(n), look = new Uint8Array(n), coarse = new Uint8Array(n);
  const steps = stepsOfPosts(story), after = new Float32Array(n).fill(-Infinity);
  posts.forEach((p, i) => {
    const wide = axis.at(d.posts.time[p]) * width, end = isCoarse(story, p) ? axis.at(d.posts.time[p] + d.posts.precision[p] * 1000) * width : wide;
    coarse[i] = isCoarse(story, p) ? 1 : 0;
    bars[2 * i] = wide;
    bars[2 * i + 1] = end;
    x[i] = (wide + end) / 2;
    r[i] = coarse[i] ? 0.82 : 1 + 2.36 * Math.sqrt(Math.max(0, weights[p]) / most);
    look[i] = (coarse[i] ? MARK.hollow : 0) | (d.posts.flags[p] & POST.ghost ? MARK.ghost : 0) | (steps.has(p) ? MARK.chain : 0);
  });
  const links: number[] = [], from: number[] = [], to: number[] = [];
  d.links.child.forEach((c, l) => {
    const a = markOf[original(story, d.links.parent[l])], b = markOf[original(story, c)];
    if (a < 0 || b < 0 || a === b) return;
    links.push(l);
    from.push(a);
    to.push(b);
    // A post came after what it points to, also when it tells only its day.
    if (coarse[b]) after[b] = Math.max(after[b], bars[2 * a] + 16);
  });
  for (let i = 0; i < n; i++) if (coarse[i] && x[i] < after[i]) x[i] = Math.min(after[i], Math.max(bars[2 * i], bars[2 * i + 1]));
  const score = scores(story, posts), chain = new Set(d.chain.map((c) => c.link));
  const lane = Uint8Array.from(posts, (p) => Math.min(d.posts.platform[p], lanes.length - 1));
  const scene: Scene = {
    kind: 'timeline', x, y: new Float32Array(n), r, shape: Uint8Array.from(posts, (p) => KIND_SHAPES[d.posts.kind[p]] ?? 0), look, bars,
    order: ascending(score), from: Uint32Array.from(from), to: Uint32Array.from(to), strength: new Uint8Array(links.length).fill(1),
    lineLook: Uint8Array.from(links, (l) => (d.links.kind[l] >= 5 ? LINE.inferred : 0) | (chain.has(l) ? LINE.chain : 0)), curves: null,
    bounds: { x0: 0, y0: 0, x1: width, y1: height },
  };
  place(scene, lanes, lane, score, coarse, width, height, unit);
  scene.curves = relayCurves(scene, lane, width, lanes);
  return { scene, axis, lanes, outside, posts, markOf, links: Uint32Array.from(links), unit };
}

export function timelinePlot(story: Story, w: Words, size: SizeBy, width: number, height: number): TimelinePlot {
  const { scene, axis, lanes, outside, posts, markOf, links, unit } = build(story, w, size, width, height), { d } = story, steps = stepsOfPosts(story);
  const mark = (post: number): number[] => { const m = markOf[original(story, post)] ?? -1; return m >= 0 ? [m] : []; };
  return {
    scene, axis, lanes, outside, postOfMark: posts, unit, growth: 0.25,
    classesOf: (c) => ({ marks: Uint8Array.from(posts, (p) => c.posts[p]), lines: Uint8Array.from(scene.from, (m) => c.posts[posts[m]]) }),
    mask: (filter, classes) => timelineMask(story, scene, posts, links, filter, classes),
    count(mask) {
      const found = { marks: 0, singles: 0, lines: 0, relays: 0, inferred: 0 };
      for (const shown of mask.marks) found.marks += shown;
      mask.lines.forEach((shown, i) => { if (shown) { found.lines++; if (scene.lineLook[i] & LINE.inferred) found.inferred++; } });
      return { ...found, relays: found.lines };
    },
    moments: () => ({
      marks: Float64Array.from(posts, (p) => happened(story, p)), lines: Float64Array.from(links, (l) => happened(story, d.links.child[l])),
    }),
    itemOfMark: (m) => ({ kind: 'post', index: posts[m] }),
    itemOfLine: (l) => {
      const edge = edgeOfLink(story)[links[l]];
      return edge >= 0 ? { kind: 'edge', index: edge } : { kind: 'post', index: posts[scene.to[l]] };
    },
    marksOf: (item: Selection) => (item.kind === 'post' ? mark(item.index) : [...new Set(story.nodesOf(item).flatMap((n) => [...story.nodePosts(n)]).flatMap(mark))]),
    linesOf(item: Selection) {
      if (item.kind !== 'edge') return [];
      const edges = edgeOfLink(story), found: number[] = [];
      links.forEach((l, i) => { if (edges[l] === item.index) found.push(i); });
      return found;
    },
    label(m) {
      const post = posts[m], step = steps.get(post), audience = d.posts.audience[post];
      const when = clock(w, story.when(d.posts.time[post]), d.posts.precision[post]);
      const followers = step && audience > 0 ? ' · ' + text(w.count.followers.other, { n: short(w, audience) }) : '';
      return { text: cut(authorOf(w, story, post)), second: when + followers, bold: step !== undefined };
    },
    step: (m) => steps.get(posts[m]) ?? 0,
  };
}

function timelineMask(story: Story, scene: Scene, posts: Uint32Array, links: Uint32Array, filter: Filter, classes: Classes): Mask {
  const hidden = hiddenClasses(classes, filter.hidden), marks = Uint8Array.from(posts, (p) => (isInWindow(story, p, filter.window) ? 1 : 0));
  const lines = Uint8Array.from(links, (_, i) => (marks[scene.to[i]] && (filter.inferred || !(scene.lineLook[i] & LINE.inferred)) ? 1 : 0));
  for (let i = 0; i < lines.length; i++) if (lines[i]) marks[scene.from[i]] = 1;
  for (let i = 0; i < marks.length; i++) if (hidden[classes.posts[posts[i]]]) marks[i] = 0;
  for (let i = 0; i < lines.length; i++) if (!marks[scene.from[i]] || !marks[scene.to[i]]) lines[i] = 0;
  return { marks, lines };
}
