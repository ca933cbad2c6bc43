// Keys of the whole page: 1 to 9 show the views, "?" lists the keys, Escape lets go of the selection.
import type { App } from '../app';
import { h } from '../parts/dom';
import type { View } from '../views/view';

const TYPING = 'input, textarea, select, [contenteditable]';

export function openKeys(app: App, views: readonly View[]): void {
  const w = app.words,
    view = views.find((v) => v.id === app.state.view);
  const rows = (list: readonly (readonly [string, string])[]) =>
    h(
      'dl',
      { class: 'keys' },
      list.map(([key, does]) => [h('dt', null, h('kbd', null, key)), h('dd', null, does)]),
    );
  const everywhere = [
    [views.length > 1 ? `1 – ${views.length}` : '1', w.shell.help.views],
    ['← →', w.shell.help.tabs],
    ['Esc', w.shell.help.escape],
    ['?', w.shell.help.list],
  ] as const;
  const here = view?.keys?.(w) ?? [];
  const dialog = h(
    'dialog',
    { 'aria-labelledby': 'keys-title' },
    h('h2', { id: 'keys-title' }, w.shell.help.title),
    h('h3', null, w.shell.help.everywhere),
    rows(everywhere),
    here.length > 0 && [h('h3', null, w.shell.help.here), rows(here)],
    h('form', { method: 'dialog' }, h('button', { class: 'primary' }, w.shell.help.close)),
  );
  dialog.addEventListener('close', () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
}

export function listenKeys(app: App, shown: () => readonly View[]): void {
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const target = event.target as Element | null;
    if (target?.closest(TYPING) || document.querySelector('dialog[open]')) return;
    const views = shown(),
      view = /^[1-9]$/.test(event.key) ? views[Number(event.key) - 1] : undefined;
    if (view) app.set({ view: view.id });
    else if (event.key === '?') openKeys(app, views);
    else if (event.key === 'Escape' && app.state.selection) app.set({ selection: null });
    else return;
    event.preventDefault();
  });
}
