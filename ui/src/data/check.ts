// A document is looked at before anything is shown: one that is cut off or of another version must say so, not show half.
import type { PageDocument, StoryDocument } from './document';

export type Wrong = 'newer' | 'shape' | 'unpack' | 'unreachable';
export class DocumentError extends Error {
  constructor(
    readonly wrong: Wrong,
    readonly what: string,
  ) {
    super(what ? `${wrong}: ${what}` : wrong);
  }
}

type Columns = Record<string, unknown>;

/** All columns are arrays of one length; gives it. */
function lengthOf(table: unknown, name: string): number {
  if (!table || typeof table !== 'object') throw new DocumentError('shape', name);
  let length = -1;
  for (const [column, values] of Object.entries(table as Columns)) {
    if (!Array.isArray(values) || (length >= 0 && values.length !== length))
      throw new DocumentError('shape', `${name}.${column}`);
    length = values.length;
  }
  return Math.max(length, 0);
}
function within(column: number[], from: number, to: number, name: string): void {
  if (!Array.isArray(column)) throw new DocumentError('shape', name);
  for (const v of column) if (!(v >= from && v < to)) throw new DocumentError('shape', name);
}

const HIDDEN = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;
/**
 * Signs that are not seen but turn the direction of what follows (an unclosed one reaches beyond any element around it), or
 * control a device, are shown by their number: a name that holds "\u202e" is worth seeing as it is. Line breaks are blanks.
 */
export const showHidden = (text: string): string =>
  text.replace(HIDDEN, (c) =>
    c === '\n' || c === '\t' ? ' ' : `[U+${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}]`,
  );
const showAll = (texts: string[]): void =>
  texts.forEach((text, i) => {
    if (text) texts[i] = showHidden(text);
  });

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

export function checkDocument(value: unknown): PageDocument {
  const d = value as PageDocument | null;
  if (!d || typeof d !== 'object') throw new DocumentError('shape', '');
  if (d.format !== 1) throw new DocumentError('newer', String(d.format).slice(0, 20));
  if (!d.case || !Array.isArray(d.case.sources) || !d.case.custody) throw new DocumentError('shape', 'case');
  if (!Array.isArray(d.methods)) throw new DocumentError('shape', 'methods');
  if (!Array.isArray(d.stories)) throw new DocumentError('shape', 'stories');
  d.stories.forEach(checkStory);
  d.case.title = showHidden(d.case.title);
  for (const source of d.case.sources) source.file = showHidden(source.file);
  return d;
}
