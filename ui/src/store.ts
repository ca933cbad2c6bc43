// The app's state and who listens to it.
import type { App, Listener, State } from './app';
import type { Source } from './data/load';
import { Story } from './data/story';
import { wordsOf } from './words';

export function createApp(source: Source, first: Partial<State>): App {
  const listeners = new Set<Listener>();
  const stories = source.document.stories.map((d) => new Story(d));
  let state: State = {
    view: 'story', story: 0, selection: null, window: null, inferred: true, mode: 'network', color: 'platform', size: 'audience',
    search: '', lang: 'en', theme: 'auto', ...first,
  };
  const live = document.createElement('div');
  live.className = 'spoken';
  live.setAttribute('aria-live', 'polite');
  document.body.append(live);
  return {
    source,
    stories,
    get state() { return state; },
    get story() { return stories[state.story]; },
    get words() { return wordsOf(state.lang); },
    set(change) {
      const changed = new Set<keyof State>();
      for (const key of Object.keys(change) as (keyof State)[]) if (state[key] !== change[key]) changed.add(key);
      if (changed.size === 0) return;
      state = { ...state, ...change };
      for (const listener of [...listeners]) listener(state, changed);
    },
    listen(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async ask(query) {
      if (!source.ask) throw new Error('this page is a file: it answers no new question');
      stories.push(new Story(await source.ask(query)));
      this.set({ story: stories.length - 1, selection: null, window: null });
    },
    announce(text) { live.textContent = text; },
  };
}
