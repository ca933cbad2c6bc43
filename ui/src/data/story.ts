// A story's document with the look-ups that the views need, made once.
import { NODE, POST, isInferred, type StoryDocument } from './document';

export interface Selection {
  /** A node or an edge of the network, or one post. */
  kind: 'node' | 'edge' | 'post';
  index: number;
}

export class Story {
  readonly d: StoryDocument;
  /** Posts by node: those of node n are postsByNode[postsAt[n]] … postsByNode[postsAt[n+1]-1], in time order. */
  readonly postsAt: Uint32Array;
  readonly postsByNode: Uint32Array;
  /** Links by child post, likewise. */
  readonly linksAt: Uint32Array;
  readonly linksByChild: Uint32Array;
  private byParent: [Uint32Array, Uint32Array] | undefined;

  constructor(d: StoryDocument) {
    this.d = d;
    const nodes = d.network.nodes.x.length;
    [this.postsAt, this.postsByNode] = group(d.posts.node, nodes);
    [this.linksAt, this.linksByChild] = group(d.links.child, d.posts.time.length);
  }
  /** Links by parent post: who points to it. Made when first asked for. */
  parentLinks(post: number): Uint32Array {
    this.byParent ??= group(this.d.links.parent, this.d.posts.time.length);
    const [at, rows] = this.byParent;
    return rows.subarray(at[post], at[post + 1]);
  }
  get nodeCount(): number {
    return this.d.network.nodes.x.length;
  }
  get edgeCount(): number {
    return this.d.network.edges.from.length;
  }
  get postCount(): number {
    return this.d.posts.time.length;
  }

  nodePosts(node: number): Uint32Array {
    return this.postsByNode.subarray(this.postsAt[node], this.postsAt[node + 1]);
  }
  postLinks(post: number): Uint32Array {
    return this.linksByChild.subarray(this.linksAt[post], this.linksAt[post + 1]);
  }
  /** The links behind an edge: from a post of its `to` (the child) to one of its `from` (the parent). */
  edgeLinks(edge: number): number[] {
    const { from, to, kind } = this.d.network.edges,
      { parent, kind: linkKind } = this.d.links,
      found: number[] = [];
    for (const post of this.nodePosts(to[edge]))
      for (const link of this.postLinks(post))
        if (linkKind[link] === kind[edge] && this.d.posts.node[parent[link]] === from[edge]) found.push(link);
    return found;
  }
  isInferredEdge(edge: number): boolean {
    return isInferred(this.d.network.edges.kind[edge]);
  }
  isGhost(post: number): boolean {
    return (this.d.posts.flags[post] & POST.ghost) !== 0;
  }
  /** Its time is known to the minute, so it may say who came first. */
  isOrdered(post: number): boolean {
    return (this.d.posts.flags[post] & POST.ordered) !== 0;
  }
  isRoot(post: number): boolean {
    return (this.d.posts.flags[post] & POST.root) !== 0;
  }
  isDuplicate(post: number): boolean {
    return this.d.posts.duplicate_of[post] >= 0;
  }
  isChainNode(node: number): boolean {
    return (this.d.network.nodes.flags[node] & NODE.chain) !== 0;
  }
  /** Milliseconds since 1970 of a time of this story. */
  when(t: number): number {
    return this.d.t0 + t;
  }
}

/** What tells most at first sight: platforms, or communities where all happened on one platform. */
export const usualColor = (story: Story | undefined): 'platform' | 'community' =>
  story && story.d.platforms.length === 1 && story.d.network.communities > 1 ? 'community' : 'platform';

/** Rows by a column's value, -1 left out: starts (n + 1) and rows, rows in their order. */
function group(column: number[], n: number): [Uint32Array, Uint32Array] {
  const at = new Uint32Array(n + 2);
  for (const v of column) if (v >= 0) at[v + 2]++;
  for (let i = 2; i < at.length; i++) at[i] += at[i - 1];
  const rows = new Uint32Array(at[n + 1]);
  for (let i = 0; i < column.length; i++) if (column[i] >= 0) rows[at[column[i] + 1]++] = i;
  return [at.subarray(0, n + 1), rows];
}
