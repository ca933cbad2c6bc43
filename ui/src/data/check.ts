// A document is looked at before anything is shown: one that is cut off or of another version must say so, not show half.
import type { CoordinationPart } from './coordination';
import { SIGNAL_FIGURES } from './coordination';
import type { PageDocument, StoryDocument } from './document';
import { checkEntry } from './checkentry';
import { SEVERITIES, VERDICTS, type LeakPart } from './leak';
import { DocumentError, columns, isTexts, isTime, lengthOf, need, showAll, showHidden, typed, within } from './shape';

export { DocumentError, showHidden, type Wrong } from './shape';

/** Names and addresses as they may stand in a line; posts' texts stand in blocks of their own and stay as they are. */
function showNames(story: StoryDocument): void {
  const { accounts: a, posts: p } = story;
  for (const column of [a.name, a.display, p.id, p.url, p.channel, p.member]) showAll(column);
  for (const thing of [...story.platforms, ...story.calendar]) thing.name = showHidden(thing.name);
  for (const source of story.sources) source.file = showHidden(source.file);
  story.title = showHidden(story.title);
}

/** Columns of equal length, indices that lead somewhere. O(document), some milliseconds for 250,000 posts. */
export function checkStory(story: StoryDocument): StoryDocument {
  const posts = lengthOf(story?.posts, 'posts'),
    accounts = lengthOf(story.accounts, 'accounts'),
    links = lengthOf(story.links, 'links');
  const nodes = lengthOf(story.network?.nodes, 'nodes'),
    edges = lengthOf(story.network.edges, 'edges');
  const p = story.posts,
    platforms = story.platforms?.length ?? 0;
  within(story.accounts.platform, 0, platforms, 'accounts.platform');
  within(p.platform, 0, platforms, 'posts.platform');
  within(p.account, -1, accounts, 'posts.account');
  within(p.node, -1, nodes, 'posts.node');
  within(p.source, -1, story.sources?.length ?? 0, 'posts.source');
  within(p.lang, -1, story.langs?.length ?? 0, 'posts.lang');
  within(p.duplicate_of, -1, posts, 'posts.duplicate_of');
  within(story.links.child, 0, posts, 'links.child');
  within(story.links.parent, 0, posts, 'links.parent');
  within(story.network.nodes.platform, 0, platforms, 'nodes.platform');
  within(story.network.nodes.account, -1, accounts, 'nodes.account');
  within(story.network.nodes.post, -1, posts, 'nodes.post');
  within(story.network.edges.from, 0, nodes, 'edges.from');
  within(story.network.edges.to, 0, nodes, 'edges.to');
  if (edges > 0 && nodes === 0) throw new DocumentError('shape', 'edges');
  for (const list of ['firsts', 'chain'] as const) {
    if (!Array.isArray(story[list])) throw new DocumentError('shape', list);
    for (const row of story[list]) {
      within([row.post], 0, posts, list);
      within([row.link], -1, links, list);
    }
  }
  within(
    story.chain.map((step) => step.also),
    -1,
    links,
    'chain',
  );
  if (story.milestone) within([story.milestone.post], 0, posts, 'milestone');
  if (!Array.isArray(story.calendar)) throw new DocumentError('shape', 'calendar');
  showNames(story);
  return story;
}

/** Whether a story was told with the finding that is the newest of a document: its accounts lead nowhere else. */
export const isToldWith = (story: StoryDocument, document: PageDocument): boolean =>
  story.finding === (document.coordination[0]?.sha256 ?? null);

/** A story's accounts lead into the newest finding; what a live page asks for later is looked at likewise. */
export function withinFinding(story: StoryDocument, document: PageDocument): void {
  const newest = document.coordination[0];
  need(story, isToldWith(story, document), 'story.finding');
  within(story.accounts.group, -1, newest?.groups.length ?? 0, 'accounts.group');
  within(story.accounts.stepper, -1, newest?.accounts.name.length ?? 0, 'accounts.stepper');
}

/** A story of another finding than the document's: nobody in it is in a group. */
export function withoutGroups(story: StoryDocument): StoryDocument {
  const nobody = story.accounts.name.map(() => -1);
  return { ...story, accounts: { ...story.accounts, group: nobody, stepper: nobody } };
}

/** Columns of equal length, indices that lead somewhere. */
export function checkCoordination(c: CoordinationPart): CoordinationPart {
  need(c, typeof c === 'object', 'coordination');
  for (const list of ['layers', 'common', 'platforms', 'kinds', 'groups', 'sources', 'sweep'] as const)
    need(c[list], Array.isArray(c[list]), list);
  need(c.settings, Array.isArray(c.settings?.kinds), 'coordination.settings');
  need(c.hidden, typeof c.hidden === 'object', 'coordination.hidden');
  const accounts = lengthOf(c.accounts, 'steppers'),
    pairs = lengthOf(c.pairs, 'pairs'),
    objects = lengthOf(c.objects, 'objects'),
    steps = lengthOf(c.steps, 'steps'),
    posts = lengthOf(c.posts, 'step_posts'),
    signals = lengthOf(c.signals, 'signals'),
    groups = c.groups.length;
  const { accounts: a, pairs: p, steps: s } = c;
  columns(a, ['name', 'display', 'replaced', 'audience', 'posts', 'x', 'y'], 'steppers');
  columns(p, ['weight', 'joint', 'expected', 'p', 'q', 'balance', 'a_first', 'b_first', 'mean_gap', 'kinds'], 'pairs');
  columns(c.objects, ['value'], 'objects');
  columns(s, ['gap', 'counted'], 'steps');
  columns(c.posts, ['time', 'precision', 'row', 'offset', 'id', 'url', 'member'], 'step_posts');
  columns(c.signals, [...SIGNAL_FIGURES, 'client'], 'signals');
  within(a.platform, 0, c.platforms.length, 'steppers.platform');
  within(a.group, -1, groups, 'steppers.group');
  within(a.signals, -1, signals, 'steppers.signals');
  within(p.a, 0, accounts, 'pairs.a');
  within(p.b, 0, accounts, 'pairs.b');
  within(p.group, -1, groups, 'pairs.group');
  within(p.step, -1, steps, 'pairs.step');
  within(p.steps, 0, steps + 1, 'pairs.steps');
  p.step.forEach((from, i) => need(c, from + p.steps[i] <= steps && (from >= 0 || p.steps[i] === 0), 'pairs.steps'));
  within(c.objects.kind, 0, c.kinds.length, 'objects.kind');
  within(s.pair, 0, pairs, 'steps.pair');
  within(s.kind, 0, c.kinds.length, 'steps.kind');
  within(s.object, -1, objects, 'steps.object');
  within(s.a, 0, posts, 'steps.a');
  within(s.b, 0, posts, 'steps.b');
  within(c.posts.account, -1, accounts, 'step_posts.account');
  within(c.posts.source, -1, c.sources.length, 'step_posts.source');
  within(c.signals.account, 0, accounts, 'signals.account');
  for (const g of c.groups) {
    within(g.members, 0, accounts, 'groups.members');
    within([g.leader], -1, accounts, 'groups.leader');
    within(g.objects, 0, objects, 'groups.objects');
    need(g.tags, Array.isArray(g.tags), 'groups.tags');
  }
  for (const column of [a.name, a.display, c.objects.value, c.posts.id, c.posts.url, c.posts.member, c.signals.client]) showAll(column);
  for (const thing of c.platforms) thing.name = showHidden(thing.name);
  for (const source of c.sources) source.file = showHidden(source.file);
  for (const thing of c.common) thing.value = showHidden(thing.value);
  c.title = showHidden(c.title);
  return c;
}

const LEAK_COUNTS = ['types', 'langs', 'correspondents', 'domains'] as const;

function checkLeakItems(l: LeakPart): void {
  for (const i of l.items) {
    typed(i, 'string', ['id', 'sha256', 'kind', 'type', 'path', 'subject', 'by', 'application'], 'leak.items');
    typed(i, 'number', ['bytes', 'places', 'vouched'], 'leak.items');
    need(i, isTime(i.date) && isTime(i.created), 'leak.items.date');
    need(i, i.verdict === null || VERDICTS.includes(i.verdict), 'leak.items.verdict');
    need(i, isTexts(i.harms), 'leak.items.harms');
    for (const key of ['kind', 'type', 'path', 'subject', 'by', 'application'] as const) i[key] = showHidden(i[key]);
    need(i, /^[0-9a-f]{16}$/.test(i.id), 'leak.items.id');
  }
}

function checkLeakFindings(l: LeakPart): void {
  const items = l.items.length;
  for (const f of l.findings) {
    typed(f, 'string', ['rule', 'reason', 'overturn'], 'leak.findings');
    within([f.item], -1, items, 'leak.findings.item');
    within(f.others, 0, items, 'leak.findings.others');
    need(f, SEVERITIES.includes(f.severity), 'leak.findings.severity');
    need(f.facts, typeof f.facts === 'object' && isTexts(Object.values(f.facts)), 'leak.findings.facts');
    f.reason = showHidden(f.reason);
    for (const [key, value] of Object.entries(f.facts)) f.facts[key] = showHidden(value);
  }
  for (const d of l.diffs) {
    typed(d, 'string', ['words', 'other_words'], 'leak.diffs');
    within([d.item, d.other], 0, items, 'leak.diffs');
    d.words = showHidden(d.words);
    d.other_words = showHidden(d.other_words);
  }
  for (const b of l.batches) {
    typed(b, 'string', ['editor', 'application'], 'leak.batches');
    typed(b, 'number', ['n', 'from', 'to'], 'leak.batches');
    within(b.items, 0, items, 'leak.batches.items');
    b.editor = showHidden(b.editor);
    b.application = showHidden(b.application);
  }
}

/** Columns of equal length, indices that lead somewhere, names as they may stand in a line. */
export function checkLeak(l: LeakPart): LeakPart {
  need(l, typeof l === 'object', 'leak');
  typed(l, 'string', ['sha256'], 'leak');
  typed(l, 'number', ['stale', 'hidden_items'], 'leak');
  for (const list of [...LEAK_COUNTS, 'gaps', 'rules', 'items', 'findings', 'diffs', 'batches'] as const)
    need(l[list], Array.isArray(l[list]), `leak.${list}`);
  need(l.totals, typeof l.totals === 'object' && isTime(l.totals.first) && isTime(l.totals.last), 'leak.totals');
  typed(l.totals, 'number', ['messages', 'documents', 'others', 'bytes', 'verified', 'signed_unverified', 'unsigned'], 'leak.totals');
  need(l.settings, typeof l.settings === 'object' && isTime(l.settings.theft), 'leak.settings');
  typed(l.more, 'number', [...LEAK_COUNTS, 'gaps'], 'leak.more');
  const { hidden, ...documents } = l.documents ?? {};
  need(l.documents, typeof hidden === 'number', 'leak.documents');
  lengthOf(documents, 'leak.documents');
  columns(documents, ['created', 'saved', 'item'], 'leak.documents');
  lengthOf(l.months, 'leak.months');
  columns(l.months, ['name', 'verified', 'signed_unverified', 'unsigned'], 'leak.months');
  need(l.months, isTexts(l.months.name), 'leak.months.name');
  within(l.documents.item, -1, l.items.length, 'leak.documents.item');
  need(l.documents, [...l.documents.created, ...l.documents.saved].every(isTime), 'leak.documents.created');
  checkLeakItems(l);
  checkLeakFindings(l);
  for (const list of LEAK_COUNTS)
    for (const row of l[list]) {
      typed(row, 'string', ['name'], `leak.${list}`);
      typed(row, 'number', ['n', 'bytes'], `leak.${list}`);
      row.name = showHidden(row.name);
    }
  for (const gap of l.gaps) {
    typed(gap, 'string', ['what', 'from', 'to'], 'leak.gaps');
    gap.from = showHidden(gap.from);
    gap.to = showHidden(gap.to);
  }
  for (const rule of l.rules) {
    typed(rule, 'string', ['rule', 'title', 'method'], 'leak.rules');
    typed(rule, 'number', SEVERITIES, 'leak.rules');
  }
  return l;
}

export function checkDocument(value: unknown): PageDocument {
  const d = value as PageDocument | null;
  if (!d || typeof d !== 'object') throw new DocumentError('shape', '');
  if (d.format !== 1) throw new DocumentError('newer', String(d.format).slice(0, 20));
  if (!d.case || !Array.isArray(d.case.sources) || !d.case.custody) throw new DocumentError('shape', 'case');
  if (!Array.isArray(d.methods)) throw new DocumentError('shape', 'methods');
  if (!Array.isArray(d.stories)) throw new DocumentError('shape', 'stories');
  if (!Array.isArray(d.coordination)) throw new DocumentError('shape', 'coordination');
  d.coordination.forEach(checkCoordination);
  if (d.leak !== null) checkLeak(d.leak);
  d.entry = checkEntry(d.entry);
  d.stories.forEach(checkStory);
  for (const story of d.stories) withinFinding(story, d);
  d.case.title = showHidden(d.case.title);
  for (const source of d.case.sources) source.file = showHidden(source.file);
  return d;
}
