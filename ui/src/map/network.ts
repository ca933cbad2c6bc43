// The network as a scene: places come with the document.
import { NODE, type Shape } from '../data/document';
import type { Selection, Story } from '../data/story';
import { accountName, cut, nodeName } from '../parts/format';
import type { Words } from '../words';
import type { Classes } from './classes';
import { edgeOfLink, networkMoments } from './moments';
import type { Filter, SizeBy } from './picture';
import { hiddenClasses, isInWindow, stepsOfPosts, type Plot, type Shown } from './plot';
import { CURVED_LINES, LINE, MARK, type Mask, type Scene } from './scene';

const SHAPES: Shape[] = ['disc', 'square', 'diamond', 'triangle', 'hexagon', 'triangle-down', 'pentagon'];
export const shapeIndex = (shape: Shape): number => Math.max(0, SHAPES.indexOf(shape));

/** From 0.6 for the least to 3.2 for the most, by the square root; unknown is the least. */
function radii(values: ArrayLike<number>): Float32Array {
  let most = 1;
  for (let i = 0; i < values.length; i++) if (values[i] > most) most = values[i];
  return Float32Array.from({ length: values.length }, (_, i) => 0.6 + 2.6 * Math.sqrt(Math.max(0, values[i]) / most));
}

/** The important first: the chain, then who was relayed, then who is followed. */
export function importance(story: Story): Float64Array {
  const { out, in: took, audience, flags } = story.d.network.nodes, score = new Float64Array(story.nodeCount);
  for (let i = 0; i < score.length; i++)
    score[i] = (flags[i] & NODE.chain ? 1000 : 0) + 3 * Math.log2(1 + out[i]) + Math.log2(2 + Math.max(0, audience[i])) + Math.log2(1 + took[i]);
  for (const { post } of story.d.firsts) if (story.d.posts.node[post] >= 0) score[story.d.posts.node[post]] += 100;
  return score;
}

/** Indices by rising value. */
export function ascending(values: Float64Array): Uint32Array {
  return Uint32Array.from(values, (_, i) => i).sort((a, b) => values[a] - values[b] || b - a);
}

function strengthOf(weight: number): number { return weight < 2 ? 1 : weight < 5 ? 2 : weight < 20 ? 3 : 4; }

/** A slight bend to one side, so that the two directions between a pair do not lie on each other. */
function bend(x: Float32Array, y: Float32Array, from: Uint32Array, to: Uint32Array): Float32Array {
  const curves = new Float32Array(from.length * 4);
  for (let i = 0; i < from.length; i++) {
    const a = from[i], b = to[i], dx = x[b] - x[a], dy = y[b] - y[a], at = i * 4;
    curves[at] = x[a] + dx * 0.3 - dy * 0.12;
    curves[at + 1] = y[a] + dy * 0.3 + dx * 0.12;
    curves[at + 2] = x[a] + dx * 0.7 - dy * 0.12;
    curves[at + 3] = y[a] + dy * 0.7 + dx * 0.12;
  }
  return curves;
}

function networkScene(story: Story, size: SizeBy): Scene {
  const { nodes, edges } = story.d.network, x = Float32Array.from(nodes.x), y = Float32Array.from(nodes.y);
  const from = Uint32Array.from(edges.from), to = Uint32Array.from(edges.to);
  const look = Uint8Array.from(nodes.flags, (f) => (f & NODE.ghost ? MARK.ghost : 0) | (f & NODE.chain ? MARK.chain : 0));
  let x0 = Infinity, y0 = Infinity, x1 = -Infinity, y1 = -Infinity;
  for (let i = 0; i < x.length; i++) {
    x0 = Math.min(x0, x[i]); x1 = Math.max(x1, x[i]);
    y0 = Math.min(y0, y[i]); y1 = Math.max(y1, y[i]);
  }
  if (x.length === 0) x0 = y0 = x1 = y1 = 0;
  return {
    kind: 'network', x, y, r: radii(size === 'audience' ? nodes.audience : nodes.out),
    shape: Uint8Array.from(nodes.platform, (p) => shapeIndex(story.d.platforms[p].shape)), look, bars: null,
    order: ascending(importance(story)), from, to,
    lineLook: Uint8Array.from(edges.kind, (_, e) => (story.isInferredEdge(e) ? LINE.inferred : 0) | (edges.chain[e] ? LINE.chain : 0)),
    strength: Uint8Array.from(edges.weight, strengthOf), curves: from.length < CURVED_LINES ? bend(x, y, from, to) : null,
    bounds: { x0: x0 - 2, y0: y0 - 2, x1: x1 + 2, y1: y1 + 2 },
  };
}

/** Links of each edge that are in this page: fewer than its weight where posts were left out of it. */
function heldLinks(story: Story): Uint32Array {
  const held = new Uint32Array(story.edgeCount);
  for (const e of edgeOfLink(story)) if (e >= 0) held[e]++;
  return held;
}

/** Of what the page holds only in part, the first and the last time are known: it is shown where these meet the window. */
function addUnheld(story: Story, [a, b]: [number, number], marks: Uint8Array, lines: Uint8Array): void {
  const { nodes, edges } = story.d.network, { hidden } = story.d;
  if (hidden.posts + hidden.links === 0) return;
  heldLinks(story).forEach((n, e) => { if (n < edges.weight[e] && edges.first[e] <= b && edges.last[e] >= a) lines[e] = 1; });
  for (let n = 0; n < marks.length; n++) if (story.nodePosts(n).length < nodes.posts[n] && nodes.first[n] <= b && nodes.last[n] >= a) marks[n] = 1;
}

function networkMask(story: Story, filter: Filter, classes: Classes): Mask {
  const { from, to } = story.d.network.edges, hidden = hiddenClasses(classes, filter.hidden);
  const marks = new Uint8Array(story.nodeCount).fill(filter.window ? 0 : 1), lines = new Uint8Array(story.edgeCount).fill(filter.window ? 0 : 1);
  if (filter.window) {
    const { node } = story.d.posts, { child } = story.d.links, edges = edgeOfLink(story);
    for (let p = 0; p < node.length; p++) if (node[p] >= 0 && isInWindow(story, p, filter.window)) marks[node[p]] = 1;
    for (let l = 0; l < child.length; l++) if (edges[l] >= 0 && isInWindow(story, child[l], filter.window)) lines[edges[l]] = 1;
  }
  if (filter.window) addUnheld(story, filter.window, marks, lines);
  for (let e = 0; e < lines.length; e++) {
    if (!filter.inferred && story.isInferredEdge(e)) lines[e] = 0;
    // What was relayed inside the window is shown also when it was posted before.
    if (lines[e]) marks[from[e]] = marks[to[e]] = 1;
  }
  for (let n = 0; n < marks.length; n++) if (hidden[classes.nodes[n]]) marks[n] = 0;
  for (let e = 0; e < lines.length; e++) if (!marks[from[e]] || !marks[to[e]]) lines[e] = 0;
  return { marks, lines };
}

/** Relays inside the window are counted by their links, or by a line's weight where the page holds none of its links; without a window by weight. */
function countNetwork(story: Story, w: Words, mask: Mask, filter: Filter): Shown {
  const { nodes, edges } = story.d.network, found: Shown = { marks: 0, singles: 0, lines: 0, relays: 0, inferred: 0 };
  mask.marks.forEach((shown, n) => { found.marks += shown; if (shown && !accountName(w, story, nodes.account[n])) found.singles++; });
  const add = (edge: number, relays: number) => { found.relays += relays; if (story.isInferredEdge(edge)) found.inferred += relays; };
  mask.lines.forEach((shown, e) => { found.lines += shown; if (shown && !filter.window) add(e, edges.weight[e]); });
  if (filter.window) {
    edgeOfLink(story).forEach((e, l) => { if (e >= 0 && mask.lines[e] && isInWindow(story, story.d.links.child[l], filter.window)) add(e, 1); });
    heldLinks(story).forEach((n, e) => { if (n === 0 && mask.lines[e]) add(e, edges.weight[e]); });
  }
  return found;
}

export function networkPlot(story: Story, w: Words, size: SizeBy): Plot {
  const scene = networkScene(story, size), steps = new Map<number, number>(), n = story.nodeCount;
  for (const [post, step] of stepsOfPosts(story)) {
    const node = story.d.posts.node[post];
    if (node >= 0 && !steps.has(node)) steps.set(node, step);
  }
  const items = (item: Selection, kind: 'node' | 'edge'): number[] => (item.kind === kind ? [item.index] : []);
  return {
    scene, unit: n < 60 ? 7 : n < 300 ? 5 : n < 3000 ? 2.4 : n < 12000 ? 1.6 : 1.15, growth: 0.6,
    classesOf: (c) => ({ marks: c.nodes, lines: Uint8Array.from(scene.from, (from) => c.nodes[from]) }),
    mask: (filter, classes) => networkMask(story, filter, classes),
    count: (mask, filter) => countNetwork(story, w, mask, filter),
    moments: () => networkMoments(story),
    itemOfMark: (index) => ({ kind: 'node', index }),
    itemOfLine: (index) => ({ kind: 'edge', index }),
    marksOf(item) {
      if (item.kind !== 'post') return story.nodesOf(item);
      const node = story.d.posts.node[item.index] ?? -1;
      return node >= 0 ? [node] : [];
    },
    linesOf: (item) => items(item, 'edge'),
    label: (mark) => ({ text: cut(nodeName(w, story, mark)), second: '', bold: story.isChainNode(mark) }),
    step: (mark) => steps.get(mark) ?? 0,
  };
}
