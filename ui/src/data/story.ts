// A story's document with the look-ups that the views need, made once.
import { NODE, POST, isInferred, type StoryDocument } from './document';
import type { Finding } from './finding';

export interface Selection {
  /** A node or an edge of the network, or one post; a group or a pair of the finding of accounts that acted in step. */
  kind: 'node' | 'edge' | 'post' | 'group' | 'pair';
  index: number;
}
/** What a finding holds rather than the story. */
export const isOfFinding = (item: Selection | null): item is Selection & { kind: 'group' | 'pair' } => item?.kind === 'group' || item?.kind === 'pair';

export class Story {
  readonly d: StoryDocument;
  /** Posts by node: those of node n are postsByNode[postsAt[n]] … postsByNode[postsAt[n+1]-1], in time order. */
  readonly postsAt: Uint32Array;
  readonly postsByNode: Uint32Array;
  /** Links by child post, likewise. */
  readonly linksAt: Uint32Array;
  readonly linksByChild: Uint32Array;
  private byParent: [Uint32Array, Uint32Array] | undefined;

  /** Nodes by account of the finding. */
  private byStepper: Map<number, number> | undefined;

  /** `finding` is the newest one, into which the story's accounts lead. */
  constructor(
    d: StoryDocument,
    readonly finding?: Finding,
  ) {
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
  /** The account of a node in the finding; -1: none. */
  stepperOf(node: number): number {
    const account = this.d.network.nodes.account[node];
    return account < 0 ? -1 : this.d.accounts.stepper[account];
  }
  /** The group of a node's account; -1: none. */
  groupOf(node: number): number {
    const account = this.d.network.nodes.account[node];
    return account < 0 ? -1 : this.d.accounts.group[account];
  }
  nodeOfStepper(stepper: number): number {
    if (!this.byStepper) {
      this.byStepper = new Map();
      for (let node = this.nodeCount - 1; node >= 0; node--) {
        const of = this.stepperOf(node);
        if (of >= 0) this.byStepper.set(of, node);
      }
    }
    return this.byStepper.get(stepper) ?? -1;
  }
  /** Nodes that stand for an item here: a node itself, the members of a group, the two of a pair. */
  nodesOf(item: Selection): number[] {
    if (item.kind === 'node') return [item.index];
    if (!this.finding || !isOfFinding(item)) return [];
    const { groups, pairs } = this.finding.d,
      { index } = item;
    const steppers = item.kind === 'group' ? (groups[index]?.members ?? []) : [pairs.a[index], pairs.b[index]];
    return steppers.map((s) => this.nodeOfStepper(s)).filter((node) => node >= 0);
  }
  /** The pair that two nodes' accounts make; -1: none that stands out. */
  pairOfNodes(node: number, other: number): number {
    const a = this.stepperOf(node),
      b = this.stepperOf(other);
    if (!this.finding || a < 0 || b < 0) return -1;
    return this.finding.accountPairs(a).find((pair) => this.finding!.other(pair, a) === b) ?? -1;
  }
  /** Whether any account of this story is in a group. */
  get hasGroups(): boolean {
    return this.finding !== undefined && this.d.accounts.group.some((g) => g >= 0);
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

/** What tells most at first sight: platforms; where all happened on one, groups that are a tenth of the accounts or more, else communities. */
export function usualColor(story: Story | undefined): 'platform' | 'community' | 'group' {
  if (!story || story.d.platforms.length !== 1) return 'platform';
  const { group } = story.d.accounts;
  if (group.length > 0 && group.filter((g) => g >= 0).length * 10 >= group.length) return 'group';
  return story.d.network.communities > 1 ? 'community' : 'platform';
}

/** Rows by a column's value, -1 left out: starts (n + 1) and rows, rows in their order. */
function group(column: number[], n: number): [Uint32Array, Uint32Array] {
  const at = new Uint32Array(n + 2);
  for (const v of column) if (v >= 0) at[v + 2]++;
  for (let i = 2; i < at.length; i++) at[i] += at[i - 1];
  const rows = new Uint32Array(at[n + 1]);
  for (let i = 0; i < column.length; i++) if (column[i] >= 0) rows[at[column[i] + 1]++] = i;
  return [at.subarray(0, n + 1), rows];
}
