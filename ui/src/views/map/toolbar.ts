// The controls above the picture.
import type { App, State } from '../../app';
import { freshId, h, svg } from '../../parts/dom';

export interface ToolbarDeeds { zoom(factor: number): void; fit(): void; save(kind: 'svg' | 'png'): void; table(on: boolean): void }

const icon = (d: string): SVGElement =>
  svg('svg', { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true', fill: 'none', stroke: 'currentColor', 'stroke-width': 1.6 }, svg('path', { d }));

export function createToolbar(app: App, search: HTMLElement, deeds: ToolbarDeeds): { element: HTMLElement; show(): void } {
  const w = app.words.map, foldId = freshId('map-fold');
  const modes = (['network', 'timeline'] as const).map((mode) =>
    h('button', { type: 'button', 'data-mode': mode, onclick: () => app.set({ mode }) }, w.mode[mode]));
  function choice<K extends 'color' | 'size'>(key: K, name: string, values: Record<string, string>): [HTMLElement, HTMLSelectElement] {
    const select = h('select', { onchange: () => app.set({ [key]: select.value } as Partial<State>), 'data-choice': key },
      Object.entries(values).map(([value, label]) => h('option', { value }, label)));
    return [h('label', { class: 'map-field' }, h('span', null, name), select), select];
  }
  const hasGroups = app.story!.hasGroups, { name: colorName, group, ...others } = w.color, colors: Record<string, string> = app.story!.finding?.groupCount ? { ...others, group } : others;
  const{ name: sizeName, ...sizes } = w.size;
  const [color, colorSelect] = choice('color', colorName, colors), [size, sizeSelect] = choice('size', sizeName, sizes);
  const inferred = h('input', { type: 'checkbox', onchange: () => app.set({ inferred: inferred.checked }), 'data-inferred': true });
  const steps = h('input', { type: 'checkbox', onchange: () => app.set({ steps: steps.checked }), 'data-steps': true });
  const table = h('button', { type: 'button', 'aria-pressed': 'false', 'data-table': true, onclick: () => {
    const on = table.getAttribute('aria-pressed') !== 'true';
    table.setAttribute('aria-pressed', String(on));
    deeds.table(on);
  } }, w.table);
  const tool = (name: string, d: string, act: () => void) => h('button', { type: 'button', class: 'map-tool', 'aria-label': name, title: name, onclick: act }, icon(d));
  const fold = h('div', { class: 'map-fold', id: foldId },
    color, size, h('label', { class: 'map-check' }, inferred, w.inferred),
    hasGroups && h('label', { class: 'map-check' }, steps, app.words.groups.panel.lines), table,
    h('div', { class: 'joined', role: 'group', 'aria-label': w.save },
      h('button', { type: 'button', 'aria-label': w.saveSvg, title: w.saveSvg, onclick: () => deeds.save('svg') }, icon('M8 2v8M4.5 7 8 10.5 11.5 7M2.5 13.5h11'), 'SVG'),
      h('button', { type: 'button', 'aria-label': w.savePng, title: w.savePng, onclick: () => deeds.save('png') }, 'PNG')));
  const more = h('button', { type: 'button', class: 'map-more', 'aria-expanded': 'false', 'aria-controls': foldId, onclick: () => {
    const open = more.getAttribute('aria-expanded') !== 'true';
    more.setAttribute('aria-expanded', String(open));
    fold.classList.toggle('is-open', open);
  } }, w.options);
  const element = h('div', { class: 'map-bar', role: 'group', 'aria-label': w.options },
    h('div', { class: 'joined', role: 'group', 'aria-label': w.mode.name }, modes), search, more, fold,
    h('div', { class: 'joined map-zoom' }, tool(w.zoomOut, 'M3 8h10', () => deeds.zoom(1 / 1.5)), tool(w.zoomIn, 'M3 8h10M8 3v10', () => deeds.zoom(1.5)),
      tool(w.fit, 'M2.5 6V2.5H6M10 2.5h3.5V6M13.5 10v3.5H10M6 13.5H2.5V10', deeds.fit)));
  return {
    element,
    show() {
      const s = app.state;
      for (const b of modes) b.setAttribute('aria-pressed', String(b.dataset.mode === s.mode));
      colorSelect.value = s.color;
      sizeSelect.value = s.size;
      inferred.checked = s.inferred;
      steps.checked = s.steps;
      steps.disabled = s.mode === 'timeline';
    },
  };
}
