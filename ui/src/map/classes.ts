// Colours: which class a node, a post or a relay belongs to, and how the classes look.
import type { Story } from '../data/story';
import { NODE } from '../data/document';
import type { Words } from '../words';
import { groupName, platformName } from '../parts/format';
import { rgbOf } from './ink';
import type { ColorBy, LegendEntry } from './picture';
import type { Rgb } from './scene';

/** Distinct for people who see colours differently, calm beside each other: P. Tol, "Colour schemes", SRON/EPS/TN/09-002, "muted". */
const TEN = ['#4477aa', '#cc6677', '#ddaa33', '#117733', '#88ccee', '#aa4499', '#999933', '#882255', '#44aa99', '#332288'];
const REST = '#8a929c';
/** The ten largest groups of accounts that acted in step have a colour of their own, here and in the Groups view. */
export const groupColor = (group: number): string => TEN[group] ?? '#6b4c2e';
const groupClass = (group: number): number => (group < 0 ? TEN.length + 1 : Math.min(group, TEN.length));

export const ROLES = ['chain', 'first', 'source', 'relay', 'end', 'alone'] as const;
export type Role = (typeof ROLES)[number];
const ROLE_COLORS = ['#d55e00', '#0072b2', '#009e73', '#cc79a7', '#56b4e9', REST];

/** On the chain; else first of its platform; else by what it took and what was taken from it. */
export function roles(story: Story): Uint8Array {
  const { in: took, out: given, flags } = story.d.network.nodes, found = new Uint8Array(story.nodeCount);
  for (let i = 0; i < found.length; i++) {
    const role: Role = took[i] ? (given[i] ? 'relay' : 'end') : given[i] ? 'source' : 'alone';
    found[i] = flags[i] & NODE.chain ? 0 : ROLES.indexOf(role);
  }
  for (const { post } of story.d.firsts) {
    const node = story.d.posts.node[post];
    if (node >= 0 && found[node] !== 0) found[node] = 1;
  }
  return found;
}

/** The language that most posts of a node have, the earlier one of two equal ones; unknown ones do not count. */
export function languages(story: Story): Uint16Array {
  const found = new Uint16Array(story.nodeCount), unknown = Math.max(0, story.d.langs.indexOf(''));
  for (let node = 0; node < found.length; node++) {
    const counts = new Map<number, number>();
    let best = unknown, most = 0;
    for (const post of story.nodePosts(node)) {
      const lang = story.d.posts.lang[post];
      if (lang < 0 || story.d.langs[lang] === '') continue;
      const n = (counts.get(lang) ?? 0) + 1;
      counts.set(lang, n);
      if (n > most) { most = n; best = lang; }
    }
    found[node] = best;
  }
  return found;
}

export interface Classes {
  /** The class of every node and every post. */
  nodes: Uint8Array;
  posts: Uint8Array;
  palette: Rgb[];
  /** What the legend shows of each class; empty keys are not in use. */
  entries: { key: string; name: string; color: string }[];
}

/** The ten values that most nodes have get a colour each, the others share grey. */
function ranked(values: ArrayLike<number>, name: (value: number) => string, rest: string, unknown: number): Omit<Classes, 'posts'> & { of: (v: number) => number } {
  const counts = new Map<number, number>();
  for (let i = 0; i < values.length; i++) counts.set(values[i], (counts.get(values[i]) ?? 0) + 1);
  counts.delete(unknown);
  const top = [...counts.keys()].sort((a, b) => counts.get(b)! - counts.get(a)! || a - b).slice(0, TEN.length);
  const classOf = new Map(top.map((v, k) => [v, k])), of = (v: number) => classOf.get(v) ?? top.length;
  const entries = top.map((v, k) => ({ key: 'v' + v, name: name(v), color: TEN[k] }));
  entries.push({ key: 'rest', name: rest, color: REST });
  return { nodes: Uint8Array.from({ length: values.length }, (_, i) => of(values[i])), palette: entries.map((e) => rgbOf(e.color)), entries, of };
}

let languageNames: { lang: string; names: Intl.DisplayNames } | undefined;
function languageName(w: Words, code: string): string {
  if (languageNames?.lang !== w.lang) languageNames = { lang: w.lang, names: new Intl.DisplayNames([w.lang], { type: 'language' }) };
  try {
    return languageNames.names.of(code) ?? code;
  } catch {
    return code;
  }
}

export function classesOf(story: Story, by: ColorBy, w: Words): Classes {
  const { d } = story, { node, platform, lang } = d.posts, ofNode = (of: Uint8Array, rest: number) =>
    Uint8Array.from(node, (n) => (n >= 0 ? of[n] : rest));
  if (by === 'platform') {
    const entries = d.platforms.map((p) => ({ key: p.name, name: platformName(w, p.name), color: p.color }));
    return { nodes: Uint8Array.from(d.network.nodes.platform), posts: Uint8Array.from(platform), palette: entries.map((e) => rgbOf(e.color)), entries };
  }
  if (by === 'role') {
    const nodes = roles(story), entries = ROLES.map((r, i) => ({ key: r, name: w.map.roles[r], color: ROLE_COLORS[i] }));
    return { nodes, posts: ofNode(nodes, ROLES.length - 1), palette: entries.map((e) => rgbOf(e.color)), entries };
  }
  if (by === 'group') {
    const nodes = Uint8Array.from({ length: story.nodeCount }, (_, n) => groupClass(story.groupOf(n)));
    const entries = TEN.map((color, g) => ({ key: 'g' + g, name: groupName(w, g), color }));
    entries.push({ key: 'more', name: w.groups.panel.other, color: groupColor(TEN.length) }, { key: 'none', name: w.groups.panel.none, color: REST });
    return { nodes, posts: ofNode(nodes, TEN.length + 1), palette: entries.map((e) => rgbOf(e.color)), entries };
  }
  if (by === 'language') {
    const made = ranked(languages(story), (v) => languageName(w, d.langs[v]), w.map.otherLanguages, d.langs.indexOf(''));
    return { ...made, posts: Uint8Array.from(lang, made.of) };
  }
  const made = ranked(d.network.nodes.community, (v) => w.map.community.replace('{n}', String(v + 1)), w.map.otherCommunities, -1);
  return { ...made, posts: ofNode(made.nodes, made.palette.length - 1) };
}

export function legendOf(classes: Classes, marks: Uint8Array): LegendEntry[] {
  const counts = new Array<number>(classes.entries.length).fill(0);
  for (const c of marks) counts[c]++;
  return classes.entries.map((e, i) => ({ ...e, count: counts[i] })).filter((e) => e.count > 0);
}
