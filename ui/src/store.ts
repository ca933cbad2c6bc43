// The app's state and who listens to it.
import type { App, Listener, State } from './app';
import { Finding } from './data/finding';
import type { Source } from './data/load';
import { Story, usualColor } from './data/story';
import { h } from './parts/dom';
import { wordsOf } from './words';

export function createApp(source: Source, first: Partial<State>): App {
  const listeners = new Set<Listener>();
  const findings = source.document.coordination.map((d) => new Finding(d));
  const stories = source.document.stories.map((d) => new Story(d, findings[0]));
  let state: State = {
    view: 'story',
    story: stories.length > 0 ? 0 : -1,
    selection: null,
    window: null,
    only: '',
    inferred: true,
    steps: false,
    finding: 0,
    mode: 'network',
    color: usualColor(stories[0]),
    size: 'audience',
    search: '',
    lang: 'en',
    theme: 'auto',
    ...first,
  };
  const live = h('div', { class: 'spoken', 'aria-live': 'polite' });
  document.body.append(live);
  const tell = (changed: ReadonlySet<keyof State>) => {
    for (const listener of [...listeners]) listener(state, changed);
  };
  return {
    source,
    stories,
    findings,
    get state() {
      return state;
    },
    get story() {
      return stories[state.story];
    },
    get words() {
      return wordsOf(state.lang);
    },
    set(change) {
      const changed = new Set<keyof State>();
      for (const key of Object.keys(change) as (keyof State)[]) if (state[key] !== change[key]) changed.add(key);
      if (changed.size === 0) return;
      state = { ...state, ...change };
      tell(changed);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ask(query) {
      if (!source.ask) throw new Error('this page is a file: it answers no new question');
      const story = new Story(await source.ask(query), findings[0]),
        known = stories.findIndex((s) => s.d.query === story.d.query);
      /* Asked again, the case may have changed: the new answer stands in the place of the old one. */
      const at = known < 0 ? stories.length : known;
      const color = stories.length === 0 ? usualColor(story) : state.color;
      stories[at] = story;
      state = { ...state, story: at, selection: null, window: null, color };
      tell(new Set(['story', 'selection', 'window', 'color']));
    },
    announce(text) {
      live.textContent = text;
    },
  };
}
