// A drawing that is made anew when its place gets another width.
import { fill, h, type Child } from '../../parts/dom';

export interface Sized {
  element: HTMLElement;
  destroy(): void;
}
const USUAL = 720;

export function sized(name: string, draw: (width: number) => Child): Sized {
  const element = h('div', { class: name }, draw(USUAL));
  let drawn = USUAL;
  const observer = new ResizeObserver(() => {
    const width = Math.floor(element.clientWidth);
    if (width < 60 || width === drawn) return;
    drawn = width;
    fill(element, draw(width));
  });
  observer.observe(element);
  return { element, destroy: () => observer.disconnect() };
}
