// How a leak's items, findings, verdicts and times are said, and the ways between them.
import type { App } from '../../app';
import type { Leak, LeakFinding, Severity, Verdict } from '../../data/leak';
import { h, type Child } from '../../parts/dom';
import { count, cut, isoTime, isolated, percent, text, time, TO_MINUTE } from '../../parts/format';
import { hashOf } from '../../shell/route';
import type { Words } from '../../words';
import { probability } from '../groups/say';

export const itemHref = (app: App, leak: Leak, item: number): string => hashOf(app, { view: 'leak', item: leak.d.items[item].id });

const own = (table: Record<string, string>, key: string): string => (Object.hasOwn(table, key) ? table[key] : isolated(key));

/** "mail 1bfb6eba"; with the leak's content its subject, or its file's name. */
export function itemName(w: Words, leak: Leak, item: number, most = 60): string {
  const { kind, id, subject, path } = leak.d.items[item],
    name = subject || path.slice(path.lastIndexOf('/') + 1);
  return name ? cut(isolated(name), most) : text(w.leak.named, { kind: own(w.leak.kinds, kind), id: id.slice(0, 8) });
}

export const itemLink = (app: App, leak: Leak, item: number): HTMLElement =>
  h('a', { href: itemHref(app, leak, item), class: 'leak-item' }, h('bdi', null, itemName(app.words, leak, item)));

/** The same with what tells it from others of its name: copies share their subject. */
export function itemRef(app: App, leak: Leak, item: number): Child {
  const { verdict, date: at, sha256 } = leak.d.items[item],
    said = [verdictSaid(app.words, verdict), at !== null && isoTime(at, TO_MINUTE), sha256.slice(0, 8)].filter(Boolean).join(', ');
  return [itemLink(app, leak, item), h('span', { class: 'soft small' }, ` (${said})`)];
}

/** By whom: an address whose name is masked, or a name. */
export const by = (name: string): Child => (name ? h('bdi', { class: 'leak-by', title: name.length > 36 ? name : null }, cut(isolated(name), 36)) : null);

/** "2017-05-05 18:49" */
export const when = (ms: number | null): Child => (ms === null ? null : h('span', { class: 'figures nowrap' }, isoTime(ms, TO_MINUTE)));

export const verdictSaid = (w: Words, verdict: Verdict | null): string => (verdict ? w.leak.verdicts[verdict] : '');

const MARKS: Record<Severity, string> = { high: '▲▲▲', medium: '▲▲', low: '▲', note: '·' };
/** A word and as many signs: never by colour alone. */
export const severityMark = (w: Words, severity: Severity): HTMLElement =>
  h('span', { class: `leak-severity is-${severity}` }, h('span', { class: 'leak-sign', 'aria-hidden': 'true' }, MARKS[severity]), w.leak.severities[severity]);

const ISO = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?Z)?$/;
const ISO_INSIDE = /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;
const PATTERNED = new Set(['form', 'usual', 'structure', 'fields', 'domain', 'selector', 'index_time']);

/** A fact's value as this language says it: times are said, words of the program are translated, the leak's own stay. */
export function factSaid(w: Words, name: string, value: string): string {
  if (!value) return '…';
  if (ISO.test(value)) {
    const ms = Date.parse(value);
    if (!Number.isNaN(ms)) return value.length > 10 ? time(w, ms, 1) : time(w, ms, TO_MINUTE).replace(/,.*$/, '');
  }
  if (name === 'chance' && Number.isFinite(Number(value))) return probability(w, Number(value));
  if (name === 'harms') return value.split(', ').map((harm) => own(w.leak.harms, harm)).join(', ');
  if (name === 'words' || name === 'other_words') return isolated(value);
  return isolated(w.leak.fact(value).replace(ISO_INSIDE, (iso) => time(w, Date.parse(iso), 1)));
}
export const isPattern = (name: string): boolean => PATTERNED.has(name);

/** Why, as a sentence. English is the document's own. */
export function reasonSaid(w: Words, f: LeakFinding): string {
  const rule = w.leak.rule(f.rule);
  if (!rule) return f.reason;
  const said = (name: string) => (Object.hasOwn(f.facts, name) ? factSaid(w, name, f.facts[name]) : '?');
  return rule.reason.replace(/\{(\w+)\}/g, (_, name: string) => said(name));
}
/** Whether the sentence holds a fact already. */
export const isInReason = (w: Words, f: LeakFinding, name: string): boolean => w.leak.rule(f.rule)?.reason.includes(`{${name}}`) ?? f.reason.includes(f.facts[name]);
export function overturnSaid(w: Words, f: LeakFinding): string {
  const rule = w.leak.rule(f.rule),
    said = rule?.overturn ?? f.overturn;
  return said.replace(/\{(\w+)\}/g, (whole, name: string) => (Object.hasOwn(f.facts, name) ? factSaid(w, name, f.facts[name]) : whole));
}
export const ruleTitle = (w: Words, leak: Leak, rule: string): string => w.leak.rule(rule)?.title ?? leak.d.rules.find((r) => r.rule === rule)?.title ?? rule;

export const typeSaid = (w: Words, type: string): string => (type ? own(w.leak.types, type) : w.leak.unknown);
export function languageSaid(w: Words, code: string): string {
  if (!code) return w.leak.unknown;
  try {
    return new Intl.DisplayNames([w.lang], { type: 'language' }).of(code) ?? code;
  } catch {
    return isolated(code); /* evidence may call anything a language */
  }
}
/** "12%", "< 1%": short, for columns. */
export function shareSaid(w: Words, n: number, of: number): string {
  if (!(of > 0)) return '–';
  return n > 0 && n / of < 0.005 ? `<\u00a0${percent(w, 0.01)}` : percent(w, n / of);
}
export const countShare = (w: Words, n: number, of: number): string => text(w.leak.shareOf, { what: count(w, n), share: shareSaid(w, n, of) });

/** A table that is short and stays in its order. */
export function plainTable(caption: string, heads: [name: string, number: boolean][], rows: Child[][]): HTMLElement {
  return h(
    'div',
    { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': caption },
    h(
      'table',
      { class: 'stack' },
      h('caption', { class: 'spoken' }, caption),
      h('thead', null, h('tr', null, heads.map(([name, number]) => h('th', { scope: 'col', class: number ? 'number' : null }, name)))),
      h('tbody', null, rows.map((row) => h('tr', null, row.map((cell, i) => h('td', { class: heads[i][1] ? 'number' : null, 'data-head': heads[i][0] }, cell))))),
    ),
  );
}
