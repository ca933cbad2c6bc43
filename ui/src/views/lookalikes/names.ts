// The names that look like protected ones, the gravest first: filtered by severity, by what they look like and by words, sorted, paged.
import type { App } from '../../app';
import { NAME_SEVERITIES, type AlikeName, type Entry, type LookalikesPart, type NameSeverity } from '../../data/entry';
import { bySeverity } from '../../data/leak';
import { fill, freshId, h, type Child } from '../../parts/dom';
import { count, isolated, many, text } from '../../parts/format';
import { createTable } from '../../parts/table';
import { by, severityMark } from '../leak/say';
import { carriersShort, dayShort, domain, groundSaid, nameLink, reasonSaid, tricksSaid, flagSaid } from './say';
import { carrierLink, sourceSaid } from './sightings';

const PAGE = 25,
  ON_PAPER = 200;

export interface Filter {
  severities: ReadonlySet<NameSeverity>;
  /** Place in `protected`; -1: any. */
  protected: number;
  text: string;
}

const bare = (said: string): string => said.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
/** What the free text is looked for in: the name in both writings, what carried it and who, where, and the tricks as this language says them. */
function wordsOf(app: App, look: LookalikesPart, n: AlikeName): string {
  const own = look.protected[n.protected];
  return bare([n.domain, n.host, n.shown, own.domain, own.aliases, own.brands, tricksSaid(app.words, n.tricks), reasonSaid(app.words, n), ...n.sightings.flatMap((s) => [s.value, s.by, s.file, s.title, s.id])].join('\n'));
}

/** Places of the names that fit; every word of the text must be found. Pure but for its cache. */
export function filterNames(look: LookalikesPart, filter: Filter, said: (name: number) => string): number[] {
  const wanted = bare(filter.text).split(/\s+/).filter(Boolean);
  return look.names
    .map((_, i) => i)
    .filter((i) => {
      const n = look.names[i];
      return filter.severities.has(n.severity) && (filter.protected < 0 || n.protected === filter.protected) && wanted.every((word) => said(i).includes(word));
    });
}

/** The severity, and on demand what it stands on. */
function why(app: App, name: AlikeName, onPaper: boolean): Child {
  const w = app.words,
    mark = severityMark(w, name.severity);
  if (name.grounds.length === 0) return mark;
  const list = h('ul', { class: 'look-grounds small' }, name.grounds.map((g) => h('li', null, groundSaid(w, g))));
  return onPaper ? mark : h('details', { class: 'look-why' }, h('summary', null, mark), list);
}

export interface Names {
  element: HTMLElement;
  /** Names in the order in which they stand in the list. */
  order(): ArrayLike<number>;
}

export function namesTable(app: App, entry: Entry, onPaper: boolean): Names {
  const w = app.words,
    l = w.lookalikes,
    c = l.columns,
    look = entry.look!,
    names = look.names;
  const byText = (of: (i: number) => string) => (a: number, b: number) => of(a).localeCompare(of(b), w.lang);
  const whole = (i: number) => Object.values(names[i].carriers).reduce((sum, n) => sum + n, 0);
  const firstOf = (i: number) => names[i].sightings[0];
  const isPlain = (n: AlikeName) => n.shown === n.host || n.shown === '';
  const table = createTable(app, {
    caption: l.namesTitle, rows: names.map((_, i) => i), pageSize: onPaper ? ON_PAPER : PAGE, empty: l.none, sort: { key: 'severity', down: false },
    columns: [
      { key: 'severity', name: c.severity, class: 'look-severity', cell: (i) => why(app, names[i], onPaper), order: (a, b) => bySeverity(names[a].severity, names[b].severity) || a - b },
      {
        key: 'name', name: c.name, class: 'look-cell-name', order: byText((i) => names[i].shown || names[i].domain),
        cell: (i) => [
          nameLink(app, look, names[i]),
          !isPlain(names[i]) && h('span', { class: 'small soft look-under' }, h('bdi', { class: 'mono', dir: 'ltr' }, isolated(names[i].host))),
          names[i].flags.length > 0 && h('span', { class: 'small soft look-under' }, names[i].flags.map((f) => flagSaid(w, f)).join(', ')),
        ],
      },
      { key: 'protected', name: c.protected, class: 'look-cell-own', cell: (i) => domain(look.protected[names[i].protected].domain), order: byText((i) => look.protected[names[i].protected].domain) },
      { key: 'trick', name: c.trick, class: 'look-trick', cell: (i) => tricksSaid(w, names[i].tricks), order: byText((i) => tricksSaid(w, names[i].tricks)) },
      { key: 'carriers', name: c.carriers, class: 'look-carriers', cell: (i) => carriersShort(w, names[i]), order: (a, b) => whole(a) - whole(b) },
      { key: 'first', name: c.first, cell: (i) => dayShort(names[i].first), order: (a, b) => (names[a].first ?? Infinity) - (names[b].first ?? Infinity) },
      onPaper
        ? { key: 'source', name: c.source, class: 'look-carrier', cell: (i) => firstOf(i) && [carrierLink(app, firstOf(i)), ' ', h('bdi', { class: 'mono' }, isolated(sourceSaid(firstOf(i))))] }
        : { key: 'by', name: c.by, class: 'leak-who', cell: (i) => firstOf(i) && by(firstOf(i).by), order: byText((i) => firstOf(i)?.by ?? '') },
    ],
  });
  if (onPaper) return { element: table.element, order: table.rows };

  const severities = new Set<NameSeverity>(NAME_SEVERITIES),
    filter = { severities, protected: -1, text: '' },
    cache: string[] = [],
    shown = h('p', { class: 'small soft leak-shown look-shown' });
  const update = (announce: boolean) => {
    const rows = filterNames(look, filter, (i) => (cache[i] ??= wordsOf(app, look, names[i]))),
      said = text(l.filter.shown, { names: many(w, rows.length, l.filter.names) });
    table.setRows(rows);
    fill(shown, said);
    if (announce) app.announce(said);
  };
  const choose = h(
    'div',
    { class: 'leak-choose', role: 'group', 'aria-label': l.filter.severity },
    NAME_SEVERITIES.map((severity) => {
      const n = names.filter((one) => one.severity === severity).length;
      const button = h('button', { type: 'button', 'aria-pressed': 'true', disabled: n === 0, 'data-severity': severity }, severityMark(w, severity), ` ${count(w, n)}`);
      button.addEventListener('click', () => {
        const on = !severities.has(severity);
        if (on) severities.add(severity);
        else severities.delete(severity);
        button.setAttribute('aria-pressed', String(on));
        update(true);
      });
      return button;
    }),
  );
  const owners = [...new Set(names.map((n) => n.protected))].sort((a, b) => a - b),
    selectId = freshId('look-protected'),
    textId = freshId('look-text');
  const select = h(
    'select',
    { id: selectId, onchange: () => { filter.protected = Number(select.value); update(true); } },
    h('option', { value: '-1' }, l.filter.all),
    owners.map((own) => h('option', { value: String(own) }, isolated(look.protected[own].domain))),
  );
  let late = 0;
  const input = h('input', {
    id: textId, type: 'search', autocomplete: 'off', spellcheck: 'false',
    oninput: () => {
      clearTimeout(late);
      late = window.setTimeout(() => { filter.text = input.value; update(true); }, 120);
    },
  });
  const bar = h(
    'div',
    { class: 'leak-filter look-filter' },
    h('div', { class: 'field' }, h('span', { class: 'leak-field-name', 'aria-hidden': 'true' }, l.filter.severity), choose),
    owners.length > 1 && h('div', { class: 'field' }, h('label', { for: selectId }, l.filter.protected), select),
    h('div', { class: 'field' }, h('label', { for: textId }, l.filter.text), input),
  );
  update(false);
  return { element: h('div', { class: 'look-names' }, bar, shown, table.element), order: table.rows };
}
