// A table of many rows: sorted by its heads, shown a page at a time, so that 100,000 rows cost no more than a page.
import type { App } from '../app';
import { fill, h, type Child, type Props } from './dom';
import { count, text } from './format';
import './table.css';

export interface Column {
  key: string;
  name: string;
  number?: boolean;
  cell: (row: number) => Child;
  /** Which of two rows stands first; without it the column cannot be sorted. Ties keep the rows' own order. */
  order?: (a: number, b: number) => number;
  class?: string;
}
export interface TableOptions {
  /** The table's name for those who hear it. */
  caption: string;
  columns: Column[];
  rows: ArrayLike<number>;
  pageSize?: number;
  sort?: { key: string; down: boolean };
  rowProps?: (row: number) => Props;
  empty?: string;
}
export interface Table {
  element: HTMLElement;
  setRows(rows: ArrayLike<number>): void;
  /** All rows, in the order shown. */
  rows(): Uint32Array;
}

export function createTable(app: App, options: TableOptions): Table {
  const w = app.words.evidence.table,
    size = options.pageSize ?? 50;
  let sort = options.sort,
    base = Uint32Array.from(options.rows),
    sorted = base,
    page = 0;
  const body = h('tbody'),
    pager = h('nav', { class: 'pager', 'aria-label': `${options.caption}${app.words.colon}${w.pages}` });
  const heads = options.columns.map((column) =>
    h(
      'th',
      { scope: 'col', class: [column.number && 'number', column.class].filter(Boolean).join(' ') || null },
      column.order
        ? h(
            'button',
            { type: 'button', title: text(w.sortBy, { column: column.name }), onclick: () => sortBy(column) },
            column.name,
          )
        : column.name,
    ),
  );
  const none = h('p', { class: 'soft' }, options.empty ?? w.none);
  const frame = h(
    'div',
    { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': options.caption },
    h(
      'table',
      { class: 'stack' },
      h('caption', { class: 'spoken' }, options.caption),
      h('thead', null, h('tr', null, heads)),
      body,
    ),
  );
  const element = h('div', { class: 'paged' }, frame, none, pager);

  function sortBy(column: Column): void {
    sort = { key: column.key, down: sort?.key === column.key ? !sort.down : false };
    page = 0;
    order();
    app.announce(text(w.sorted, { column: column.name, way: sort.down ? w.down : w.up }));
  }
  function order(): void {
    const column = sort && options.columns.find((c) => c.key === sort!.key),
      turn = sort?.down ? -1 : 1;
    sorted = base;
    if (column?.order) sorted = base.slice().sort((a, b) => turn * column.order!(a, b) || a - b);
    options.columns.forEach((c, i) => {
      if (c.order)
        heads[i].setAttribute('aria-sort', sort?.key !== c.key ? 'none' : sort.down ? 'descending' : 'ascending');
    });
    show();
  }
  function show(): void {
    const pages = Math.max(1, Math.ceil(sorted.length / size)),
      from = page * size,
      to = Math.min(sorted.length, from + size);
    fill(
      body,
      Array.from(sorted.subarray(from, to), (row) =>
        h(
          'tr',
          options.rowProps?.(row) ?? null,
          options.columns.map((c) =>
            h(
              'td',
              { class: [c.number && 'number', c.class].filter(Boolean).join(' ') || null, 'data-head': c.name },
              c.cell(row),
            ),
          ),
        ),
      ),
    );
    frame.hidden = sorted.length === 0;
    none.hidden = sorted.length > 0;
    pager.hidden = pages < 2;
    const turn = (step: number, label: string, short: string) =>
      h(
        'button',
        {
          type: 'button',
          'aria-label': label,
          disabled: page + step < 0 || page + step >= pages,
          'data-step': step,
          onclick: () => {
            page += step;
            show();
            pager.querySelector<HTMLButtonElement>(`[data-step="${step}"]:enabled, button:enabled`)?.focus();
            app.announce(said);
          },
        },
        short,
      );
    const said = text(w.page, {
      from: count(app.words, from + 1),
      to: count(app.words, to),
      all: count(app.words, sorted.length),
    });
    fill(
      pager,
      turn(-1, w.previous, w.previousShort),
      h('p', { class: 'figures' }, said),
      turn(1, w.next, w.nextShort),
    );
  }
  order();
  return {
    element,
    setRows(rows) {
      base = Uint32Array.from(rows);
      page = 0;
      order();
    },
    rows: () => sorted,
  };
}
