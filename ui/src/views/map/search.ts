// A field that finds accounts by their names: a combobox with a list, by pointer or keyboard.
import type { App } from '../../app';
import { fill, freshId, h } from '../../parts/dom';
import { bareName, many, nodeName, nodeTitle } from '../../parts/format';
import { importance } from '../../map/network';

const SHOWN = 8;
const plain = (text: string): string => bareName(text).normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();

export function createSearch(app: App, chosen: (node: number) => void): HTMLElement {
  const w = app.words, story = app.story!, listId = freshId('map-found');
  let names: string[] | null = null, score: Float64Array | null = null, found: number[] = [], active = -1;
  const list = h('ul', { id: listId, role: 'listbox', class: 'map-found', 'aria-label': w.map.search, hidden: true });
  const input = h('input', {
    type: 'search', role: 'combobox', 'aria-label': w.map.search, placeholder: w.map.search, 'aria-autocomplete': 'list', 'aria-controls': listId,
    'aria-expanded': 'false', autocomplete: 'off', spellcheck: 'false', value: app.state.search, 'data-search': true,
  });

  function close(): void {
    list.hidden = true;
    active = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }
  function take(node: number): void {
    input.value = bareName(nodeName(w, story, node));
    app.set({ search: input.value });
    close();
    chosen(node);
  }
  function show(): void {
    const looked = plain(input.value.trim());
    if (!looked) { close(); return; }
    names ??= Array.from({ length: story.nodeCount }, (_, n) => plain(nodeName(w, story, n)));
    score ??= importance(story);
    const begins = (n: number) => (names![n].replace(/^@/, '').startsWith(looked.replace(/^@/, '')) ? 1 : 0), all: number[] = [];
    for (let n = 0; n < names.length; n++) if (names[n].includes(looked)) all.push(n);
    found = all.sort((a, b) => begins(b) - begins(a) || score![b] - score![a] || a - b).slice(0, SHOWN);
    fill(list, found.length
      ? found.map((n, i) => h('li', {
        id: `${listId}-${i}`, role: 'option', 'aria-selected': 'false', onpointerdown: (e: Event) => { e.preventDefault(); take(n); },
      }, h('span', { class: 'map-swatch', style: { '--color': story.d.platforms[story.d.network.nodes.platform[n]].color } }), h('bdi', null, nodeTitle(w, story, n))))
      : h('li', { class: 'soft', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' }, w.map.noneFound));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    move(found.length ? 0 : -1);
    app.announce(all.length ? many(w, all.length, w.map.found) : w.map.noneFound);
  }
  function move(to: number): void {
    active = to;
    [...list.children].forEach((li, i) => li.setAttribute('aria-selected', String(i === to)));
    if (to < 0) input.removeAttribute('aria-activedescendant');
    else input.setAttribute('aria-activedescendant', `${listId}-${to}`);
  }
  input.addEventListener('input', show);
  input.addEventListener('focus', () => { if (input.value) input.select(); });
  input.addEventListener('blur', close);
  input.addEventListener('keydown', (e) => {
    if (e.key === 'Escape' && !list.hidden) { close(); e.stopPropagation(); }
    else if (list.hidden && e.key === 'ArrowDown') show();
    else if (!list.hidden && found.length && (e.key === 'ArrowDown' || e.key === 'ArrowUp'))
      move((active + (e.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length);
    else if (e.key === 'Enter' && active >= 0) take(found[active]);
    else return;
    e.preventDefault();
  });
  return h('div', { class: 'map-search' }, input, list);
}
