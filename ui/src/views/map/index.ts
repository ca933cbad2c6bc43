// The Map view: the picture with its controls, its legend and what is selected.
import type { App } from '../../app';
import type { Selection } from '../../data/story';
import { createPicture, type Filter } from '../../map/picture';
import { paperTimeline } from '../../map/still';
import { download, fill, h } from '../../parts/dom';
import { isolated, text } from '../../parts/format';
import { createTimeBrush } from '../../parts/timebrush';
import type { View } from '../view';
import { exists, linesOf, selected, titleOf } from './describe';
import { createDetails } from './details';
import { listenKeys } from './keyboard';
import { createLegend } from './legend';
import { createNodeTable } from './nodes';
import { createSearch } from './search';
import { createToolbar } from './toolbar';
import './map.css';

function mount(place: HTMLElement, app: App): { destroy(): void } {
  const story = app.story!, w = app.words, hidden = new Set<string>();
  const filter = (): Filter => ({ window: app.state.window, inferred: app.state.inferred, hidden });
  const stage = h('div', { class: 'map-stage' }), tableFrame = h('div', { class: 'map-table', hidden: true }), brushPlace = h('div', { class: 'map-brush' });
  const tooltip = h('div', { class: 'map-tooltip', hidden: true, 'aria-hidden': 'true' });
  const details = createDetails(app), hint = h('p', { class: 'map-hint' }, w.map.hint);
  const legend = createLegend(app, hidden, () => { picture.setFilter(filter()); legend.show(picture); });
  let table: HTMLElement | null = null;

  const toolbar = createToolbar(app, createSearch(app, (node) => {
    const item: Selection = { kind: 'node', index: node };
    app.set({ selection: item });
    picture.zoomTo(item);
    app.announce(`${titleOf(w, story, item)}. ${w.map.firstDrawn}`);
  }), {
    zoom: (factor) => picture.zoomBy(factor),
    fit: () => picture.fit(),
    save: (kind) => void save(kind),
    table(on) {
      stage.hidden = on;
      tableFrame.hidden = !on;
      if (on && !table) tableFrame.append(table = createNodeTable(app).element);
    },
  });
  place.append(h('div', { class: 'map' }, h('h2', { class: 'spoken' }, w.views.map), toolbar.element,
    h('div', { class: 'map-body' }, stage, tableFrame, h('div', { class: 'map-side' }, details.element, hint, legend.element)), brushPlace));

  const label = text(w.map.picture, { title: isolated(story.d.title) });
  const picture = createPicture(stage, app, {
    mode: app.state.mode, color: app.state.color, size: app.state.size, filter: filter(), inStep: app.state.steps, label,
    onHover: (item, x, y) => { picture.highlight(item); point(item, x, y); },
    onSelect: (item) => app.set({ selection: item }),
    onView: () => { tooltip.hidden = true; },
  });
  stage.append(tooltip);
  const brush = story.postCount > 1 && story.d.from !== null ? createTimeBrush(brushPlace, app, { height: 64 }) : null;
  brushPlace.hidden = !brush;

  function point(item: Selection | null, x: number, y: number): void {
    tooltip.hidden = item === null;
    if (!item) return;
    fill(tooltip, h('strong', null, h('bdi', null, titleOf(w, story, item))), linesOf(w, story, item).map((line) => h('span', null, line)));
    const { offsetWidth: wide, offsetHeight: high } = tooltip, right = stage.clientWidth - wide - 8;
    tooltip.style.left = Math.max(8, x + 14 > right ? x - wide - 14 : x + 14) + 'px';
    tooltip.style.top = Math.max(8, Math.min(stage.clientHeight - high - 8, y + 14)) + 'px';
  }
  const endKeys = listenKeys(app, picture, (item) => {
    const at = item && picture.where(item);
    point(at ? item : null, at ? at.x : 0, at ? at.y + at.r : 0);
  });

  async function save(kind: 'svg' | 'png'): Promise<void> {
    const name = `sillage-${story.d.title.replace(/[^\p{L}\p{N}]+/gu, '-').replace(/^-|-$/g, '').slice(0, 60) || 'map'}-${picture.mode}.${kind}`;
    download(name, kind === 'svg' ? new Blob([picture.toSvg()], { type: 'image/svg+xml' }) : await picture.toPng());
  }

  function showSelection(): void {
    const chosen = selected(app), item = exists(story, chosen) ? chosen : null;
    picture.select(item);
    details.show(item);
    hint.hidden = item !== null;
  }
  const unlisten = app.listen((state, changed) => {
    if (changed.has('mode')) picture.setMode(state.mode);
    if (changed.has('size')) picture.setSize(state.size);
    if (changed.has('color')) { hidden.clear(); picture.setFilter(filter()); picture.setColor(state.color); }
    if (changed.has('window') || changed.has('inferred')) picture.setFilter(filter());
    if (changed.has('steps')) picture.setInStep(state.steps);
    if (changed.has('selection') || changed.has('mode')) showSelection();
    toolbar.show();
    if (['mode', 'size', 'color', 'window', 'inferred', 'steps', 'selection'].some((k) => changed.has(k as keyof typeof state))) legend.show(picture);
  });
  toolbar.show();
  showSelection();
  legend.show(picture);
  return {
    destroy() {
      unlisten();
      endKeys();
      brush?.destroy();
      picture.destroy();
      place.replaceChildren();
    },
  };
}

export const mapView: View = {
  id: 'map',
  isAvailable: (app) => app.story !== undefined && app.story.postCount > 0,
  mount,
  print(app) {
    const picture = app.story && paperTimeline(app, app.story, 1000, 560);
    return picture ? h('section', { class: 'map-paper' }, h('h2', null, app.words.map.mode.timeline), picture) : null;
  },
  keys: (w) => [['← ↑ → ↓', w.map.help.arrows], ['Enter', w.map.help.enter], ['E', w.map.help.edges], ['+  −  0', w.map.help.zoom], ['Esc', w.map.help.escape]],
};
