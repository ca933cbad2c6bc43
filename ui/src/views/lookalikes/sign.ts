// The signs of the places where a name was carried, in the picture, its legend and the tables.
import { MAIL_WHERES } from '../../data/entry';
import { svg } from '../../parts/dom';

const SIZE = 4.5;

/** A sign for each place, of its own shape: posts, documents and files hollow. */
export function sign(where: string, x: number, y: number, r = SIZE): SVGElement {
  const at = (dx: number, dy: number) => `${(x + dx * r).toFixed(1)} ${(y + dy * r).toFixed(1)}`,
    way = (...corners: [number, number][]) => `M${corners.map(([dx, dy]) => at(dx, dy)).join('L')}Z`;
  const shapes: Record<string, string> = {
    'mail-link': way([-0.9, -0.9], [0.9, -0.9], [0.9, 0.9], [-0.9, 0.9]),
    sender: way([0, -1.1], [1.1, 0.9], [-1.1, 0.9]),
    'reply-to': way([-1.1, 0], [0.9, -1.1], [0.9, 1.1]),
    recipient: way([0, 1.1], [1.1, -0.9], [-1.1, -0.9]),
    received: way([0, -1.2], [1.2, 0], [0, 1.2], [-1.2, 0]),
    'return-path': way([1.1, 0], [-0.9, -1.1], [-0.9, 1.1]),
    signer: way([-0.4, -1.1], [0.4, -1.1], [0.4, -0.4], [1.1, -0.4], [1.1, 0.4], [0.4, 0.4], [0.4, 1.1], [-0.4, 1.1], [-0.4, 0.4], [-1.1, 0.4], [-1.1, -0.4], [-0.4, -0.4]),
    'document-link': way([-0.8, -1.1], [0.8, -1.1], [0.8, 1.1], [-0.8, 1.1]),
    file: way([-0.6, -1], [0.6, -1], [1.2, 0], [0.6, 1], [-0.6, 1], [-1.2, 0]),
  };
  const name = `look-mark ${MAIL_WHERES.includes(where) ? 'is-mail' : where === 'post-link' ? 'is-post' : 'is-file'}`;
  return Object.hasOwn(shapes, where) ? svg('path', { class: name, d: shapes[where] }) : svg('circle', { class: name, cx: x.toFixed(1), cy: y.toFixed(1), r });
}

/** The same in a line of text. */
export const aloneSign = (where: string): SVGElement => svg('svg', { class: 'look-sign', width: 14, height: 14, viewBox: '0 0 14 14', 'aria-hidden': 'true' }, sign(where, 7, 7));
