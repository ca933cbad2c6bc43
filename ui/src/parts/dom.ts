// Small helpers that make elements. Text goes in as text nodes only, so nothing from evidence is ever read as markup.
export type Child = Node | string | number | null | undefined | false | readonly Child[];
export type Props = Record<string, unknown>;

const SVG = 'http://www.w3.org/2000/svg';

/** "onclick" with a function listens; "class", "for" and aria-… are attributes; `style` is an object set through the CSSOM
 *  (the page's policy refuses style attributes); true is a bare attribute; null, undefined and false leave it out. */
function apply(element: HTMLElement | SVGElement, props: Props): void {
  for (const [name, value] of Object.entries(props)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith('on') && typeof value === 'function')
      element.addEventListener(name.slice(2), value as EventListener);
    else if (name === 'style') {
      for (const [key, to] of Object.entries(value as Record<string, string>)) element.style.setProperty(key, to);
    } else if (
      name === 'value' ||
      name === 'checked' ||
      name === 'disabled' ||
      name === 'selected' ||
      name === 'indeterminate'
    )
      (element as unknown as Props)[name] = value;
    else element.setAttribute(name, value === true ? '' : String(value));
  }
}

export function add(parent: Node, children: readonly Child[]): void {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) add(parent, child as readonly Child[]);
    else parent.appendChild(child instanceof Node ? child : document.createTextNode(String(child)));
  }
}

/** h('a', { class: 'x', href: '#', onclick: f }, 'text', child, [more]) */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props?: Props | null,
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  if (props) apply(element, props);
  add(element, children);
  return element;
}

/** The same for SVG: svg('path', { d: '…' }) */
export function svg<K extends keyof SVGElementTagNameMap>(
  tag: K,
  props?: Props | null,
  ...children: Child[]
): SVGElementTagNameMap[K] {
  const element = document.createElementNS(SVG, tag);
  if (props) apply(element, props);
  add(element, children);
  return element;
}

/** Puts `children` in the place of what `parent` holds. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.replaceChildren();
  add(parent, children);
}

let ids = 0;
/** An id that no other element of the page has, for labels and aria-describedby. */
export const freshId = (stem: string): string => `${stem}-${++ids}`;

/** A template's "{name}" places filled with text or elements: phrase('{who} on {where}', { who: link, where: 'x' }). */
export function phrase(template: string, parts: Record<string, Child>): Child[] {
  return template.split(/\{(\w+)\}/).map((piece, i) => (i % 2 ? parts[piece] : piece));
}

/** Lets the reader save `data` as a file. */
export function download(name: string, data: Blob): void {
  const address = URL.createObjectURL(data);
  h('a', { href: address, download: name }).click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}
