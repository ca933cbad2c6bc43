// The legend: the colours, each of which can be hidden, and what shapes, lines and sizes mean.
import type { App } from '../../app';
import type { LegendEntry, Picture } from '../../map/picture';
import { drawnSaid } from '../../map/still';
import { KIND_SHAPES } from '../../map/timeline';
import { shapeIndex } from '../../map/network';
import { corners } from '../../map/vector';
import { POST_KINDS } from '../../data/document';
import { fill, h, svg, type Child } from '../../parts/dom';
import { count, many, postKind, short, text } from '../../parts/format';

/** A mark as it looks in the picture. */
function mark(shape: number, color: string, hollow = false): SVGElement {
  const props = hollow ? { fill: 'none', stroke: color, 'stroke-width': 1.5 } : { fill: color };
  const points = corners(shape, 5.2);
  return svg('svg', { viewBox: '-8 -8 16 16', width: 16, height: 16, 'aria-hidden': 'true' },
    points.length ? svg('polygon', { points: points.map((p) => p.map((v) => v.toFixed(2)).join()).join(' '), ...props }) : svg('circle', { r: 5.2, ...props }));
}
function line(width: number, dashes: string | null): SVGElement {
  return svg('svg', { viewBox: '0 0 26 16', width: 26, height: 16, 'aria-hidden': 'true' },
    svg('path', { d: 'M1 8H25', stroke: 'currentColor', 'stroke-width': width, 'stroke-dasharray': dashes }));
}

export function createLegend(app: App, hidden: Set<string>, changed: () => void): { element: HTMLElement; show(picture: Picture): void } {
  const w = app.words, story = app.story!, list = h('ul', { class: 'map-classes' }), signs = h('ul', { class: 'map-signs' });
  const drawn = h('p', { class: 'map-drawn', role: 'status' }), notes = h('div', { class: 'map-notes' });
  const element = h('section', { class: 'map-legend', 'aria-labelledby': 'map-legend-title' },
    h('h3', { id: 'map-legend-title' }, w.map.legend), list, signs, drawn, notes);

  function entry(e: LegendEntry, shape: number): HTMLElement {
    const off = hidden.has(e.key), said = text(off ? w.map.show : w.map.hide, { name: e.name, n: count(w, e.count) });
    const button = h('button', {
      type: 'button', class: 'map-class', 'aria-pressed': String(!off), 'aria-label': said, title: w.map.legendHint, 'data-key': e.key,
      onclick: () => {
        if (off) hidden.delete(e.key); else hidden.add(e.key);
        changed();
        [...list.querySelectorAll<HTMLElement>('button')].find((b) => b.dataset.key === e.key)?.focus();
      },
    }, mark(shape, e.color), h('span', { class: 'map-class-name' }, e.name), h('span', { class: 'map-class-count' }, short(w, e.count)));
    return h('li', null, button);
  }

  function meanings(mode: Picture['mode'], pairs: number): Child[] {
    const keys = w.map.keys, sign = (picture: SVGElement, said: string) => h('li', null, picture, said), grey = 'currentColor';
    const shapes = mode === 'timeline'
      ? POST_KINDS.map((kind, i) => ({ kind, i })).filter(({ i }) => story.d.posts.kind.includes(i)).map(({ i }) => sign(mark(KIND_SHAPES[i], grey), postKind(w, i)))
      : [];
    return [
      shapes,
      story.d.chain.length > 1 && sign(line(3, null), keys.chain), sign(line(1.5, null), keys.seen),
      story.d.counts.inferred_links > 0 && sign(line(1.5, '4 3'), keys.inferred),
      pairs > 0 && sign(svg('svg', { viewBox: '0 0 26 16', width: 26, height: 16, 'aria-hidden': 'true' },
        svg('path', { d: 'M1 6H25M1 10H25', stroke: 'currentColor', 'stroke-width': 1.2 })), app.words.groups.panel.key),
      mode === 'timeline' && story.d.counts.coarse > 0 && sign(mark(0, grey, true), keys.coarse),
      story.d.counts.ghosts > 0 && sign(svg('svg', { viewBox: '-8 -8 16 16', width: 16, height: 16, 'aria-hidden': 'true' },
        svg('circle', { r: 5.2, fill: 'none', stroke: grey, 'stroke-width': 1.5, 'stroke-dasharray': '2 2' })), keys.ghost),
      sign(svg('svg', { viewBox: '-8 -8 16 16', width: 16, height: 16, 'aria-hidden': 'true' }, svg('circle', { cx: -5, r: 2, fill: grey }), svg('circle', { cx: 3, r: 4.6, fill: grey })),
        app.state.size === 'audience' ? keys.sizeAudience : keys.sizeReach),
    ];
  }

  return {
    element,
    show(picture) {
      const byPlatform = app.state.color === 'platform' && picture.mode === 'network';
      const shapes = new Map(story.d.platforms.map((p) => [p.name, shapeIndex(p.shape)]));
      fill(list, picture.legend().map((e) => entry(e, byPlatform ? shapes.get(e.key) ?? 0 : 0)));
      fill(signs, meanings(picture.mode, picture.pairsShown().drawn));
      const n = picture.shown(), said = drawnSaid(w, n, picture.mode === 'timeline');
      if (drawn.textContent !== said) drawn.textContent = said;
      fill(notes, notesOf(app, picture, n.outside).map((note) => h('p', null, note)));
    },
  };
}

/** What is not in the picture, and what it does not mean. */
function notesOf(app: App, picture: Picture, outside: number): string[] {
  const w = app.words, { hidden } = app.story!.d, notes: string[] = [];
  if (hidden.nodes || hidden.edges)
    notes.push(text(w.map.hidden, { nodes: many(w, hidden.nodes, w.count.accounts), edges: many(w, hidden.edges, w.count.relays) }));
  if (picture.mode === 'network' && hidden.alone) notes.push(many(w, hidden.alone, w.map.alone));
  if (picture.mode === 'timeline' && hidden.posts) notes.push(many(w, hidden.posts, w.play.hidden));
  if (outside) notes.push(many(w, outside, w.map.outside));
  const pairs = picture.pairsShown();
  if (pairs.drawn) notes.push(many(w, pairs.drawn, w.groups.panel.drawn));
  if (pairs.drawn && pairs.left) notes.push(many(w, pairs.left, w.groups.panel.left));
  if (picture.mode === 'network') notes.push(w.map.place);
  return notes;
}
