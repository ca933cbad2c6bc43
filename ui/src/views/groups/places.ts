// Which accounts and pairs of a finding a picture shows, and where they stand. Pure: no document.
import type { Finding } from '../../data/finding';

const NODES = 400,
  LINES = 1500,
  PAD = 26;

export interface Places {
  accounts: number[];
  x: Float64Array;
  y: Float64Array;
  r: Float64Array;
  pairs: number[];
  /** Ends of each pair, as places in `accounts`. */
  ends: [number, number][];
  height: number;
  /** All that there were. */
  allAccounts: number;
  allPairs: number;
}

/** The strongest members of a group (of all groups: null), fitted into `width`; the height follows, within bounds. */
export function placesOf(finding: Finding, group: number | null, width: number): Places {
  const { groups, pairs, accounts: a } = finding.d;
  const all = group === null ? [...new Set(groups.flatMap((g) => g.members))] : [...groups[group].members];
  const strength = new Map(all.map((account) => [account, finding.strength(account)]));
  const accounts = all.sort((x, y) => strength.get(y)! - strength.get(x)! || x - y).slice(0, NODES);
  const at = new Map(accounts.map((account, i) => [account, i]));
  const candidates = group === null ? groups.flatMap((_, g) => finding.groupPairs(g)) : [...finding.groupPairs(group)];
  const shown = candidates
    .filter((pair) => at.has(pairs.a[pair]) && at.has(pairs.b[pair]))
    .sort((x, y) => pairs.joint[y] - pairs.joint[x] || x - y)
    .slice(0, LINES);
  const most = Math.max(1, ...accounts.map((account) => strength.get(account)!)),
    large = (accounts.length > 120 ? 5 : 9) * Math.min(1, Math.max(0.4, width / 720)),
    least = 3 * Math.min(1, Math.max(0.6, width / 720));
  const xs = accounts.map((account) => a.x[account]),
    ys = accounts.map((account) => a.y[account]);
  const bounds = (values: number[]): [number, number] => (values.length > 0 ? [Math.min(...values), Math.max(...values)] : [0, 0]);
  const [x0, x1] = bounds(xs),
    [y0, y1] = bounds(ys),
    wide = Math.max(x1 - x0, 1e-6),
    high = Math.max(y1 - y0, 1e-6);
  const room = Math.max(40, width - 2 * PAD),
    height = Math.round(Math.min(Math.max(180, (room * high) / wide + 2 * PAD), Math.max(240, width * 0.62), 560));
  const k = Math.min(room / wide, (height - 2 * PAD) / high);
  const place = (value: number, low: number, span: number, size: number) => size / 2 + (value - low - span / 2) * k;
  return {
    accounts,
    x: Float64Array.from(xs, (x) => place(x, x0, x1 - x0, width)),
    y: Float64Array.from(ys, (y) => place(y, y0, y1 - y0, height)),
    r: Float64Array.from(accounts, (account) => least + large * Math.sqrt(strength.get(account)! / most)),
    pairs: shown,
    ends: shown.map((pair) => [at.get(pairs.a[pair])!, at.get(pairs.b[pair])!]),
    height,
    allAccounts: all.length,
    allPairs: candidates.length,
  };
}

export interface Pointed {
  kind: 'account' | 'pair';
  /** Place in `accounts` or `pairs`. */
  at: number;
}

/** What lies under a point: an account before a pair. */
export function pointedAt(p: Places, x: number, y: number): Pointed | null {
  let best = -1,
    least = 5;
  for (let i = 0; i < p.accounts.length; i++) {
    const d = Math.hypot(x - p.x[i], y - p.y[i]) - p.r[i];
    if (d < least) [best, least] = [i, d];
  }
  if (best >= 0) return { kind: 'account', at: best };
  least = 5;
  p.ends.forEach(([a, b], i) => {
    const dx = p.x[b] - p.x[a],
      dy = p.y[b] - p.y[a],
      long = dx * dx + dy * dy || 1;
    const t = Math.min(1, Math.max(0, ((x - p.x[a]) * dx + (y - p.y[a]) * dy) / long)),
      d = Math.hypot(x - p.x[a] - t * dx, y - p.y[a] - t * dy);
    if (d < least) [best, least] = [i, d];
  });
  return best >= 0 ? { kind: 'pair', at: best } : null;
}

/** Names for the strongest that do not lie on each other or on a stronger disc: places in `accounts`, and on which side. */
export function namesAt(p: Places, width: number, measure: (account: number) => number, most = 40): { at: number; x: number; y: number; end: boolean }[] {
  const taken: [number, number, number, number][] = [],
    found: { at: number; x: number; y: number; end: boolean }[] = [];
  for (let i = 0; i < Math.min(p.accounts.length, 60); i++) taken.push([p.x[i] - p.r[i], p.y[i] - p.r[i], p.x[i] + p.r[i], p.y[i] + p.r[i]]);
  for (let i = 0; i < p.accounts.length && found.length < most; i++) {
    const long = measure(p.accounts[i]);
    for (const end of [false, true]) {
      const x = end ? p.x[i] - p.r[i] - 4 : p.x[i] + p.r[i] + 4,
        box: [number, number, number, number] = [end ? x - long : x, p.y[i] - 8, end ? x : x + long, p.y[i] + 8];
      const isFree = box[0] >= 2 && box[2] <= width - 2 && taken.every((t, k) => k === i || t[2] < box[0] || t[0] > box[2] || t[3] < box[1] || t[1] > box[3]);
      if (!isFree) continue;
      taken.push(box);
      found.push({ at: i, x, y: p.y[i] + 4, end });
      break;
    }
  }
  return found;
}

/** Where each group's name stands: above its discs, beside or below them; left out where it would lie on something. */
export function groupNamesAt(p: Places, width: number, groupOf: (account: number) => number, measure: (group: number) => number): { group: number; x: number; y: number }[] {
  type Box = [number, number, number, number];
  const discs: Box[] = p.accounts.map((_, i) => [p.x[i] - p.r[i], p.y[i] - p.r[i], p.x[i] + p.r[i], p.y[i] + p.r[i]]),
    around = new Map<number, Box>(),
    taken = [...discs],
    found: { group: number; x: number; y: number }[] = [];
  p.accounts.forEach((account, i) => {
    const d = discs[i],
      b = around.get(groupOf(account)) ?? d;
    around.set(groupOf(account), [Math.min(b[0], d[0]), Math.min(b[1], d[1]), Math.max(b[2], d[2]), Math.max(b[3], d[3])]);
  });
  for (const [group, b] of [...around].sort(([x], [y]) => x - y)) {
    const half = measure(group) / 2,
      x = (b[0] + b[2]) / 2,
      y = (b[1] + b[3]) / 2 + 4;
    const spots = [[Math.min(Math.max(x, half + 2), width - half - 2), b[1] - 4], [b[2] + 6 + half, y], [b[0] - 6 - half, y], [x, b[3] + 13]];
    for (const [x, y] of spots) {
      const box: Box = [x - half, y - 9, x + half, y + 3];
      if (box[0] < 0 || box[1] < 0 || box[2] > width || box[3] > p.height || taken.some((t) => t[2] >= box[0] && t[0] <= box[2] && t[3] >= box[1] && t[1] <= box[3])) continue;
      taken.push(box);
      found.push({ group, x, y });
      break;
    }
  }
  return found;
}
