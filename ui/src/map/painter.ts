// Orders pictures from the worker, one at a time: while one is drawn, only the latest further order is kept. Where there are no workers
// or no off-screen canvases, or a worker is refused, the same drawing is done here.
import { Drawer, type Told } from './drawer';
import PictureWorker from './worker?worker&inline';
import type { Coloring, Mask, Moments, Order, Scene } from './scene';
import type { FromWorker, ToWorker } from './worker';

export type Image = ImageBitmap | HTMLCanvasElement;
type Done = (image: Image | null) => void;

export class Painter {
  private worker: Worker | null;
  private drawer: Drawer | null = null;
  /** The latest of each kind, for the drawer that takes over from a worker. */
  private readonly told = new Map<Told['kind'], Told>();
  private busy: { id: number; order: Order; done: Done } | null = null;
  private waiting: { order: Order; done: Done } | null = null;
  private count = 0;
  private ended = false;

  constructor() {
    this.worker = startWorker();
    if (!this.worker) { this.drawHere(); return; }
    this.worker.onmessage = (event: MessageEvent<FromWorker>) => this.finish(event.data.id, event.data.bitmap);
    this.worker.onerror = (event) => {
      event.preventDefault();
      this.drawHere();
    };
  }

  setScene(scene: Scene): void {
    this.told.clear();
    this.tell({ kind: 'scene', scene });
  }
  setColoring(coloring: Coloring): void { this.tell({ kind: 'coloring', coloring }); }
  setMask(mask: Mask): void { this.tell({ kind: 'mask', mask }); }
  setMoments(moments: Moments): void { this.tell({ kind: 'moments', moments }); }

  /** Calls `done` with the picture, or never when a later order overtakes this one. */
  draw(order: Order, done: Done): void {
    this.waiting = { order, done };
    this.next();
  }

  destroy(): void {
    this.ended = true;
    this.waiting = null;
    this.worker?.terminate();
  }

  private tell(message: Told): void {
    this.told.set(message.kind, message);
    if (this.drawer) this.drawer.tell(message);
    else this.worker?.postMessage(message);
  }

  private drawHere(): void {
    if (this.ended || this.drawer) return;
    this.worker?.terminate();
    this.worker = null;
    this.drawer = new Drawer((width, height) => {
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = height;
      return canvas;
    });
    for (const message of this.told.values()) this.drawer.tell(message);
    const again = this.busy;
    this.busy = null;
    if (again) this.waiting ??= again;
    this.next();
  }

  private next(): void {
    if (this.busy || !this.waiting || this.ended) return;
    const { order, done } = this.waiting, id = ++this.count, { drawer } = this;
    this.waiting = null;
    this.busy = { id, order, done };
    if (drawer) setTimeout(() => { if (!this.ended) this.finish(id, drawer.draw(order) as HTMLCanvasElement | null); }, 0);
    else this.worker?.postMessage({ kind: 'draw', id, order } satisfies ToWorker);
  }

  private finish(id: number, image: Image | null): void {
    if (this.ended || this.busy?.id !== id) return;
    const { done } = this.busy;
    this.busy = null;
    done(image);
    this.next();
  }
}

function startWorker(): Worker | null {
  if (typeof Worker === 'undefined' || typeof OffscreenCanvas === 'undefined') return null;
  try {
    return new OffscreenCanvas(1, 1).getContext('2d') ? new PictureWorker() : null;
  } catch {
    return null;
  }
}
