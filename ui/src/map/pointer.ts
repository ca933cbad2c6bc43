// The pointer over the picture: what it rests on, at most once a frame, and what is clicked.
import type { Selection } from '../data/story';

export interface PointerDeeds {
  /** What lies at a place, in CSS pixels, with so much slack. */
  itemAt(x: number, y: number, slack: number): Selection | null;
  hover(item: Selection | null, x: number, y: number): void;
  click(item: Selection | null): void;
}

export function listenPointer(canvas: HTMLCanvasElement, deeds: PointerDeeds): void {
  const point = (e: MouseEvent) => {
    const box = canvas.getBoundingClientRect();
    return { x: e.clientX - box.left, y: e.clientY - box.top };
  };
  let asked = 0, down: { x: number; y: number } | null = null;
  canvas.addEventListener('pointermove', (e) => {
    if (asked || e.buttons || e.pointerType === 'touch') return;
    asked = requestAnimationFrame(() => {
      asked = 0;
      const p = point(e), item = deeds.itemAt(p.x, p.y, 5);
      canvas.classList.toggle('over', item !== null);
      deeds.hover(item, p.x, p.y);
    });
  });
  canvas.addEventListener('pointerleave', () => {
    if (asked) cancelAnimationFrame(asked);
    asked = 0;
    deeds.hover(null, 0, 0);
  });
  canvas.addEventListener('pointerdown', (e) => { down = point(e); });
  canvas.addEventListener('click', (e) => {
    const p = point(e);
    // The end of a movement is no click.
    if (down && Math.hypot(p.x - down.x, p.y - down.y) > 6) return;
    deeds.click(deeds.itemAt(p.x, p.y, 8));
  });
}
