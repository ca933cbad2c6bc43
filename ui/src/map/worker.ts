// Draws off the page's own thread: keeps what it is told and answers an order with a bitmap.
import { Drawer, type Told } from './drawer';
import type { Order } from './scene';

export type ToWorker = Told | { kind: 'draw'; id: number; order: Order };
export interface FromWorker { id: number; bitmap: ImageBitmap | null }

const drawer = new Drawer((width, height) => new OffscreenCanvas(width, height));

self.onmessage = (event: MessageEvent<ToWorker>) => {
  const m = event.data;
  if (m.kind !== 'draw') drawer.tell(m);
  else {
    const canvas = drawer.draw(m.order) as OffscreenCanvas | null, bitmap = canvas?.transferToImageBitmap() ?? null;
    const answer: FromWorker = { id: m.id, bitmap };
    (self as unknown as Worker).postMessage(answer, bitmap ? [bitmap] : []);
  }
};
