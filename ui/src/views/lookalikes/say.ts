// How names, tricks, grounds, places and times are said: one builder for both languages.
import type { App } from '../../app';
import { seenAt, type AlikeName, type Carried, type LookalikesPart, type Sighting, type Step } from '../../data/entry';
import { h, type Child } from '../../parts/dom';
import { count, cut, isoTime, isolated, list, many, text, time, TO_MINUTE } from '../../parts/format';
import { hashOf } from '../../shell/route';
import type { Plural, Words } from '../../words';
import { align, type Piece } from './align';
import { aloneSign } from './sign';

const has = (table: object, key: string): boolean => Object.hasOwn(table, key);
const own = (table: Record<string, string>, key: string): string => (has(table, key) ? table[key] : isolated(key));
const sentence = (said: string): string => said.charAt(0).toUpperCase() + said.slice(1);

export const nameHref = (app: App, name: string): string => hashOf(app, { view: 'lookalikes', name });

/** "letters that pass for others", "other ending" */
export const trickSaid = (w: Words, trick: string): string => own(w.lookalikes.tricks, trick);
export const tricksSaid = (w: Words, tricks: readonly string[]): string => list(w, tricks.map((t) => trickSaid(w, t)));
export const flagSaid = (w: Words, flag: string): string => own(w.lookalikes.flags, flag);
export const groundSaid = (w: Words, ground: string): string => own(w.lookalikes.grounds, ground);
export const whereSaid = (w: Words, where: string): string => own(w.lookalikes.wheres, where);
export const kindSaid = (w: Words, kind: string): string => own(w.lookalikes.kinds, kind);

const SCRIPTS = { Cyrl: /\p{Script=Cyrillic}/u, Grek: /\p{Script=Greek}/u, Armn: /\p{Script=Armenian}/u, Geor: /\p{Script=Georgian}/u, Hebr: /\p{Script=Hebrew}/u, Arab: /\p{Script=Arabic}/u, Cher: /\p{Script=Cherokee}/u, Hang: /\p{Script=Hangul}/u, Hani: /\p{Script=Han}/u, Thai: /\p{Script=Thai}/u, Deva: /\p{Script=Devanagari}/u } as const;
/** "U+0435, Cyrillic" of a letter beyond ASCII, which may look like any other; "" of the rest. */
export function lettersSaid(w: Words, letters: string): string {
  const odd = [...letters].filter((c) => c > '\u007f');
  if (odd.length === 0 || odd.length > 3) return '';
  const scripts = Object.entries(SCRIPTS).filter(([, of]) => odd.some((c) => of.test(c))).map(([code]) => new Intl.DisplayNames([w.lang], { type: 'script' }).of(code) ?? code);
  return [...odd.map((c) => `U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`), ...scripts].join(', ');
}

/** "“rn” stands for “m”", "“е” stands for “e” (U+0435, Cyrillic)" */
export function stepSaid(w: Words, step: Step): string {
  const { steps, stepOther } = w.lookalikes,
    forms = has(steps, step.trick) ? steps[step.trick] : {};
  const form = step.from && step.to ? 'both' : step.to ? 'added' : step.from ? 'left' : null;
  if (!form) return trickSaid(w, step.trick);
  const said = text(forms[form] ?? stepOther[form], { from: isolated(step.from), to: isolated(step.to), trick: trickSaid(w, step.trick) }),
    which = lettersSaid(w, step.to);
  return which ? `${said} (${which})` : said;
}

/** What was done, as one sentence without its end: the steps, and tricks that no step tells. */
export function doneSaid(w: Words, name: AlikeName): string {
  const told = new Set(name.steps.map((s) => s.trick)),
    said = [...name.steps.map((s) => stepSaid(w, s)), ...name.tricks.filter((t) => !told.has(t)).map((t) => trickSaid(w, t))];
  return [...new Set(said)].join(w.semicolon);
}

const GROUNDS_AGAINST = new Set(['several-steps', 'short-name', 'common-word', 'unrelated-words', 'part-of-word']);
/** Whether a ground makes chance likelier. */
export const speaksForChance = (ground: string): boolean => GROUNDS_AGAINST.has(ground);

/** “rn” stands for “m”; .com instead of .fr. High: below the same suffix. What a newer program found stays as it says it. */
export function reasonSaid(w: Words, name: AlikeName): string {
  const l = w.lookalikes,
    isKnown = name.tricks.every((t) => has(l.tricks, t)) && name.steps.every((s) => has(l.tricks, s.trick)) && name.grounds.every((g) => has(l.grounds, g));
  if (!isKnown && name.reason) return name.reason;
  const done = doneSaid(w, name),
    told = (isAgainst: boolean) => name.grounds.filter((g) => speaksForChance(g) === isAgainst).map((g) => groundSaid(w, g)).join(w.semicolon),
    [pro, contra] = [told(false), told(true)],
    why = pro && contra ? pro + w.semicolon + text(l.groundsAgainst, { grounds: contra }) : pro || contra;
  return [done && `${sentence(done)}.`, why && `${sentence(text(l.severityIs, { severity: w.leak.severities[name.severity] }))}${w.colon}${why}.`].filter(Boolean).join(' ');
}

/** "3 mails with a link, the sender of 1 mail" */
export function carriersSaid(w: Words, c: Carried): string[] {
  const { carriers } = w.lookalikes;
  return Object.entries(c.carriers)
    .filter(([, n]) => n > 0)
    .map(([where, n]) => (has(carriers, where) ? many(w, n, (carriers as Record<string, Plural>)[where]) : `${isolated(where)}${w.colon}${n}`));
}

/** "■ mails’ links 3": a line each, with the picture's sign. */
export const carriersShort = (w: Words, c: Carried): Child =>
  Object.entries(c.carriers)
    .filter(([, n]) => n > 0)
    .map(([where, n]) => h('span', { class: 'look-line look-count' }, aloneSign(where), h('span', null, own(w.lookalikes.wheresShort, where), ' ', h('span', { class: 'figures' }, count(w, n)))));

/** "17 March 2017, 09:12 UTC" */
export function whenSaid(w: Words, s: Sighting): string {
  const at = seenAt(s);
  return at === null ? w.time.unknown : time(w, at, s.received === null && s.precision > 0 ? s.precision : s.platform ? 1 : TO_MINUTE);
}
/** "2017-03-17 09:12", for tables. */
export const whenShort = (s: Sighting): Child => {
  const at = seenAt(s);
  return at !== null && h('span', { class: 'figures nowrap' }, isoTime(at, Math.max(TO_MINUTE, s.received === null ? s.precision : 0)));
};
export const dayShort = (ms: number | null): Child => ms !== null && h('span', { class: 'figures nowrap' }, isoTime(ms, TO_MINUTE));

/** Letters that differ are marked, by more than a colour; what was left out has a sign of its own, which is not copied with the name. */
export function letters(pieces: readonly Piece[]): Child {
  return pieces.map((p) => (p.isSame ? p.to : p.to ? h('mark', { class: 'look-changed' }, p.to) : h('span', { class: 'look-gap', 'aria-hidden': 'true' })));
}

const SHORT = 60;
/** The name with its changed letters marked; a long one is cut, the whole stands where it leads. */
export function markedName(look: LookalikesPart, name: AlikeName): HTMLElement {
  const shown = name.shown || name.host;
  return h('bdi', { class: 'look-name mono', dir: 'ltr', title: shown.length > SHORT ? shown : null }, shown.length > 3 * SHORT ? cut(isolated(shown), SHORT) : letters(align(look, name).pieces));
}

export const nameLink = (app: App, look: LookalikesPart, name: AlikeName): HTMLElement => h('a', { href: nameHref(app, name.domain), class: 'look-link' }, markedName(look, name));

export const domain = (name: string): HTMLElement => h('bdi', { class: 'mono look-domain', dir: 'ltr' }, cut(isolated(name), 80));
