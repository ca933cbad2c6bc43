// Places across a lane for marks that lie close in time, always the same for the same marks.

/** The n-th number of a sequence that spreads evenly over 0 to 1 wherever it is cut (van der Corput, base 2). */
export function spread(n: number): number {
  let value = 0, part = 0.5;
  for (let i = n; i > 0; i = Math.floor(i / 2), part /= 2) value += (i & 1) * part;
  return value;
}

/**
 * A few marks: the earlier in `order` stay at the middle (0), others step aside until they touch none, at most `half` away.
 * `x` and `r` are in pixels.
 */
export function swarm(order: number[], x: (i: number) => number, r: (i: number) => number, half: number): Map<number, number> {
  const placed = new Map<number, number>(), cells = new Map<number, number[]>();
  let widest = 1;
  for (const i of order) widest = Math.max(widest, r(i));
  const cell = 2 * widest + 2;
  order.forEach((i, rank) => {
    const c = Math.floor(x(i) / cell), near = [c - 1, c, c + 1].flatMap((k) => cells.get(k) ?? []);
    const limit = Math.max(0, half - r(i)), isFree = (y: number) => near.every((j) => {
      const dx = x(i) - x(j), dy = y - placed.get(j)!, apart = r(i) + r(j) + 1;
      return dx * dx + dy * dy >= apart * apart;
    });
    let y: number | null = null;
    for (let step = 0; step <= limit && y === null; step += 1.5) y = isFree(-step) ? 0 - step : isFree(step) ? step : null;
    placed.set(i, y ?? (2 * spread(rank + 1) - 1) * limit);
    const at = cells.get(c);
    if (at) at.push(i); else cells.set(c, [i]);
  });
  return placed;
}

/** Very many marks in time order: a cloud as wide as they are dense there; neighbours in time are far apart in it at any zoom. */
export function cloud(order: number[], x: (i: number) => number, width: number, half: number): Map<number, number> {
  const columns = Math.max(8, Math.round(width / 6)), counts = new Float64Array(columns + 2), placed = new Map<number, number>();
  const at = (i: number) => (Math.min(1, Math.max(0, x(i) / Math.max(1, width))) * (columns - 1)) + 0.5;
  for (const i of order) counts[Math.floor(at(i)) + 1]++;
  const smooth = counts.map((n, k) => ((counts[k - 1] ?? n) + 2 * n + (counts[k + 1] ?? n)) / 4), most = Math.max(1, ...smooth);
  order.forEach((i, rank) => {
    const tall = Math.max(0.06, Math.sqrt(smooth[Math.floor(at(i)) + 1] / most));
    placed.set(i, (2 * spread(rank + 1) - 1) * half * tall);
  });
  return placed;
}

/** Spans in rows: each goes to the first row that is free where it begins; when all `rows` are taken, to the one that is free first. */
export function rowsOf(order: number[], from: (i: number) => number, to: (i: number) => number, rows: number): Map<number, number> {
  const free = new Array<number>(rows).fill(-Infinity), placed = new Map<number, number>();
  for (const i of order) {
    let row = free.findIndex((f) => f <= from(i));
    if (row < 0) row = free.indexOf(Math.min(...free));
    placed.set(i, row);
    free[row] = Math.max(free[row], to(i) + 4);
  }
  return placed;
}
