// A view is one folder and one line in index.ts.
import type { App } from '../app';
import type { Words } from '../words';

export interface View {
  /** Also the hash of the page's address: #/map. The key of its name in the words of every language: `words.views[id]`. */
  id: string;
  /** Whether there is anything to show; views of later commands stay away until there is. */
  isAvailable(app: App): boolean;
  /** Fills `place`; the returned object ends what was begun. Called again when the language or the story changes. */
  mount(place: HTMLElement, app: App): { destroy(): void };
  /** The view's own keys and what they do, for the list that "?" opens. */
  keys?(words: Words): [key: string, does: string][];
  /** What the view gives to paper, made at once; without it the view is not printed. */
  print?(app: App): Element | null;
}
