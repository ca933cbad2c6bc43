// The picture by keyboard: from one to the next, into a relay and out of it, to its evidence.
import type { App } from '../../app';
import type { Selection } from '../../data/story';
import type { Picture } from '../../map/picture';
import { text } from '../../parts/format';
import { evidenceView, spoken } from './describe';
import { edgesOf } from './details';

const WAYS: Record<string, [number, number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** `pointed` is told where the keys stand, so that the picture can name it; returns what ends it. */
export function listenKeys(app: App, picture: Picture, pointed: (item: Selection | null) => void): () => void {
  const w = app.words.map;
  let cursor: Selection | null = null, edge = -1;
  const go = (item: Selection | null, before = ''): void => {
    if (!item) { app.announce(w.nothingThere); return; }
    cursor = item;
    if (!picture.where(item)) picture.zoomTo(item);
    picture.highlight(item);
    pointed(item);
    app.announce(before + spoken(app, item));
  };
  function throughEdges(): void {
    const from = app.state.selection ?? cursor, story = app.story!;
    const node = from?.kind === 'node' ? from.index : from?.kind === 'post' ? story.d.posts.node[from.index] : -1;
    if (node >= 0) { base = node; edge = -1; }
    if (base < 0) return;
    const all = edgesOf(story, base).filter((e) => picture.where({ kind: 'edge', index: e }));
    if (all.length === 0) { app.announce(w.noLinks); return; }
    edge = (edge + 1) % all.length;
    const item: Selection = { kind: 'edge', index: all[edge] };
    app.set({ selection: item });
    go(item, text(w.relayOf, { n: edge + 1, all: all.length }) + '. ');
  }
  let base = -1;
  function onKey(e: KeyboardEvent): void {
    if (e.ctrlKey || e.metaKey || e.altKey) return;
    const way = WAYS[e.key];
    if (way) go(picture.next(cursor ?? app.state.selection, ...way));
    else if (e.key === 'Enter' || e.key === ' ') {
      const item = cursor ?? app.state.selection, is = app.state.selection;
      if (!item) go(picture.next(null, 0, 0));
      else if (is && is.kind === item.kind && is.index === item.index) app.set({ view: evidenceView(item) });
      else app.set({ selection: item });
    } else if (e.key === '+' || e.key === '=') picture.zoomBy(1.5);
    else if (e.key === '-') picture.zoomBy(1 / 1.5);
    else if (e.key === '0') picture.fit();
    else if (e.key === 'e' || e.key === 'E') throughEdges();
    else if (e.key === 'Escape') {
      cursor = null;
      edge = base = -1;
      picture.highlight(null);
      pointed(null);
      app.set({ selection: null });
      app.announce(w.cleared);
    } else return;
    e.preventDefault();
    e.stopPropagation();
  }
  const forget = (): void => { cursor = null; picture.highlight(null); pointed(null); };
  picture.element.addEventListener('keydown', onKey);
  picture.element.addEventListener('blur', forget);
  return () => { picture.element.removeEventListener('keydown', onKey); picture.element.removeEventListener('blur', forget); };
}
