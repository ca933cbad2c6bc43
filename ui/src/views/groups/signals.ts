// How the members of a group post: figures beside what may serve for scale, for all of them or for one. No score is made of them.
import type { App } from '../../app';
import { SIGNAL_FIGURES, type SignalFigure } from '../../data/coordination';
import type { Finding } from '../../data/finding';
import { freshId, fill, h } from '../../parts/dom';
import { count, cut, date, decimal, isolated, percent, stepperName, text } from '../../parts/format';
import type { Words } from '../../words';
import { seconds } from './say';

export interface Signals {
  element: HTMLElement;
  /** Shows this account's figures; -1: those of all members. */
  choose(account: number): void;
}
const SHARES = new Set<SignalFigure>(['repeated_gaps', 'round_seconds', 'repost_share', 'reply_share', 'fast_reactions', 'copied_texts', 'repeated_texts', 'client_share']);
const TIMES = new Set<SignalFigure>(['created', 'first_post']);

function said(w: Words, figure: SignalFigure, value: number): string {
  const g = w.groups;
  if (figure === 'gap_entropy_bits') return text(g.bits, { n: decimal(w, value, 2) });
  if (figure === 'longest_rest_h') return text(g.hours, { n: decimal(w, value, 1) });
  if (figure === 'median_reaction_s') return seconds(w, value);
  if (figure === 'name_template') return value ? g.yes : g.no;
  if (SHARES.has(figure)) return percent(w, value);
  return TIMES.has(figure) ? date(w, value) : count(w, Math.round(value));
}

/** The middle one of sorted values, and the ends. */
export function spread(values: readonly number[]): { least: number; median: number; most: number } {
  const sorted = values.slice().sort((a, b) => a - b),
    half = (sorted.length - 1) / 2;
  return { least: sorted[0], median: (sorted[Math.floor(half)] + sorted[Math.ceil(half)]) / 2, most: sorted[sorted.length - 1] };
}

/** What several accounts have in common: "0.4 (0.1 to 0.9), of 7 of 9". */
function ofAll(w: Words, finding: Finding, figure: SignalFigure, rows: readonly number[]): string {
  const g = w.groups,
    known = rows.map((row) => finding.d.signals[figure][row]).filter((value): value is number => value !== null);
  if (known.length === 0) return g.unknown;
  if (figure === 'name_template') return text(g.yesOf, { n: count(w, known.filter((v) => v > 0).length), all: count(w, known.length) });
  const { least, median, most } = spread(known),
    of = (value: number) => said(w, figure, value);
  const span = of(least) === of(most) ? of(most) : text(g.span, { median: of(median), least: of(least), most: of(most) });
  return known.length < rows.length ? `${span}, ${text(g.knownFor, { n: count(w, known.length), all: count(w, rows.length) })}` : span;
}

/** The client that most of them use most. */
function commonClient(w: Words, finding: Finding, rows: readonly number[]): string {
  const counts = new Map<string, number>();
  for (const row of rows) {
    const client = finding.d.signals.client[row];
    if (client) counts.set(client, (counts.get(client) ?? 0) + 1);
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
  return most ? `${cut(isolated(most[0]), 40)} (${text(w.groups.yesOf, { n: count(w, most[1]), all: count(w, rows.length) })})` : w.groups.unknown;
}

export function signalsOf(app: App, finding: Finding, members: readonly number[]): Signals | null {
  const w = app.words,
    g = w.groups,
    id = freshId('groups-account'),
    { signals: column } = finding.d.accounts;
  const told = members.filter((account) => column[account] >= 0);
  if (told.length === 0) return null;
  const body = h('tbody'),
    head = h('th', { scope: 'col' });
  const select = h(
    'select',
    { id, onchange: () => show(Number(select.value)) },
    h('option', { value: '-1' }, g.signalsAll),
    told.map((account) => h('option', { value: String(account) }, cut(stepperName(w, finding, account), 60))),
  );
  function show(account: number): void {
    const all = told.map((one) => column[one]),
      row = account < 0 ? -1 : column[account];
    fill(head, account < 0 ? g.ofMembers : h('bdi', null, cut(stepperName(w, finding, account), 40)));
    const line = (key: string, value: string) =>
      h('tr', null, h('th', { scope: 'row' }, g.figures[key as keyof typeof g.figures]), h('td', { class: 'figures', 'data-head': head.textContent }, h('bdi', null, value)),
        h('td', { class: 'soft', 'data-head': g.usual }, Object.hasOwn(g.usuals, key) ? g.usuals[key] : null));
    fill(body, SIGNAL_FIGURES.flatMap((figure) => {
      const value = row < 0 ? null : finding.d.signals[figure][row];
      const shown = line(figure, row < 0 ? ofAll(w, finding, figure, all) : value === null ? g.unknown : said(w, figure, value));
      if (figure !== 'client_share') return [shown];
      return [line('client', row < 0 ? commonClient(w, finding, all) : isolated(finding.d.signals.client[row]) || g.unknown), shown];
    }));
  }
  show(-1);
  return {
    element: h(
      'div',
      { class: 'groups-signals' },
      h('p', { class: 'soft' }, g.signalsNote),
      h('p', { class: 'groups-choose screen-only' }, h('label', { for: id }, g.signalsOf), ' ', select),
      h(
        'div',
        { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': g.signals },
        h('table', { class: 'stack' }, h('caption', { class: 'spoken' }, g.signals),
          h('thead', null, h('tr', null, h('th', { scope: 'col' }, g.figure), head, h('th', { scope: 'col' }, g.usual))), body),
      ),
    ),
    choose(account) {
      if (!told.includes(account)) return;
      select.value = String(account);
      show(account);
      app.announce(stepperName(w, finding, account));
    },
  };
}
