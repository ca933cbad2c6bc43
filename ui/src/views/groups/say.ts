// How a finding's accounts, groups, pairs, gaps and probabilities are said, and the ways between them.
import type { App } from '../../app';
import type { Finding } from '../../data/finding';
import { groupColor } from '../../map/classes';
import { h, type Child } from '../../parts/dom';
import { count, cut, decimal, gap, groupName, isolated, isoTime, list, many, pairTitle, platformName, stepKind, stepperName, text } from '../../parts/format';
import { hashOf } from '../../shell/route';
import type { Words } from '../../words';
import type { Plural } from '../../words/plural';

export const groupHref = (app: App, group: number): string => hashOf(app, { view: 'groups', selection: { kind: 'group', index: group } });
export const pairHref = (app: App, pair: number): string => hashOf(app, { view: 'groups', selection: { kind: 'pair', index: pair } });

export const swatch = (group: number): HTMLElement =>
  h('span', { class: 'groups-swatch', style: { '--color': groupColor(group) }, 'aria-hidden': 'true' });
export const groupLink = (app: App, group: number): HTMLElement =>
  h('a', { class: 'nowrap', href: groupHref(app, group) }, swatch(group), groupName(app.words, group));
export const pairLink = (app: App, finding: Finding, pair: number, ...said: Child[]): HTMLElement =>
  h('a', { href: pairHref(app, pair) }, said.length > 0 ? said : h('bdi', null, pairTitle(app.words, finding, pair)));

/** An account's name; who gave itself another one besides has that in the title. */
export const who = (app: App, finding: Finding, account: number): HTMLElement =>
  h('bdi', { class: 'groups-who', title: finding.d.accounts.display[account] || null }, stepperName(app.words, finding, account));

export function platformOf(app: App, finding: Finding, account: number): HTMLElement {
  const p = finding.d.platforms[finding.d.accounts.platform[account]];
  return h('span', { class: 'platform', style: { '--platform': p.color } }, platformName(app.words, p.name));
}

export const kindsSaid = (w: Words, finding: Finding, mask: number): string =>
  finding.kindsOf(mask).map((kind) => stepKind(w, kind)).join(', ');
/** "reposted the same post or shared the same link" */
export const anyOf = (w: Words, kinds: readonly string[]): string => list({ ...w, and: w.groups.or }, kinds.map((k) => stepKind(w, k)));

/** Seconds: "0.4 s", "12 seconds", "3 min"; the sign is left out. */
export function seconds(w: Words, s: number | null): string {
  if (s === null || !Number.isFinite(s)) return w.groups.unknown;
  const size = Math.abs(s);
  return size > 0 && size < 10 && size !== Math.floor(size) ? text(w.groups.fraction, { n: decimal(w, size, 1) }) : gap(w, size * 1000);
}

const DIGITS = '⁰¹²³⁴⁵⁶⁷⁸⁹';
/** "0.012", "3.1 × 10⁻⁹" */
export function probability(w: Words, p: number | null): string {
  if (p === null || !Number.isFinite(p)) return w.groups.unknown;
  if (p >= 0.001 || p < 0) return decimal(w, p, 3);
  const power = p > 0 ? Math.floor(Math.log10(p)) : -300,
    said = '⁻' + [...String(-power)].map((digit) => DIGITS[Number(digit)]).join('');
  return p > 0 ? `${decimal(w, p / 10 ** power, 1)}\u00a0×\u00a010${said}` : `<\u00a010${said}`;
}

/** What chance explains: with a decimal where it is small. */
export const expected = (w: Words, n: number): string => decimal(w, n, n < 10 ? 2 : 0);

/** A hashtag has its sign. */
export const marked = (kind: string, value: string): string => (kind === 'hashtag' && !value.startsWith('#') ? '#' : '') + value;

/** What was carried: an address, a tag; of texts only the kind is known. */
export function objectName(app: App, finding: Finding, object: number, most = 60): Child {
  if (object < 0) return null;
  const { kind, value } = finding.d.objects,
    said = value[object];
  return said ? h('bdi', { class: 'mono groups-object', title: said.length > most ? said : null }, cut(isolated(marked(finding.d.kinds[kind[object]], said)), most)) : stepKind(app.words, finding.d.kinds[kind[object]]);
}

/** What a group carried: so many that have a name, and how many more. Texts have none, nor has a post whose account's name is replaced. */
export function carriedSaid(app: App, finding: Finding, group: number, names: number, most = 60): Child {
  const w = app.words,
    f = w.groups.facts,
    { kinds, objects, n_objects: all } = finding.d.groups[group],
    named = objects.filter((object) => finding.d.objects.value[object]).slice(0, names),
    did = finding.kindsOf(kinds);
  if (all === 0) return null;
  if (named.length > 0) return [named.map((object, i) => [i > 0 && ', ', objectName(app, finding, object, most)]), all > named.length && text(f.more, { n: count(w, all - named.length) })];
  /* By both kinds one text would be counted twice. */
  if (did.length > 1 && did.every((kind) => kind === 'text' || kind === 'near-text')) return f.someTexts;
  const unnamed: Record<string, Plural> = { text: f.texts, 'near-text': f.wordings, repost: w.count.posts, reply: w.count.accounts, mention: w.count.accounts };
  return many(w, all, (did.length === 1 && unnamed[did[0]]) || f.things);
}

/** "2017-05-05 18:49 – 2017-05-07 09:12" */
export const spanSaid = (from: number, to: number): Child =>
  [...new Set([isoTime(from, 60), isoTime(to, 60)])].map((at, i, all) => [i > 0 && ' ', h('span', { class: 'nowrap' }, at, i + 1 < all.length && ' –')]);
