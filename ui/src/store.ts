// The app's state and who listens to it.
import type { App, Listener, State } from './app';
import { Entry } from './data/entry';
import { Finding } from './data/finding';
import { Leak } from './data/leak';
import type { PageDocument } from './data/document';
import type { Source } from './data/load';
import { Story, usualColor } from './data/story';
import { h } from './parts/dom';
import { wordsOf } from './words';

export function createApp(source: Source, first: Partial<State>): App {
  const listeners = new Set<Listener>();
  const findingsOf = (document: PageDocument) => document.coordination.map((d) => new Finding(d));
  const findings = findingsOf(source.document);
  const leakOf = (document: PageDocument) => document.leak && new Leak(document.leak);
  let leak = leakOf(source.document);
  const entryOf = (document: PageDocument) => document.entry && new Entry(document.entry);
  let entry = entryOf(source.document);
  const asked: string[] = []; /* the question of each story, as it was asked: names in `query` may be replaced */
  const stories = source.document.stories.map((d) => new Story(d, findings[0]));
  let state: State = {
    view: 'story',
    story: stories.length > 0 ? 0 : -1,
    selection: null,
    window: null,
    only: '',
    inferred: true,
    steps: true,
    finding: 0,
    item: '',
    name: '',
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
    get leak() {
      return leak;
    },
    get entry() {
      return entry;
    },
    get isWithoutPosts() {
      return source.document.case.posts === 0 && (leak !== null || entry !== null);
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
      const answer = await source.ask(query, asked),
        isRenewed = answer.document !== source.document;
      if (isRenewed) {
        source.document = answer.document;
        leak = leakOf(answer.document);
        entry = entryOf(answer.document);
        findings.splice(0, findings.length, ...findingsOf(answer.document));
        answer.earlier.forEach((d, i) => (stories[i] = new Story(d, findings[0])));
      }
      const story = new Story(answer.story, findings[0]),
        known = stories.findIndex((s) => s.d.query === story.d.query);
      /* Asked again, the case may have changed: the new answer stands in the place of the old one. */
      const at = known < 0 ? stories.length : known;
      const color = stories.length === 0 ? usualColor(story) : state.color;
      stories[at] = story;
      asked[at] = query;
      state = { ...state, story: at, selection: null, window: null, color, finding: isRenewed ? 0 : state.finding };
      tell(new Set(['story', 'selection', 'window', 'color', ...(isRenewed ? (['finding'] as const) : [])]));
    },
    announce(text) {
      live.textContent = text;
    },
  };
}
