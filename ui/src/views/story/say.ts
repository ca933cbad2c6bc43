// Sentences that several parts of the Story view need.
import type { App } from '../../app';
import { POST, isInferred } from '../../data/document';
import { h, phrase, type Child } from '../../parts/dom';
import { decimal, linkKind, linkVerb, onPlatform, postPlatform } from '../../parts/format';
import { authorLink } from '../../parts/refs';

/** "links to EMLEAKS on Pastebin", or "probably via … (inferred: same things, confidence 0.94)", marked as what it is. */
export function how(app: App, link: number): HTMLElement {
  const w = app.words,
    story = app.story!,
    l = story.d.links,
    parent = l.parent[link],
    guess = isInferred(l.kind[link]);
  return h(
    'span',
    { class: guess ? 'guess' : 'sure' },
    phrase(guess ? w.story.chain.inferred : w.story.chain.seen, {
      verb: linkVerb(w, l.kind[link]),
      parent: authorLink(app, parent),
      where: onPlatform(w, postPlatform(story, parent)),
      kind: linkKind(w, l.kind[link]),
      confidence: decimal(w, l.confidence[link]),
    }),
    story.isGhost(parent) && w.story.chain.missing,
  );
}

/** The words of a post, when the document has them, up to a number of letters. */
export function words(app: App, post: number, most = 600): HTMLElement | null {
  const all = app.story!.d.posts.text?.[post]?.trim(),
    w = app.words.story;
  if (!all) return null;
  const text = all.length > most ? all.slice(0, most).replace(/[\ud800-\udbff]$/, '') + ' …' : all;
  const summary = (app.story!.d.posts.flags[post] & POST.summary) !== 0;
  return h('blockquote', { class: 'post-text', dir: 'auto' }, summary ? [w.summary, text] : phrase(w.quote, { text }));
}

/** A heading and what stands under it. */
export const section = (title: string, ...children: Child[]): HTMLElement =>
  h('section', null, h('h3', null, title), ...children);
