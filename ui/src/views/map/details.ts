// The panel of what is selected: its figures, its strongest relays, the way to its evidence.
import { isInferred } from '../../data/document';
import type { App } from '../../app';
import type { Selection, Story } from '../../data/story';
import { groupColor } from '../../map/classes';
import { happened } from '../../map/moments';
import { fill, h, type Child } from '../../parts/dom';
import { authorOf, count, decimal, groupName, many, nodeName, nodeTitle, pairTitle, platformName, postKind, postTime, stepKind, stepperName, text, time } from '../../parts/format';
import { evidenceView, exists, firstOf, howOf, lastOf, membersSaid, pairSaid, roleOf, titleOf } from './describe';

const STRONGEST = 8;

/** Edges of a node: who relayed it, and whom it relayed. */
export function edgesOf(story: Story, node: number): number[] {
  const { from, to, weight } = story.d.network.edges, found: number[] = [];
  for (let e = 0; e < from.length; e++) if (from[e] === node || to[e] === node) found.push(e);
  return found.sort((a, b) => weight[b] - weight[a] || a - b);
}

export function createDetails(app: App): { element: HTMLElement; show(item: Selection | null): void } {
  const element = h('section', { class: 'map-details', 'aria-labelledby': 'map-details-title' });
  const w = app.words, story = app.story!, p = w.groups.panel;
  const choose = (item: Selection | null) => app.set({ selection: item });
  const row = (name: string, ...value: Child[]): Child[] => [h('dt', null, name), h('dd', null, ...value)];
  const to = (item: Selection, ...children: Child[]) => h('button', { type: 'button', class: 'map-link', onclick: () => choose(item) }, ...children);

  function head(item: Selection, color: string, title: string): Child[] {
    return [
      h('h3', { id: 'map-details-title' }, h('span', { class: 'map-swatch', style: { '--color': color }, 'aria-hidden': 'true' }), h('bdi', null, title)),
      h('div', { class: 'map-details-do' },
        h('button', { type: 'button', class: 'primary', onclick: () => app.set({ selection: item, view: evidenceView(item) }) },
          item.kind === 'pair' ? p.show : item.kind === 'group' ? p.showGroup : w.openEvidence),
        h('button', { type: 'button', onclick: () => choose(null) }, w.map.clear)),
    ];
  }

  function relay(edge: number, node: number): HTMLElement {
    const { from, to: target, weight, kind } = story.d.network.edges, out = from[edge] === node, other = out ? target[edge] : from[edge];
    return h('li', { class: isInferred(kind[edge]) ? 'is-inferred' : null },
      to({ kind: 'edge', index: edge }, text(out ? w.map.relayedBy : w.map.relayed, { name: nodeName(w, story, other) })),
      h('span', { class: 'map-how' }, `${many(w, weight[edge], w.count.relays)} · ${howOf(w, kind[edge], story.d.network.edges.confidence[edge])}`));
  }

  /** The group of a node's account and the pairs that it makes here, each leading to the posts that made it. */
  function inStep(index: number): Child {
    const stepper = story.stepperOf(index), finding = story.finding;
    if (!finding || stepper < 0) return null;
    const pairs = finding.accountPairs(stepper);
    return pairs.length > 0 && [h('h4', null, p.inStep), h('ul', { class: 'map-relays' }, pairs.slice(0, STRONGEST).map((pair) => h('li', { class: 'is-in-step' },
      to({ kind: 'pair', index: pair }, h('bdi', null, stepperName(w, finding, finding.other(pair, stepper)))), h('span', { class: 'map-how' }, pairSaid(w, story, pair)))))];
  }
  const groupLink = (g: number): Child[] => [to({ kind: 'group', index: g }, groupName(w, g)), ` (${membersSaid(w, story, g)})`];

  function group(index: number): Child[] {
    const finding = story.finding!, here = story.nodesOf({ kind: 'group', index }), pairs = finding.groupPairs(index).filter((pair) => story.nodesOf({ kind: 'pair', index: pair }).length === 2);
    return [
      ...head({ kind: 'group', index }, groupColor(index), groupName(w, index)),
      h('dl', null, row(w.groups.columns.members, count(w, finding.d.groups[index].members.length)), row(p.here, count(w, here.length)),
        row(w.groups.columns.kinds, finding.kindsOf(finding.d.groups[index].kinds).map((k) => stepKind(w, k)).join(', '))),
      pairs.length > 0 && [h('h4', null, p.strongest), h('ul', { class: 'map-relays' }, pairs.slice(0, STRONGEST).map((pair) => h('li', { class: 'is-in-step' },
        to({ kind: 'pair', index: pair }, h('bdi', null, pairTitle(w, finding, pair))), h('span', { class: 'map-how' }, pairSaid(w, story, pair)))))],
    ];
  }

  function pair(index: number): Child[] {
    const finding = story.finding!, d = finding.d.pairs, g = d.group[index];
    const end = (stepper: number) => {
      const at = story.nodeOfStepper(stepper), name = h('bdi', null, stepperName(w, finding, stepper));
      return at < 0 ? name : to({ kind: 'node', index: at }, name);
    };
    return [
      ...head({ kind: 'pair', index }, groupColor(g < 0 ? Infinity : g), pairTitle(w, finding, index)),
      h('dl', null, row(w.map.between, end(d.a[index]), w.and, end(d.b[index])), row(p.acts, count(w, d.joint[index])), row(p.expected, decimal(w, d.expected[index], 1)),
        row(w.groups.columns.kinds, finding.kindsOf(d.kinds[index]).map((k) => stepKind(w, k)).join(', ')), row(p.group, g < 0 ? p.none : groupLink(g))),
    ];
  }

  function node(index: number): Child[] {
    const n = story.d.network.nodes, edges = edgesOf(story, index), role = roleOf(story, index), platform = story.d.platforms[n.platform[index]];
    return [
      ...head({ kind: 'node', index }, platform.color, nodeTitle(w, story, index)),
      h('dl', null,
        row(w.map.followers, n.audience[index] >= 0 ? count(w, n.audience[index]) : w.map.unknownAudience),
        row(w.map.reach, count(w, n.out[index])), row(w.map.took, count(w, n.in[index])), row(w.map.posts, count(w, n.posts[index])),
        row(w.map.firstSeen, firstOf(w, story, index)), n.posts[index] > 1 && row(w.map.lastSeen, lastOf(w, story, index)),
        row(w.map.role, h('span', { title: w.map.roleNotes[role] }, w.map.roles[role])),
        story.hasGroups && row(p.group, story.groupOf(index) < 0 ? p.none : groupLink(story.groupOf(index)))),
      inStep(index),
      h('h4', null, w.map.strongest),
      edges.length ? h('ul', { class: 'map-relays' }, edges.slice(0, STRONGEST).map((e) => relay(e, index))) : h('p', { class: 'soft small' }, w.map.noLinks),
    ];
  }

  function edge(index: number): Child[] {
    const e = story.d.network.edges, platform = story.d.platforms[story.d.network.nodes.platform[e.from[index]]];
    const end = (n: number) => to({ kind: 'node', index: n }, nodeTitle(w, story, n));
    const range = e.first[index] === e.last[index] ? [e.first[index]] : [e.first[index], e.last[index]];
    const edgePair = story.pairOfNodes(e.from[index], e.to[index]);
    const posts = story.edgeLinks(index).map((l) => story.d.links.child[l]).sort((a, b) => happened(story, a) - happened(story, b));
    return [
      ...head({ kind: 'edge', index }, platform.color, titleOf(w, story, { kind: 'edge', index })),
      h('dl', null,
        row(w.map.between, end(e.from[index]), h('span', { class: 'map-arrow', 'aria-hidden': 'true' }, ' → '), end(e.to[index])),
        row(w.map.how, howOf(w, e.kind[index], e.confidence[index])), row(w.map.times, count(w, e.weight[index])),
        edgePair >= 0 && row(w.groups.panel.lines, to({ kind: 'pair', index: edgePair }, pairSaid(w, story, edgePair))),
        row(w.map.firstSeen, posts.length ? postTime(w, story, posts[0]) : range.map((t) => time(w, story.when(t), 60)).join(' – ')),
        posts.length > 1 && row(w.map.lastSeen, postTime(w, story, posts[posts.length - 1]))),
    ];
  }

  function post(index: number): Child[] {
    const p = story.d.posts, platform = story.d.platforms[p.platform[index]], parents = [...story.postLinks(index)];
    const { child, parent, kind, confidence } = story.d.links, children = [...story.parentLinks(index).subarray(0, STRONGEST)];
    const link = (l: number, other: number) => h('li', { class: isInferred(kind[l]) ? 'is-inferred' : null },
      to({ kind: 'post', index: other }, authorOf(w, story, other)),
      h('span', { class: 'map-how' }, `${postTime(w, story, other)} · ${howOf(w, kind[l], confidence[l])}`));
    const step = story.d.chain.findIndex((c) => c.post === index) + 1;
    return [
      ...head({ kind: 'post', index }, platform.color, authorOf(w, story, index)),
      h('dl', null,
        row(w.map.columns.platform, platformName(w, platform.name)), row(w.map.firstSeen, postTime(w, story, index)), row(w.map.kind, postKind(w, p.kind[index])),
        step > 0 && row(w.map.keys.chain, text(w.map.steps, { n: step })),
        row(w.map.followers, p.audience[index] >= 0 ? count(w, p.audience[index]) : w.map.unknownAudience),
        p.node[index] >= 0 && row(w.map.account, to({ kind: 'node', index: p.node[index] }, nodeName(w, story, p.node[index])))),
      parents.length > 0 && [h('h4', null, w.map.pointsTo), h('ul', { class: 'map-relays' }, parents.map((l) => link(l, parent[l])))],
      children.length > 0 && [h('h4', null, w.map.pointedAt), h('ul', { class: 'map-relays' }, children.map((l) => link(l, child[l])))],
    ];
  }

  return {
    element,
    show(item) {
      element.hidden = !exists(story, item);
      if (!exists(story, item)) { fill(element); return; }
      fill(element, { node, edge, post, group, pair }[item.kind](item.index));
      element.scrollTop = 0;
    },
  };
}
