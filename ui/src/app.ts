// What the views share: the story, what is selected, and how it is shown. A change tells everyone who listens.
import type { Entry } from './data/entry';
import type { Finding } from './data/finding';
import type { Leak } from './data/leak';
import type { Source } from './data/load';
import { Story, type Selection } from './data/story';
import type { Words } from './words';

export const ONLY = ['', 'found', 'roots', 'coarse', 'ghosts', 'duplicates', 'seen', 'inferred', 'chain'] as const;
export type Only = (typeof ONLY)[number];

export interface State {
  view: string;
  /** -1 while a live page has none. */
  story: number;
  selection: Selection | null;
  /** Milliseconds after the story's t0; null: all of it. */
  window: [number, number] | null;
  /** The posts that the Evidence view lists; '' is all of them. */
  only: Only;
  inferred: boolean;
  /** Lines between accounts that acted in step, on the network. */
  steps: boolean;
  /** The finding that the Groups view shows, and that a selected group or pair is of: 0 is the newest. */
  finding: number;
  /** The id of the item that the Leak view shows; '' is the overview. */
  item: string;
  /** The name, or the indicator as "kind:value", that the Look-alikes view shows; '' is the overview. */
  name: string;
  mode: 'network' | 'timeline';
  color: 'platform' | 'community' | 'role' | 'language' | 'group';
  size: 'audience' | 'reach';
  search: string;
  lang: 'en' | 'fr';
  theme: 'auto' | 'light' | 'dark';
}

export type Listener = (state: Readonly<State>, changed: ReadonlySet<keyof State>) => void;

export interface App {
  readonly source: Source;
  readonly stories: Story[];
  readonly state: Readonly<State>;
  /** The story that is shown; undefined while a live page has none. */
  readonly story: Story | undefined;
  /** Who acted in step, the newest finding first. */
  readonly findings: readonly Finding[];
  /** What the case holds of a leak, and what speaks against it; null: no leak, or not judged. */
  readonly leak: Leak | null;
  /** How they may have got in; null: not looked for. */
  readonly entry: Entry | null;
  /** The case holds no post, and something else to show: there is no story, and none to ask for. */
  readonly isWithoutPosts: boolean;
  /** The words of the chosen language. */
  readonly words: Words;
  set(change: Partial<State>): void;
  /** Tells of changes until the returned function is called. */
  listen(listener: Listener): () => void;
  /** Live only: asks for a story, adds it and shows it. */
  ask(query: string): Promise<void>;
  /** Says something to a screen reader. */
  announce(text: string): void;
}
