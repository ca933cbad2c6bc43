// Items that something speaks against, the gravest first: filtered by severity and by what was found, sorted, a page at a time.
import type { App } from '../../app';
import { SEVERITIES, bySeverity, type Leak, type LeakFinding, type Severity } from '../../data/leak';
import { fill, freshId, h, type Child } from '../../parts/dom';
import { count, many, text } from '../../parts/format';
import { createTable } from '../../parts/table';
import { by, when, itemLink, overturnSaid, plainTable, reasonSaid, ruleTitle, severityMark, verdictSaid } from './say';

const PAGE = 25,
  ON_PAPER = 200;
const GRAVE = SEVERITIES.filter((s) => s !== 'note');

interface Filter {
  severities: Set<Severity>;
  rule: string;
  kind: string;
}
/** Items with a finding of one of the severities and, when one is named, of the rule; both of the same finding. Pure. */
export function filterSuspects(leak: Leak, filter: Filter): number[] {
  const fits = (f: LeakFinding) => filter.severities.has(f.severity) && (!filter.rule || f.rule === filter.rule);
  return leak.suspects.filter((i) => (!filter.kind || leak.d.items[i].kind === filter.kind) && leak.findings(i).some(fits));
}

function found(app: App, leak: Leak, item: number): Child {
  const w = app.words,
    grave = leak.findings(item).filter((f) => f.severity !== 'note'),
    rules = [...new Set(grave.map((f) => f.rule))],
    left = rules.length - 2;
  return [rules.slice(0, 2).map((rule) => h('span', { class: 'leak-rule' }, ruleTitle(w, leak, rule))), left > 0 && h('span', { class: 'soft' }, many(w, left, w.leak.moreFindings))];
}

export interface Suspects {
  element: HTMLElement;
  /** Items in the order in which they stand in the list. */
  order(): ArrayLike<number>;
}

export function suspects(app: App, leak: Leak, onPaper: boolean): Suspects {
  const w = app.words,
    l = w.leak,
    c = l.columns,
    items = leak.d.items;
  const rank = new Map(leak.suspects.map((item, i) => [item, i]));
  const byText = (of: (i: number) => string) => (a: number, b: number) => of(a).localeCompare(of(b), w.lang);
  const table = createTable(app, {
    caption: l.againstTitle, rows: leak.suspects, pageSize: onPaper ? ON_PAPER : PAGE, empty: l.none, sort: { key: 'severity', down: false },
    columns: [
      { key: 'severity', name: c.severity, cell: (i) => severityMark(w, leak.severity(i)), order: (a, b) => bySeverity(leak.severity(a), leak.severity(b)) || rank.get(a)! - rank.get(b)! },
      { key: 'what', name: c.what, class: 'leak-what', cell: (i) => found(app, leak, i), order: byText((i) => ruleTitle(w, leak, leak.findings(i)[0]?.rule ?? '')) },
      { key: 'item', name: c.item, class: 'leak-name', cell: (i) => itemLink(app, leak, i) },
      { key: 'by', name: c.by, class: 'leak-who', cell: (i) => by(items[i].by), order: byText((i) => items[i].by) },
      { key: 'date', name: c.date, cell: (i) => when(items[i].date), order: (a, b) => (items[a].date ?? Infinity) - (items[b].date ?? Infinity) },
      { key: 'verdict', name: c.verdict, cell: (i) => items[i].verdict && h('span', { class: 'nowrap' }, verdictSaid(w, items[i].verdict)), order: byText((i) => verdictSaid(w, items[i].verdict)) },
    ],
  });
  if (onPaper) return { element: table.element, order: table.rows };

  const filter: Filter = { severities: new Set(GRAVE), rule: '', kind: '' },
    shown = h('p', { class: 'small soft leak-shown' });
  const update = (announce: boolean) => {
    const rows = filterSuspects(leak, filter),
      said = text(l.filter.shown, { items: many(w, rows.length, l.items) });
    table.setRows(rows);
    fill(shown, said);
    if (announce) app.announce(said);
  };
  const numberOf = (severity: Severity) => leak.suspects.filter((i) => leak.findings(i).some((f) => f.severity === severity)).length;
  const severities = h(
    'div',
    { class: 'leak-choose', role: 'group', 'aria-label': l.filter.severity },
    GRAVE.map((severity) => {
      const n = numberOf(severity);
      const button = h('button', { type: 'button', 'aria-pressed': 'true', disabled: n === 0, 'data-severity': severity }, severityMark(w, severity), ` ${count(w, n)}`);
      button.addEventListener('click', () => {
        const on = !filter.severities.has(severity);
        if (on) filter.severities.add(severity);
        else filter.severities.delete(severity);
        button.setAttribute('aria-pressed', String(on));
        update(true);
      });
      return button;
    }),
  );
  const choose = (name: string, options: [value: string, said: string][], set: (value: string) => void): Child => {
    if (options.length < 2) return null;
    const id = freshId('leak-filter');
    const select = h('select', { id, onchange: () => { set(select.value); update(true); } }, h('option', { value: '' }, l.filter.all), options.map(([value, said]) => h('option', { value }, said)));
    return h('div', { class: 'field' }, h('label', { for: id }, name), select);
  };
  const grave = leak.d.rules.map((r) => ({ ...r, n: r.high + r.medium + r.low })).filter((r) => r.n > 0).sort((a, b) => b.high - a.high || b.medium - a.medium || b.n - a.n);
  const kinds = [...new Set(leak.suspects.map((i) => items[i].kind))];
  const bar = h(
    'div',
    { class: 'leak-filter' },
    h('div', { class: 'field' }, h('span', { class: 'leak-field-name', 'aria-hidden': 'true' }, l.filter.severity), severities),
    choose(l.filter.rule, grave.map((r) => [r.rule, `${ruleTitle(w, leak, r.rule)} (${count(w, r.n)})`]), (value) => { filter.rule = value; }),
    choose(l.filter.kind, kinds.map((kind) => [kind, Object.hasOwn(l.kindsMany, kind) ? l.kindsMany[kind] : kind]), (value) => { filter.kind = value; }),
  );
  update(false);
  return { element: h('div', null, bar, shown, table.element), order: table.rows };
}

/** What was found of no single item. */
export function ofTheWhole(app: App, leak: Leak): Child {
  const w = app.words,
    whole = leak.whole;
  if (whole.length === 0) return null;
  return [
    h('h4', null, w.leak.wholeLeak),
    h('ul', { class: 'leak-whole' }, whole.map((f) => h('li', null, severityMark(w, f.severity), ' ', h('strong', null, ruleTitle(w, leak, f.rule)), w.colon, h('bdi', null, reasonSaid(w, f)), ' ', h('span', { class: 'soft' }, w.leak.overturn, w.colon, overturnSaid(w, f))))),
  ];
}

export function rulesCounted(app: App, leak: Leak, onPaper: boolean): Child {
  const w = app.words,
    l = w.leak,
    { rules } = leak.d;
  if (rules.length === 0) return null;
  const n = (value: number): Child => (value > 0 ? count(w, value) : h('span', { class: 'soft' }, '–'));
  const sorted = [...rules].sort((a, b) => b.high - a.high || b.medium - a.medium || b.low - a.low || b.note - a.note);
  const table = plainTable(l.rulesTitle, [[l.ruleColumn, false], ...SEVERITIES.map((s): [string, boolean] => [l.severities[s], true])], sorted.map((r) => [ruleTitle(w, leak, r.rule), ...SEVERITIES.map((s) => n(r[s]))]));
  return onPaper ? [h('h4', null, l.rulesTitle), table] : h('details', { class: 'leak-rules' }, h('summary', null, l.rulesTitle), table);
}
