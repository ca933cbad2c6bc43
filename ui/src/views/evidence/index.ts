// The Evidence view: what a dot, a line or a sentence rests on; without a selection, every post of the story.
import type { App } from '../../app';
import { isOfFinding } from '../../data/story';
import { h } from '../../parts/dom';
import { count, many, text } from '../../parts/format';
import { hashOf } from '../../shell/route';
import type { View } from '../view';
import { hiddenNote, postList } from './list';
import { edgeDetail, nodeDetail } from './network';
import { postDetail } from './post';
import { postsTable } from './posts';
import './evidence.css';

const ON_PAPER = 500;

function detail(app: App): HTMLElement | null {
  const chosen = app.state.selection;
  if (!chosen || isOfFinding(chosen)) return null;
  return { node: nodeDetail, edge: edgeDetail, post: postDetail }[chosen.kind as 'node' | 'edge' | 'post'](app, chosen.index);
}

/** The way back to the list, and to where the selection stands in the picture. */
function ways(app: App): HTMLElement {
  const w = app.words.evidence,
    chosen = app.state.selection!,
    node = chosen.kind === 'post' ? app.story!.d.posts.node[chosen.index] : -1;
  const onMap = chosen.kind === 'post' ? (node < 0 ? null : ({ kind: 'node', index: node } as const)) : chosen;
  return h(
    'nav',
    { class: 'ways', 'aria-label': w.title },
    app.source.document.kind === 'map' ? h('span') : h('a', { href: hashOf(app, { selection: null }) }, '← ', w.back),
    onMap && h('a', { href: hashOf(app, { view: 'map', selection: onMap }) }, w.post.onMap, ' →'),
  );
}

export const evidenceView: View = {
  id: 'evidence',
  isAvailable: (app) => app.story !== undefined,
  mount(place, app) {
    const page = h('div', { class: 'view-page evidence' });
    let update = () => {
      /* a detail does not change */
    };
    const show = () => {
      const one = detail(app);
      if (one) {
        update = () => {
          /* a detail does not change */
        };
        page.replaceChildren(ways(app), one);
      } else {
        const list = postList(app);
        update = list.update;
        page.replaceChildren(h('h2', { tabindex: '-1' }, app.words.evidence.title), list.element);
      }
    };
    const stop = app.listen((_, changed) => {
      if (changed.has('view') || changed.has('lang') || changed.has('story')) return;
      if (changed.has('selection')) {
        show();
        window.scrollTo(0, 0);
        page.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
      } else if (changed.has('only') || changed.has('window')) update();
    });
    show();
    place.append(page);
    return { destroy: stop };
  },
  print(app) {
    const w = app.words.evidence,
      story = app.story!,
      posts = Array.from({ length: story.postCount }, (_, post) => post);
    return h(
      'div',
      { class: 'view-page' },
      h('h2', null, w.title),
      h('p', null, w.intro),
      hiddenNote(app),
      posts.length > ON_PAPER &&
        h('p', null, text(w.table.page, { from: 1, to: count(app.words, ON_PAPER), all: many(app.words, posts.length, w.table.caption) })),
      postsTable(app, w.all, posts.slice(0, ON_PAPER), ON_PAPER).element,
    );
  },
};
