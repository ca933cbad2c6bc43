// An overview that keeps its filters, its page and its place while one of its rows is looked at.
import type { App } from '../app';
import { h } from './dom';

/** What a view shows as long as no row is looked at; its parts are ended with the view. */
export interface Overview {
  element: HTMLElement;
  parts: { destroy(): void }[];
}

export interface WithRows<O extends Overview> {
  /** The view's own class. */
  name: string;
  /** What of the state names the row that is looked at; '' is the overview. */
  row: 'item' | 'name';
  /** Called once. */
  overview(): O;
  /** The page of a row; null when there is no such row, which shows the overview. */
  detail(row: string, overview: () => O): HTMLElement | null;
  /** The links of the overview that can lead to a row, and whether one does: the way back puts the focus there. */
  links: string;
  leadsTo(link: HTMLElement, row: string): boolean;
}

export function mountWithRows<O extends Overview>(place: HTMLElement, app: App, view: WithRows<O>): { destroy(): void } {
  const page = h('div', { class: `view-page ${view.name}` }),
    asked = () => app.state[view.row],
    overview = () => (whole ??= view.overview()),
    show = () => page.replaceChildren((asked() && view.detail(asked(), overview)) || overview().element);
  let whole: O | undefined,
    left = 0,
    shown = asked();
  const stop = app.listen((_, changed) => {
    if (changed.has('view') || changed.has('lang') || changed.has('story') || !changed.has(view.row)) return;
    if (!shown) left = window.scrollY;
    const from = shown;
    shown = asked();
    show();
    window.scrollTo(0, shown ? 0 : left);
    const links = shown ? [] : [...page.querySelectorAll<HTMLElement>(view.links)];
    (links.find((link) => view.leadsTo(link, from)) ?? page.querySelector<HTMLElement>('h2'))?.focus({ preventScroll: true });
  });
  show();
  place.append(page);
  return {
    destroy() {
      stop();
      whole?.parts.forEach((part) => part.destroy());
    },
  };
}

/** The same for paper, once: nothing there changes its width. */
export function printed(name: string, overview: Overview): HTMLElement {
  overview.parts.forEach((part) => part.destroy());
  return h('div', { class: `view-page ${name}` }, overview.element);
}
