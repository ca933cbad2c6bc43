// On paper: every view that has something for it, one after the other, made when printing begins and removed after it.
import type { App } from '../app';
import { h } from '../parts/dom';
import type { View } from '../views/view';
import { paperHead } from './shell';

export function listenPrint(app: App, shown: () => readonly View[]): void {
  let paper: HTMLElement | undefined;
  window.addEventListener('beforeprint', () => {
    paper?.remove();
    paper = h('div', { class: 'paper' }, paperHead(app));
    for (const view of shown()) {
      const printed = view.print?.(app);
      if (printed) paper.append(h('section', { 'data-view': view.id }, printed));
    }
    document.body.append(paper);
  });
  window.addEventListener('afterprint', () => {
    paper?.remove();
    paper = undefined;
  });
}
