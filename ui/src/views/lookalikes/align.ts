// A name laid against the protected one, step by step, so that the changed letters can be shown. Pure.
import type { AlikeName, LookalikesPart, Step } from '../../data/entry';

export interface Piece {
  /** What stands in the protected name; "" for what was put in. */
  from: string;
  /** What stands in this name; "" for what was left out. */
  to: string;
  /** The same letters in both; or, with `from` empty, what stands before it and is no change. */
  isSame: boolean;
}

const OWN_STEP = 1,
  LETTER = 4,
  LONGEST = 300;

/** Whether `part` stands at `at`. */
const stands = (name: readonly string[], at: number, part: readonly string[]): boolean => part.length <= name.length - at && part.every((c, i) => name[at + i] === c);

interface Laid {
  cost: number;
  pieces: Piece[];
}

/**
 * The cheapest way from one name to the other: letters that are the same cost nothing, a step that the judgement names little, any other
 * letter more. O(length² · steps); names are at most 253 letters.
 */
export function lay(from: string, to: string, steps: readonly Step[]): Laid {
  const a = [...from].slice(0, LONGEST),
    b = [...to].slice(0, LONGEST),
    wide = b.length + 1;
  const moves = steps.map((s) => ({ from: [...s.from], to: [...s.to] })).filter((s) => s.from.length + s.to.length > 0);
  const cost = new Float64Array((a.length + 1) * wide).fill(Infinity),
    back = new Int32Array(cost.length).fill(-1);
  cost[0] = 0;
  const reach = (at: number, i: number, j: number, more: number) => {
    const to = i * wide + j;
    if (cost[at] + more < cost[to]) {
      cost[to] = cost[at] + more;
      back[to] = at;
    }
  };
  for (let i = 0; i <= a.length; i++)
    for (let j = 0; j <= b.length; j++) {
      const at = i * wide + j;
      if (cost[at] === Infinity) continue;
      if (i < a.length && j < b.length) reach(at, i + 1, j + 1, a[i] === b[j] ? 0 : 2 * LETTER - 1);
      if (i < a.length) reach(at, i + 1, j, LETTER);
      if (j < b.length) reach(at, i, j + 1, LETTER);
      for (const m of moves) if (stands(a, i, m.from) && stands(b, j, m.to)) reach(at, i + m.from.length, j + m.to.length, OWN_STEP);
    }
  const pieces: Piece[] = [];
  for (let at = cost.length - 1; at > 0; at = back[at]) {
    const before = back[at],
      [i, j] = [Math.floor(before / wide), before % wide],
      piece = { from: a.slice(i, Math.floor(at / wide)).join(''), to: b.slice(j, at % wide).join('') };
    const isSame = piece.from === piece.to,
      next = pieces[0];
    if (next && next.isSame === isSame) {
      next.from = piece.from + next.from;
      next.to = piece.to + next.to;
    } else pieces.unshift({ ...piece, isSame });
  }
  return { cost: cost[cost.length - 1], pieces };
}

/** Where the steps' letters stand, when the protected name itself cannot be laid against this one (a brand in another script, say). */
function marked(to: string, steps: readonly Step[]): Piece[] {
  const pieces: Piece[] = [];
  let rest = to;
  for (const step of steps) {
    const at = step.to ? rest.indexOf(step.to) : -1;
    if (at < 0) continue;
    if (at > 0) pieces.push({ from: rest.slice(0, at), to: rest.slice(0, at), isSame: true });
    pieces.push({ from: step.from, to: step.to, isSame: false });
    rest = rest.slice(at + step.to.length);
  }
  if (rest) pieces.push({ from: rest, to: rest, isSame: true });
  return pieces;
}

const words = (said: string): string[] => said.split(/\s+/).filter(Boolean);

export interface Alignment {
  /** Which of the owner's names it was laid against. */
  against: string;
  pieces: Piece[];
  /** False: only the letters of the steps are marked. */
  isWhole: boolean;
}

/** Against the protected name, or the alias or brand of its owner that it is nearest to. */
export function align(look: LookalikesPart, name: AlikeName): Alignment {
  const own = look.protected[name.protected],
    shown = name.shown || name.host || name.domain;
  let best: (Laid & { against: string }) | undefined;
  const ending = /\.[^.]*$/.exec(shown)?.[0] ?? ''; /* a brand has none of its own: the name's is no change */
  const owners = [own.domain, ...words(own.aliases).slice(0, 20)],
    brands = words(own.brands).slice(0, 20);
  /* Hosts below the registered name ("www.") are no trick of theirs: it is laid with them, or without. */
  const labels = shown.split('.'),
    below = labels.slice(0, Math.max(0, labels.length - name.domain.split('.').length)).join('.'),
    starts = below ? ['', `${below}.`] : [''];
  for (const against of [...owners, ...brands]) for (const start of starts) {
    const whole = owners.includes(against) ? against : against + ending,
      laid = lay(whole, shown.slice(start.length), name.steps),
      told = name.steps.filter((s) => laid.pieces.some((p) => !p.isSame && p.from.includes(s.from) && p.to.includes(s.to))).length,
      cost = laid.cost + LETTER * (name.steps.length - told); /* the one that the steps begin at, before one that is nearer by chance */
    if (best && cost >= best.cost) continue;
    best = { cost, against, pieces: start ? [{ from: '', to: start, isSame: true }, ...laid.pieces] : laid.pieces };
  }
  const same = best!.pieces.reduce((sum, p) => sum + (p.isSame ? p.from.length : 0), 0),
    explained = best!.pieces.reduce((sum, p) => sum + (!p.isSame && name.steps.some((s) => s.from === p.from && s.to === p.to) ? Math.max(p.from.length, p.to.length) : 0), 0);
  const isWhole = same + explained >= Math.min(3, best!.against.length) && same + explained > best!.against.length / 3;
  return { against: best!.against, pieces: isWhole ? best!.pieces : marked(shown, name.steps), isWhole };
}
