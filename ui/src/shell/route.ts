// The address's hash says what is shown, so that a link can be sent: #/map?story=s1&node=12&window=0_3600000&inferred=0&mode=timeline.
// On a live page a story is named by its question (q=…), since another page's ids mean nothing here.
import { ONLY, type App, type Only, type State } from '../app';
import { isOfFinding, usualColor, type Selection } from '../data/story';

export interface Place {
  view: string;
  story?: string;
  query?: string;
  selection: Selection | null;
  window?: [number, number];
  only?: Only;
  inferred?: boolean;
  steps?: boolean;
  finding?: number;
  /** An item of the leak, by its id. */
  item?: string;
  /** A name that looks like a protected one, or an indicator. */
  name?: string;
  /** How the picture is drawn: said in the address, left out of the links inside the page, which keep what the reader chose last. */
  mode?: State['mode'];
  color?: State['color'];
  size?: State['size'];
}
const LOOKS = {
  mode: ['network', 'timeline'],
  color: ['platform', 'community', 'role', 'language', 'group'],
  size: ['audience', 'reach'],
} as const;
const LOOK_KEYS = ['mode', 'color', 'size'] as const;
const KINDS = ['node', 'edge', 'post', 'group', 'pair'] as const;

export function writeHash(place: Place): string {
  const parts = new URLSearchParams();
  if (place.story !== undefined) parts.set('story', place.story);
  if (place.query !== undefined) parts.set('q', place.query);
  if (place.selection) parts.set(place.selection.kind, String(place.selection.index));
  if (place.only) parts.set('only', place.only);
  if (place.window) parts.set('window', place.window.map(Math.round).join('_'));
  if (place.inferred === false) parts.set('inferred', '0');
  if (place.steps === false) parts.set('steps', '0');
  if (place.finding) parts.set('finding', String(place.finding));
  if (place.item) parts.set('item', place.item);
  if (place.name) parts.set('name', place.name);
  for (const key of LOOK_KEYS) if (place[key]) parts.set(key, place[key]);
  const said = parts.toString();
  return '#/' + encodeURIComponent(place.view) + (said ? '?' + said : '');
}

/** null when the hash is none of ours (a skip link's, for one). */
export function readHash(hash: string): Place | null {
  const found = /^#\/([^?]*)(?:\?(.*))?$/.exec(hash);
  if (!found) return null;
  const parts = new URLSearchParams(found[2] ?? '');
  let view = '';
  try {
    view = decodeURIComponent(found[1]);
  } catch {
    /* a broken escape names no view */
  }
  const place: Place = { view, selection: null };
  const whole = (text: string | null, pattern: RegExp): text is string => text !== null && pattern.test(text);
  for (const kind of KINDS) {
    const index = parts.get(kind);
    if (whole(index, /^\d{1,9}$/)) place.selection = { kind, index: Number(index) };
  }
  const window = parts.get('window');
  if (whole(window, /^-?\d{1,15}_-?\d{1,15}$/)) {
    const [from, to] = window.split('_').map(Number);
    if (from <= to) place.window = [from, to];
  }
  place.only = ONLY.find((only) => only === parts.get('only')) ?? '';
  if (parts.has('story')) place.story = parts.get('story')!;
  if (parts.has('q')) place.query = parts.get('q')!;
  if (parts.has('inferred')) place.inferred = parts.get('inferred') !== '0';
  if (parts.get('steps') === '0') place.steps = false;
  const finding = parts.get('finding');
  if (whole(finding, /^\d{1,2}$/)) place.finding = Number(finding);
  const item = parts.get('item');
  if (whole(item, /^[0-9a-f]{16}$/)) place.item = item;
  place.name = parts.get('name') ?? undefined;
  place.mode = LOOKS.mode.find((one) => one === parts.get('mode'));
  place.color = LOOKS.color.find((one) => one === parts.get('color'));
  place.size = LOOKS.size.find((one) => one === parts.get('size'));
  return place;
}

function placeOf(app: App, state: Readonly<State>): Place {
  const story = app.stories[state.story],
    live = app.source.ask !== undefined;
  return {
    view: state.view,
    story: !live && app.stories.length > 1 ? story?.d.id : undefined,
    query: live ? story?.d.query : undefined,
    selection: state.selection,
    window: state.window ?? undefined,
    only: state.only,
    inferred: state.inferred,
    steps: state.steps,
    finding: state.finding,
    item: state.item,
    name: state.name,
  };
}

/** The whole address of what is shown. */
const address = (app: App): string => {
  const { mode, color, size } = app.state,
    unusual = <T>(chosen: T, usual: T): T | undefined => (chosen === usual ? undefined : chosen);
  return writeHash({
    ...placeOf(app, app.state),
    mode: unusual(mode, LOOKS.mode[0]),
    color: unusual(color, usualColor(app.story)),
    size: unusual(size, LOOKS.size[0]),
  });
};

/** The address of what is shown with `change` made: the href of every link inside the page. */
export const hashOf = (app: App, change: Partial<State> = {}): string =>
  writeHash(placeOf(app, { ...app.state, ...change }));

/** Whether the selection names something that the story has. */
function exists(app: App, story: number, finding: number, selection: Selection): boolean {
  const s = app.stories[story];
  if (isOfFinding(selection)) {
    const f = app.findings[finding];
    return f !== undefined && selection.index < (selection.kind === 'group' ? f.groupCount : f.pairCount);
  }
  if (!s) return false;
  return selection.index < (selection.kind === 'node' ? s.nodeCount : selection.kind === 'edge' ? s.edgeCount : s.postCount);
}

/** Shows what the address says. */
export async function follow(app: App, hash: string, isView: (id: string) => boolean): Promise<void> {
  const place = readHash(hash);
  if (!place) return;
  if (place.query !== undefined && app.source.ask) {
    const known = app.stories.findIndex((s) => s.d.query === place.query);
    if (known < 0) await app.ask(place.query);
    else if (known !== app.state.story) app.set({ story: known, selection: null });
  }
  const named = place.story === undefined ? -1 : app.stories.findIndex((s) => s.d.id === place.story);
  const story = named < 0 ? app.state.story : named;
  const same = (a: Selection | null, b: Selection | null) => a?.kind === b?.kind && a?.index === b?.index;
  const finding = app.findings[place.finding ?? 0] ? (place.finding ?? 0) : 0;
  const wanted = place.selection && exists(app, story, finding, place.selection) ? place.selection : null;
  const change: Partial<State> = { story, finding, steps: place.steps ?? true, selection: same(wanted, app.state.selection) ? app.state.selection : wanted };
  if (isView(place.view)) change.view = place.view;
  if (place.window) change.window = place.window;
  change.only = place.only ?? '';
  change.item = place.item && app.leak && app.leak.find(place.item) >= 0 ? place.item : '';
  change.name = place.name && app.entry?.find(place.name) ? place.name : '';
  if (place.inferred !== undefined) change.inferred = place.inferred;
  if (place.mode) change.mode = place.mode;
  if (place.color) change.color = place.color;
  if (place.size) change.size = place.size;
  app.set(change);
}

/** Keeps the address and the state the same. A new view, story or selection can be gone back from; the rest cannot. */
export function startRouter(app: App, isView: (id: string) => boolean, failed: (error: unknown) => void): void {
  let late = 0,
    following = false;
  const first = address(app); /* a page that was opened without a hash is gone back to as it was */
  const write = (push: boolean) => {
    const hash = address(app);
    if (hash === location.hash) return;
    /* A link that was followed is one step already, whatever the address says besides. */
    if (push && !following) location.hash = hash;
    else history.replaceState(null, '', hash);
  };
  app.listen((_, changed) => {
    clearTimeout(late);
    if (changed.has('view') || changed.has('story') || changed.has('selection') || changed.has('finding') || changed.has('item') || changed.has('name') || changed.has('only')) write(true);
    else if (['inferred', 'steps', ...LOOK_KEYS].some((key) => changed.has(key as keyof State))) write(false);
    else if (changed.has('window')) late = window.setTimeout(() => write(false), 300);
  });
  window.addEventListener('hashchange', () => {
    const wanted = location.hash || first;
    if (wanted === address(app)) return;
    following = true;
    follow(app, wanted, isView)
      .catch(failed)
      .finally(() => {
        following = false;
      });
  });
}
