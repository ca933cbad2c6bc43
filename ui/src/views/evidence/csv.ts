// Posts as CSV, for what is shown: RFC 4180, with a byte order mark so that spreadsheets read UTF-8. A cell that a spreadsheet
// would run as a formula gets an apostrophe before it; who reads it as text loses nothing but that.
import type { App } from '../../app';
import { POST, POST_KINDS, LINK_KINDS, isInferred } from '../../data/document';
import { isoTime } from '../../parts/format';

export function csvCell(value: string | number): string {
  let cell = String(value);
  if (typeof value === 'string' && /^[=+\-@\t\r]/.test(cell)) cell = "'" + cell;
  return /[",\r\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
}

export const CSV_COLUMNS = [
  'time_utc',
  'precision_s',
  'platform',
  'account',
  'kind',
  'id',
  'url',
  'audience',
  'roles',
  'points_to',
  'link',
  'seen_or_inferred',
  'confidence',
  'file',
  'member',
  'row',
  'offset',
  'sha256',
] as const;

/** The first of a post's links, a seen one before an inferred one; -1 without any. */
export function firstLink(app: App, post: number): number {
  const story = app.story!,
    links = story.postLinks(post);
  for (const link of links) if (!isInferred(story.d.links.kind[link])) return link;
  return links.length > 0 ? links[0] : -1;
}

const CHUNK = 2000;

/** The file in pieces of some thousand lines, so that whoever asks can let the page live between them. */
export function* csvPieces(app: App, posts: ArrayLike<number>): Generator<string> {
  const story = app.story!,
    { posts: p, accounts, platforms, sources, links } = story.d,
    withText = p.text !== undefined;
  yield '\ufeff' + [...CSV_COLUMNS, ...(withText ? ['text'] : [])].join(',') + '\r\n';
  let lines = '';
  const name = (post: number) => (p.account[post] < 0 ? '' : accounts.name[p.account[post]]);
  const bits = Object.entries(POST);
  for (let i = 0; i < posts.length; i++) {
    const post = posts[i],
      link = firstLink(app, post),
      parent = link < 0 ? -1 : links.parent[link],
      source = p.source[post];
    const guess = link >= 0 && isInferred(links.kind[link]);
    const cells: (string | number)[] = [
      isoTime(story.when(p.time[post]), p.precision[post]),
      p.precision[post],
      platforms[p.platform[post]].name,
      name(post),
      POST_KINDS[p.kind[post]] ?? '',
      p.id[post],
      p.url[post],
      p.audience[post] < 0 ? '' : p.audience[post],
      bits
        .filter(([, bit]) => p.flags[post] & bit)
        .map(([role]) => role)
        .join(' '),
      parent < 0 ? '' : `${platforms[p.platform[parent]].name}/${name(parent)}/${p.id[parent]}`,
      link < 0 ? '' : LINK_KINDS[links.kind[link]],
      link < 0 ? '' : guess ? 'inferred' : 'seen',
      link < 0 ? '' : links.confidence[link],
      source < 0 ? '' : sources[source].file,
      p.member[post],
      source < 0 ? '' : p.row[post],
      source < 0 ? '' : p.offset[post],
      source < 0 ? '' : sources[source].sha256,
    ];
    if (withText) cells.push(p.text![post]);
    lines += cells.map(csvCell).join(',') + '\r\n';
    if ((i + 1) % CHUNK > 0) continue;
    yield lines;
    lines = '';
  }
  if (lines) yield lines;
}
