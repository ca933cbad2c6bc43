// Ways from a sentence to what it rests on: links to posts, nodes and lists of posts, and the mark of a platform.
import type { App, Only } from '../app';
import type { Story } from '../data/story';
import { hashOf } from '../shell/route';
import { h, type Child } from './dom';
import { authorOf, nodeName, platformName } from './format';

/** "chronicle.csv:10", with the file's name inside a folder or an archive when there is one. */
export function placeOf(story: Story, post: number): string {
  const { source, row, member } = story.d.posts;
  if (source[post] < 0) return '';
  return `${story.d.sources[source[post]].file}${member[post] ? '/' + member[post] : ''}:${row[post]}`;
}

export const postHref = (app: App, post: number): string =>
  hashOf(app, { view: 'evidence', selection: { kind: 'post', index: post }, only: '' });

/** A post's file and row, leading to the post's evidence. Nothing for a post that is not in the evidence. */
export function ref(app: App, post: number): HTMLElement | null {
  const place = placeOf(app.story!, post);
  return place ? h('a', { class: 'ref', href: postHref(app, post), title: place }, h('bdi', null, place)) : null;
}

/** Who posted it, leading to the post's evidence. */
export const authorLink = (app: App, post: number): HTMLElement =>
  h('a', { href: postHref(app, post) }, h('bdi', null, authorOf(app.words, app.story!, post)));

export const nodeLink = (app: App, node: number): HTMLElement =>
  h(
    'a',
    { href: hashOf(app, { view: 'evidence', selection: { kind: 'node', index: node }, only: '' }) },
    h('bdi', null, nodeName(app.words, app.story!, node)),
  );

export const edgeHref = (app: App, edge: number): string =>
  hashOf(app, { view: 'evidence', selection: { kind: 'edge', index: edge }, only: '' });

/** The list of such posts in the Evidence view. */
export const listLink = (app: App, only: Only, ...children: Child[]): HTMLElement =>
  h('a', { href: hashOf(app, { view: 'evidence', selection: null, only }) }, ...children);

/** A platform's name with a dot of its colour. */
export function platformMark(app: App, platform: number): HTMLElement {
  const p = app.story!.d.platforms[platform];
  return h('span', { class: 'platform', style: { '--platform': p.color } }, platformName(app.words, p.name));
}
