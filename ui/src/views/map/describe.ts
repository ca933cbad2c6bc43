// What the tooltip, the panel and a screen reader say of a node, a post or a relay.
import { isInferred } from '../../data/document';
import type { App } from '../../app';
import { isOfFinding, type Selection, type Story } from '../../data/story';
import { ROLES, roles } from '../../map/classes';
import { count, decimal, edgeTitle, groupName, linkKind, many, nodeTitle, pairTitle, postKind, postTime, postTitle, text, time } from '../../parts/format';
import type { Words } from '../../words';

const rolesOf = new WeakMap<Story, Uint8Array>();
export function roleOf(story: Story, node: number): (typeof ROLES)[number] {
  let all = rolesOf.get(story);
  if (!all) rolesOf.set(story, all = roles(story));
  return ROLES[all[node]];
}

export function titleOf(w: Words, story: Story, item: Selection): string {
  if (isOfFinding(item)) return item.kind === 'group' ? groupName(w, item.index) : pairTitle(w, story.finding!, item.index);
  return item.kind === 'node' ? nodeTitle(w, story, item.index) : item.kind === 'edge' ? edgeTitle(w, story, item.index) : postTitle(w, story, item.index);
}

/** What is selected as far as the map has it: it knows the newest finding only. */
export const selected = (app: App): Selection | null =>
  app.state.finding > 0 && isOfFinding(app.state.selection) ? null : app.state.selection;

/** The view that holds what an item rests on. */
export const evidenceView = (item: Selection): string => (isOfFinding(item) ? 'groups' : 'evidence');

/** Whether the index is one of this story's: an address may name anything. */
export function exists(story: Story, item: Selection | null): item is Selection {
  if (!item) return false;
  if (isOfFinding(item)) return item.index < ((item.kind === 'group' ? story.finding?.groupCount : story.finding?.pairCount) ?? 0);
  return item.index < (item.kind === 'node' ? story.nodeCount : item.kind === 'edge' ? story.edgeCount : story.postCount);
}

export const audienceOf = (w: Words, n: number): string => (n >= 0 ? many(w, n, w.count.followers) : `${w.map.followers}${w.colon}${w.map.unknownAudience}`);

/** A first post's time with the precision it has. */
export function firstOf(w: Words, story: Story, node: number): string {
  const posts = story.nodePosts(node);
  return posts.length ? postTime(w, story, posts[0]) : time(w, story.when(story.d.network.nodes.first[node]), 60);
}
export function lastOf(w: Words, story: Story, node: number): string {
  const posts = story.nodePosts(node);
  return posts.length ? postTime(w, story, posts[posts.length - 1]) : time(w, story.when(story.d.network.nodes.last[node]), 60);
}

/** "12 accounts" */
export const membersSaid = (w: Words, story: Story, group: number): string => many(w, story.finding!.d.groups[group].members.length, w.groups.panel.members);
/** "14 joint acts, 0.3 by chance" */
export function pairSaid(w: Words, story: Story, pair: number): string {
  const { joint, expected } = story.finding!.d.pairs;
  return text(many(w, joint[pair], w.groups.panel.pairSaid), { expected: decimal(w, expected[pair], 1) });
}

/** Lines after the title. */
export function linesOf(w: Words, story: Story, item: Selection): string[] {
  const { nodes, edges } = story.d.network, { posts } = story.d, i = item.index;
  if (isOfFinding(item)) return [item.kind === 'group' ? membersSaid(w, story, i) : pairSaid(w, story, i)];
  if (item.kind === 'node')
    return [
      ...(story.groupOf(i) >= 0 ? [`${groupName(w, story.groupOf(i))} · ${membersSaid(w, story, story.groupOf(i))}`] : []),
      [many(w, nodes.posts[i], w.count.posts), audienceOf(w, nodes.audience[i])].join(' · '),
      `${w.map.reach}${w.colon}${count(w, nodes.out[i])} · ${w.map.took}${w.colon}${count(w, nodes.in[i])}`,
      `${w.map.firstSeen}${w.colon}${firstOf(w, story, i)}`,
    ];
  if (item.kind === 'edge') return [`${many(w, edges.weight[i], w.count.relays)} · ${isInferred(edges.kind[i]) ? w.inferred : w.seen}`];
  const step = story.d.chain.findIndex((c) => c.post === i) + 1;
  return [postKind(w, posts.kind[i]) + ' · ' + audienceOf(w, posts.audience[i]), step ? text(w.map.steps, { n: step }) : ''].filter(Boolean);
}

export const spoken = (app: App, item: Selection): string =>
  [titleOf(app.words, app.story!, item), ...linesOf(app.words, app.story!, item)].join('. ');

/** "repost, seen", "same words, inferred, confidence 0.94" */
export function howOf(w: Words, kind: number, confidence: number): string {
  const seen = isInferred(kind) ? `${w.inferred}, ${w.map.confidence.toLowerCase()} ${decimal(w, confidence)}` : w.seen;
  return `${linkKind(w, kind)}, ${seen}`;
}

