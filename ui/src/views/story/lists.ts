// Lists of posts: the roots, what is referred to but missing, what was inferred. Long ones end in a link to the Evidence view.
import type { App, Only } from '../../app';
import { isInferred } from '../../data/document';
import type { Story } from '../../data/story';
import { h, phrase, type Child } from '../../parts/dom';
import { authorOf, decimal, gap, linkKind, many, onPlatform, postPlatform, postTime } from '../../parts/format';
import { authorLink, listLink, ref } from '../../parts/refs';
import { section } from './say';

function choose(story: Story, wanted: (post: number) => boolean): number[] {
  const found: number[] = [];
  for (let post = 0; post < story.postCount; post++) if (wanted(post)) found.push(post);
  return found;
}

function items(app: App, all: number[], limit: number, only: Only, item: (index: number) => Child): HTMLElement {
  /* One or two more take no more room than the line that would say so. */
  const w = app.words,
    shown = all.length <= limit + 2 ? all.length : limit,
    left = all.length - shown;
  return h(
    'ul',
    { class: 'story-list' },
    all.slice(0, shown).map((i) => h('li', null, item(i))),
    left > 0 && h('li', null, '… ', listLink(app, only, many(w, left, w.story.more))),
  );
}

const postItem =
  (app: App) =>
  (post: number): Child => [
    h('span', { class: 'when' }, postTime(app.words, app.story!, post)),
    ' ',
    authorLink(app, post),
    ' ',
    onPlatform(app.words, postPlatform(app.story!, post)),
    ' ',
    ref(app, post),
  ];

export function roots(app: App, limit: number): Child[] {
  const story = app.story!,
    r = app.words.story.roots;
  const all = choose(story, (p) => story.isRoot(p)),
    ordered = all.filter((p) => story.isOrdered(p)),
    coarse = all.filter((p) => !story.isOrdered(p));
  return [
    ordered.length > 0 &&
      section(r.title, h('p', { class: 'soft' }, r.note), items(app, ordered, limit, 'roots', postItem(app))),
    coarse.length > 0 &&
      section(
        r.coarseTitle,
        h('p', { class: 'soft' }, r.coarseNote),
        items(app, coarse, limit, 'roots', postItem(app)),
      ),
  ];
}

export function ghosts(app: App, limit: number): Child {
  const w = app.words,
    story = app.story!,
    g = w.story.ghosts,
    all = choose(story, (p) => story.isGhost(p));
  if (all.length === 0) return null;
  return section(
    g.title,
    h('p', { class: 'soft' }, g.note),
    items(app, all, limit, 'ghosts', (post) => {
      const id = story.d.posts.id[post],
        referred = story.parentLinks(post).length;
      return [
        phrase(g.item, {
          time: postTime(w, story, post),
          platform: onPlatform(w, postPlatform(story, post)),
          who: authorLink(app, post),
        }),
        id && h('span', { class: 'soft mono' }, ` (${id})`),
        referred > 0 && ', ' + many(w, referred, g.referred),
      ];
    }),
  );
}

export function inferred(app: App, limit: number): Child {
  const w = app.words,
    story = app.story!,
    i = w.story.inferred,
    l = story.d.links,
    all: number[] = [];
  for (let link = 0; link < l.kind.length; link++) if (isInferred(l.kind[link])) all.push(link);
  if (all.length === 0) return null;
  return section(
    i.title,
    h('p', { class: 'soft' }, i.note),
    items(app, all, limit, 'inferred', (link) => {
      const child = l.child[link],
        parent = l.parent[link];
      return [
        phrase(i.item, {
          from: h('bdi', null, authorOf(w, story, parent)),
          to: authorLink(app, child),
          time: postTime(w, story, child),
          gap: gap(w, story.d.posts.time[child] - story.d.posts.time[parent]),
          kind: linkKind(w, l.kind[link]),
          confidence: decimal(w, l.confidence[link]),
        }),
        ' ',
        ref(app, child),
      ];
    }),
  );
}
