// A view is one folder and one line in index.ts.
import type { App } from '../app';

export interface View {
  /** Also the hash of the page's address: #/map */
  id: string;
  /** The key of its name in the words of every language (`words.views[id]`). */
  /** Whether there is anything to show; views of later commands stay away until there is. */
  isAvailable(app: App): boolean;
  /** Fills `place`; the returned object ends what was begun. Called again when the language or the story changes. */
  mount(place: HTMLElement, app: App): { destroy(): void };
}
