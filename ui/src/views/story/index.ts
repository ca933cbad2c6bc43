// The Story view: the answer in sentences, each leading to the file and row that it rests on.
import type { App } from '../../app';
import { h } from '../../parts/dom';
import type { View } from '../view';
import { chain } from './chain';
import { calendar, firsts, relayed } from './firsts';
import { limits } from './limits';
import { ghosts, inferred, roots } from './lists';
import { beforeAsking } from './live';
import { opening } from './opening';
import './story.css';

const ON_SCREEN = 12,
  ON_PAPER = 200;

function page(app: App, longest: number): HTMLElement {
  if (!app.story) return beforeAsking(app);
  const w = app.words.story,
    d = app.story.d,
    title = h('h2', null, h('bdi', null, d.title || w.everything));
  if (d.posts.time.length === 0) return h('div', { class: 'view-page' }, title, h('p', null, w.nothing));
  return h(
    'article',
    { class: 'view-page story' },
    title,
    opening(app),
    chain(app),
    firsts(app),
    calendar(app),
    relayed(app),
    inferred(app, longest),
    ghosts(app, longest),
    roots(app, longest),
    limits(app),
  );
}

export const storyView: View = {
  id: 'story',
  /* A case may hold a leak and no posts: a file has no story then, and a live page nothing to ask. */
  isAvailable: (app) => app.source.document.kind !== 'map' && (app.story !== undefined || (app.source.ask !== undefined && !app.isWithoutPosts)),
  mount(place, app) {
    place.append(page(app, ON_SCREEN));
    return {
      destroy() {
        place.replaceChildren();
      },
    };
  },
  print: (app) => page(app, ON_PAPER),
};
