// The first sentences: what the story is, where it is first seen in this evidence, how far it came, and how sure that is.
import type { App } from '../../app';
import type { Story } from '../../data/story';
import type { Only } from '../../app';
import { h, phrase, type Child } from '../../parts/dom';
import {
  count,
  gap,
  many,
  onPlatform,
  percent,
  postPlatform,
  postTime,
  text,
  time,
  TO_MINUTE,
} from '../../parts/format';
import { authorLink, listLink, ref } from '../../parts/refs';
import { hashOf } from '../../shell/route';
import type { Plural } from '../../words';
import { words } from './say';

/** The first post of the evidence whose time may decide an order; -1 without one. */
export function earliestOf(story: Story): number {
  for (let post = 0; post < story.postCount; post++)
    if (story.isOrdered(post) && !story.isGhost(post) && !story.isDuplicate(post)) return post;
  return -1;
}

function lead(app: App): Child[] {
  const w = app.words,
    story = app.story!,
    first = earliestOf(story),
    to = story.d.milestone;
  if (first < 0) return [h('p', { class: 'lead' }, w.story.noEarliest)];
  const said: Child[] = [
    h(
      'p',
      { class: 'lead' },
      phrase(w.story.earliest, {
        who: authorLink(app, first),
        where: onPlatform(w, postPlatform(story, first)),
        time: postTime(w, story, first),
      }),
      ' ',
      ref(app, first),
    ),
    words(app, first),
  ];
  /* "the earliest, since audiences are not known" is no reason to name the milestone here. */
  if (!to || to.post === first || !story.isOrdered(to.post) || to.why.startsWith('the earliest')) return said;
  /* "Reached" is said only where a chain leads from the one to the other. */
  const reached = story.d.chain.length > 1 && story.d.chain[0].post === first;
  said.push(
    h(
      'p',
      { class: 'lead' },
      phrase(reached ? w.story.reached : w.story.later, {
        who: authorLink(app, to.post),
        where: onPlatform(w, postPlatform(story, to.post)),
        gap: gap(w, story.d.posts.time[to.post] - story.d.posts.time[first]),
        why: whyLong(app, to.post, to.why, reached),
      }),
      ' ',
      ref(app, to.post),
    ),
  );
  return said;
}

function whyLong(app: App, post: number, why: string, inSentence: boolean): string {
  const w = app.words,
    audience = app.story!.d.posts.audience[post];
  if (why === 'asked for') return inSentence ? w.story.askedFor : w.story.askedAlone;
  const largest = w.story.largest[why];
  if (audience < 0 || !largest) return whyShort(app, why);
  return text(inSentence ? largest.inside : largest.alone, { followers: many(w, audience, w.count.followers) });
}

export function whyShort(app: App, why: string): string {
  const w = app.words.story;
  if (w.largest[why]) return w.largest[why].short;
  if (why === 'asked for') return w.asked;
  return why.startsWith('the earliest') ? w.earliestWhy : why;
}

function about(app: App): HTMLElement {
  const w = app.words,
    d = app.story!.d,
    c = d.counts,
    more = c.evidence_posts - c.posts;
  const said = (t: number | null) => time(w, t === null ? NaN : app.story!.when(t), TO_MINUTE);
  return h(
    'p',
    null,
    text(w.story.opening, {
      posts: many(w, c.posts, w.count.posts),
      accounts: many(w, c.accounts, w.count.accounts),
      more: more > 0 ? many(w, more, w.story.openingMore) : '',
      platforms: many(w, d.platforms.length, w.count.platforms),
      range: d.from === null ? '' : text(w.story.openingRange, { from: said(d.from), to: said(d.to) }),
    }),
  );
}

/** How far the answer can be trusted, before anyone quotes it. */
export function missing(app: App): string {
  const w = app.words,
    { counts, missing_share } = app.story!.d;
  if (counts.explicit_links === 0) return w.story.noLinks;
  const forms = missing_share > 0 ? w.story.cautionMissing : w.story.noneMissing;
  return text(many(w, counts.explicit_links, forms), { share: percent(w, missing_share) });
}

/** That accounts of this story are members of groups, leading to them. */
function inGroups(app: App): Child {
  const w = app.words,
    members = app.story!.d.accounts.group.filter((group) => group >= 0),
    groups = [...new Set(members)];
  if (groups.length === 0) return null;
  const href = groups.length === 1 ? hashOf(app, { view: 'groups', finding: 0, selection: { kind: 'group', index: groups[0] } }) : hashOf(app, { view: 'groups', finding: 0, selection: null });
  return h('p', { class: 'in-groups' }, phrase(many(w, members.length, w.groups.story), { groups: h('a', { href }, many(w, groups.length, w.groups.countGroups)) }));
}

function figures(app: App): HTMLElement {
  const w = app.words,
    f = w.story.figures,
    { counts: c, platforms } = app.story!.d;
  const rows: [number, Plural, Only][] = [
    [c.evidence_posts, f.posts, ''],
    [c.accounts, f.accounts, 'found'],
    [platforms.length, f.platforms, ''],
    [c.explicit_links, f.seen, 'seen'],
    [c.inferred_links, f.inferred, 'inferred'],
    [c.ghosts, f.ghosts, 'ghosts'],
    [c.coarse, f.coarse, 'coarse'],
  ];
  return h(
    'dl',
    { class: 'story-figures', 'aria-label': f.title },
    rows.map(([n, name, only]) =>
      h(
        'div',
        null,
        h('dt', null, many(w, n, name)),
        h('dd', null, n > 0 ? listLink(app, only, count(w, n)) : count(w, n)),
      ),
    ),
  );
}

export function opening(app: App): Child[] {
  const w = app.words.story;
  return [
    lead(app),
    about(app),
    inGroups(app),
    figures(app),
    h('div', { class: 'note' }, h('p', null, w.caution), h('p', null, missing(app))),
  ];
}
