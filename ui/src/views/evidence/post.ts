// Everything that is known of one post, where it stands in the evidence, and how to check that.
import type { App } from '../../app';
import { POST } from '../../data/document';
import { h, phrase, type Child } from '../../parts/dom';
import { command, copyButton, hash, shellWord } from '../../parts/copy';
import {
  accountName,
  count,
  gap,
  linkVerb,
  many,
  onPlatform,
  postKind,
  postPlatform,
  postTime,
  postTitle,
  text,
} from '../../parts/format';
import { authorLink, platformMark, ref } from '../../parts/refs';
import { hashOf } from '../../shell/route';
import { words } from '../story/say';
import { certainty } from './posts';

export type Fact = [name: string, value: Child];

export const facts = (rows: (Fact | false)[]): HTMLElement =>
  h(
    'dl',
    { class: 'facts' },
    rows
      .filter((row): row is Fact => row !== false && row[1] !== null && row[1] !== '' && row[1] !== false)
      .map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))),
  );

function roles(app: App, post: number): Child {
  const r = app.words.evidence.roles,
    story = app.story!,
    d = story.d,
    flags = d.posts.flags[post],
    of = d.posts.duplicate_of[post];
  const ghost = (flags & POST.ghost) !== 0;
  const said: Child[] = [
    !ghost && ((flags & POST.match) !== 0 ? r.found : r.reached),
    ghost && r.ghost,
    (flags & POST.root) !== 0 && r.root,
    d.chain.some((s) => s.post === post) && r.chain,
    d.firsts.some((f) => f.post === post) && r.first,
    !ghost && (story.isOrdered(post) ? r.ordered : r.coarse),
    (flags & POST.embedded) !== 0 && r.embedded,
    (flags & POST.summary) !== 0 && r.summary,
    (flags & POST.repaired) !== 0 && r.repaired,
    (flags & POST.clock) !== 0 && h('span', { class: 'caution' }, r.clock),
    of >= 0 && h('span', null, phrase(r.duplicate, { post: ref(app, of) ?? authorLink(app, of) })),
  ];
  return h(
    'ul',
    { class: 'roles' },
    said.filter(Boolean).map((one) => h('li', null, one)),
  );
}

/** 'platform:twitter account:"wikileaks" since:… until:…': a post, found again in the case by who and when. */
export function queryFor(platform: string, account: string, when: number, precision: number): string {
  const span = Math.max(1, precision) * 1000,
    start = Math.floor(when / span) * span;
  const iso = (ms: number) => new Date(ms).toISOString().slice(0, 19) + 'Z';
  const value = (s: string) => (/^[\w.-]+$/.test(s) ? s : `"${s.replace(/[\\"]/g, '\\$&')}"`);
  const named = account !== '' && account.toLowerCase() !== 'anonymous';
  return [
    `platform:${value(platform)}`,
    named && `account:${value(account)}`,
    `since:${iso(start)}`,
    `until:${iso(start + span)}`,
  ]
    .filter(Boolean)
    .join(' ');
}
export function searchQuery(app: App, post: number): string {
  const story = app.story!,
    { posts: p, accounts: a, platforms } = story.d,
    account = p.account[post];
  const name = account >= 0 && !a.replaced[account] ? a.name[account] : '';
  return queryFor(platforms[p.platform[post]].name, name, story.when(p.time[post]), p.precision[post]);
}

const UNPACK: Record<string, string> = { gz: 'gzip -dc', zst: 'zstd -dc', xz: 'xz -dc', bz2: 'bzip2 -dc' };

/** Prints a file from a byte on; packed files are unpacked first, since offsets count unpacked bytes. */
export function recordCommand(file: string, offset: number): string {
  const suffix = /\.(\w+)$/.exec(file)?.[1] ?? '',
    name = shellWord(file.startsWith('-') ? './' + file : file);
  const from = `tail -c +${offset + 1}`;
  return (
    (Object.hasOwn(UNPACK, suffix) ? `${UNPACK[suffix]} ${name} | ${from}` : `${from} ${name}`) + ' | head -c 2000'
  );
}

/** Where a post stands in the evidence. */
export interface Place {
  source: { file: string; sha256: string };
  member: string;
  row: number;
  offset: number;
  /** Finds it in the case. */
  query: string;
}

/** File, row and hash, and how to check them. */
export function placeFacts(app: App, p: Place): Child {
  const w = app.words,
    t = w.evidence.post,
    file = p.member ? `${p.source.file}/${p.member}` : p.source.file;
  return [
    facts([
      [t.file, h('bdi', null, p.source.file)],
      [t.member, p.member && h('bdi', null, p.member)],
      [t.row, count(w, p.row)],
      [t.offset, count(w, p.offset)],
      [t.sha, hash(app, p.source.sha256, t.sha)],
    ]),
    h(
      'details',
      { class: 'check' },
      h('summary', null, t.check),
      !p.member && [
        h('p', null, t.checkFile),
        command(app, `echo '${p.source.sha256}  '${shellWord(p.source.file)} | sha256sum -c`),
      ],
      h('p', null, t.checkRecord),
      command(app, recordCommand(file, p.offset)),
      h('p', null, t.checkSearch),
      command(app, `sillage -C CASE search ${shellWord(p.query)} --json`),
    ),
  ];
}

function place(app: App, post: number): Child {
  const { posts: p, sources } = app.story!.d,
    source = sources[p.source[post]];
  if (!source) return h('p', { class: 'note alert' }, app.words.evidence.post.ghost);
  return placeFacts(app, {
    source, member: p.member[post], row: p.row[post], offset: p.offset[post], query: searchQuery(app, post),
  });
}

/** How exactly a time is known. */
export function precisionName(app: App, seconds: number): string {
  const t = app.words.evidence.post.precisions;
  return seconds >= 86400 ? t.day : seconds > 60 ? t.hour : seconds === 60 ? t.minute : t.second;
}

/** An address, which is no link on purpose. */
export const addressFact = (app: App, url: string): Child =>
  url &&
  h(
    'span',
    null,
    h('span', { class: 'mono url' }, url),
    ' ',
    copyButton(app, url, app.words.evidence.post.url),
    h('span', { class: 'small soft' }, ' ', app.words.evidence.post.urlNote),
  );

const LINKS = 200;

/** Links to parents or from children, each with how sure it is. */
export function linkList(app: App, links: ArrayLike<number>, end: 'parent' | 'child'): HTMLElement {
  const w = app.words,
    l = app.story!.d.links,
    t = w.evidence,
    story = app.story!,
    times = story.d.posts.time;
  if (links.length === 0) return h('p', { class: 'soft' }, t.post.nothing);
  return h(
    'ul',
    { class: 'links' },
    Array.from({ length: Math.min(links.length, LINKS) }, (_, i) => {
      const link = links[i],
        post = l[end][link],
        at = postTime(w, story, post),
        isTimed = story.isOrdered(l.child[link]) && story.isOrdered(l.parent[link]),
        late = gap(w, times[l.child[link]] - times[l.parent[link]]);
      return h(
        'li',
        null,
        end === 'parent' ? [linkVerb(w, l.kind[link]), ' '] : null,
        authorLink(app, post),
        ' ',
        onPlatform(w, postPlatform(story, post)),
        story.isGhost(post) && h('span', { class: 'caution' }, w.story.chain.missing),
        h(
          'span',
          { class: 'soft' },
          ', ',
          story.isGhost(post) ? text(w.time.atLatest, { time: at }) : at,
          isTimed && ', ' + text(end === 'parent' ? t.links.earlier : t.links.later, { gap: late }),
        ),
        ' ',
        certainty(app, link),
        ' ',
        ref(app, post),
      );
    }),
    links.length > LINKS && h('li', { class: 'soft' }, '… ', many(w, links.length - LINKS, w.story.more)),
  );
}

export function postDetail(app: App, post: number): HTMLElement {
  const w = app.words,
    t = w.evidence.post,
    story = app.story!,
    { posts: p, accounts: a } = story.d,
    account = p.account[post],
    node = p.node[post];
  const name = accountName(w, story, account);
  return h(
    'article',
    null,
    h('h2', { tabindex: '-1' }, h('bdi', null, postTitle(w, story, post))),
    words(app, post, Infinity),
    h(
      'div',
      { class: 'columns' },
      h(
        'section',
        null,
        h('h3', null, t.what),
        facts([
          [
            t.time,
            story.isGhost(post) ? text(w.time.atLatest, { time: postTime(w, story, post) }) : postTime(w, story, post),
          ],
          !story.isGhost(post) && [t.precision, precisionName(app, p.precision[post])],
          [t.platform, platformMark(app, p.platform[post])],
          [
            t.account,
            name && [
              h(
                'a',
                { href: node >= 0 ? hashOf(app, { selection: { kind: 'node', index: node }, only: '' }) : null },
                h('bdi', null, name),
              ),
              a.replaced[account] ? h('span', { class: 'soft' }, ` (${t.replaced})`) : null,
            ],
          ],
          [t.display, account >= 0 && a.display[account] && h('bdi', null, a.display[account])],
          !story.isGhost(post) && [t.kind, postKind(w, p.kind[post])],
          [t.audience, p.audience[post] < 0 ? h('span', { class: 'soft' }, t.unknown) : count(w, p.audience[post])],
          [t.id, p.id[post] && h('span', { class: 'mono' }, p.id[post])],
          [t.url, addressFact(app, p.url[post])],
          [t.channel, p.channel[post] && h('bdi', null, p.channel[post])],
          [t.lang, p.lang[post] >= 0 && story.d.langs[p.lang[post]]],
          [t.role, roles(app, post)],
        ]),
      ),
      h('section', null, h('h3', null, t.where), place(app, post)),
    ),
    h('section', null, h('h3', null, w.evidence.links.up), linkList(app, story.postLinks(post), 'parent')),
    h('section', null, h('h3', null, w.evidence.links.down), linkList(app, story.parentLinks(post), 'child')),
  );
}
