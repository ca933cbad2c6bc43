// When things happened, and which relay of the network a link belongs to.
import type { Story } from '../data/story';
import { TO_MINUTE } from '../parts/format';

/** A coarse time ("some time that day") decides no order. */
export const isCoarse = (story: Story, post: number): boolean => story.d.posts.precision[post] > TO_MINUTE;

/** When a post has surely happened: its time, or the end of the span that a coarse time leaves open. */
export const happened = (story: Story, post: number): number =>
  story.d.posts.time[post] + (isCoarse(story, post) ? story.d.posts.precision[post] * 1000 : 0);

const edgesOfLinks = new WeakMap<Story, Int32Array>();
/** The network's edge that each link is part of, -1 when the edge is not in this document. Made once a story. */
export function edgeOfLink(story: Story): Int32Array {
  let found = edgesOfLinks.get(story);
  if (found) return found;
  const { from, to, kind } = story.d.network.edges, { child, parent, kind: linkKind } = story.d.links, { node } = story.d.posts;
  const nodes = story.nodeCount, at = new Map<number, number>(), key = (a: number, b: number, k: number) => (a * nodes + b) * 8 + k;
  for (let e = 0; e < from.length; e++) at.set(key(from[e], to[e], kind[e]), e);
  found = Int32Array.from(child, (c, l) => at.get(key(node[parent[l]], node[c], linkKind[l])) ?? -1);
  edgesOfLinks.set(story, found);
  return found;
}

/** When each node first acted and each edge was first used. */
export function networkMoments(story: Story): { marks: Float64Array; lines: Float64Array } {
  const marks = new Float64Array(story.nodeCount).fill(Infinity), lines = new Float64Array(story.edgeCount).fill(Infinity);
  const { node } = story.d.posts, { child } = story.d.links, edges = edgeOfLink(story);
  for (let p = 0; p < node.length; p++) if (node[p] >= 0) marks[node[p]] = Math.min(marks[node[p]], happened(story, p));
  for (let l = 0; l < child.length; l++) if (edges[l] >= 0) lines[edges[l]] = Math.min(lines[edges[l]], happened(story, child[l]));
  const { from, to, first } = story.d.network.edges;
  for (let e = 0; e < lines.length; e++) {
    if (lines[e] === Infinity) lines[e] = first[e];
    // A relay shows both its ends, also when the earlier one's time is coarse.
    marks[from[e]] = Math.min(marks[from[e]], lines[e]);
    marks[to[e]] = Math.min(marks[to[e]], lines[e]);
  }
  return { marks, lines };
}
