// All posts of the story, with filters; what is shown can be saved as CSV.
import { ONLY, type App, type Only } from '../../app';
import { POST_KINDS } from '../../data/document';
import { download, fill, freshId, h, type Child } from '../../parts/dom';
import { isoTime, many, platformName, postKind, text } from '../../parts/format';
import { csvPieces } from './csv';
import { filterPosts } from './filter';
import { postsTable, searchText } from './posts';

interface Chosen {
  search: string;
  platform: number;
  kind: number;
}
/** What was chosen stays while one looks at a post and comes back. */
const chosen = new WeakMap<object, Chosen>();

/** "2017-05-05", "2017-05-05 18:49" or with seconds, in UTC; NaN when it is none of these. `end`: a day or minute to its end. */
export function parseTime(said: string, end: boolean): number {
  const found = /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?)?Z?$/.exec(said.trim());
  if (!found) return NaN;
  const [, day, minute, second] = found,
    at = Date.parse(`${day}T${minute ?? '00:00'}${second ?? ':00'}Z`);
  return end && !second ? at + (minute ? 59_999 : 86_399_999) : at;
}

/** How many of the story's posts the page leaves out; nothing when it has them all. */
export function hiddenNote(app: App): Child {
  const w = app.words,
    n = app.story!.d.hidden.posts;
  return n > 0 && h('p', { class: 'note' }, text(w.evidence.introHidden, { posts: many(w, n, w.count.posts) }));
}

export function postList(app: App): { element: HTMLElement; update(): void } {
  const w = app.words,
    f = w.evidence.filters,
    story = app.story!,
    textOf = searchText(app);
  const state = chosen.get(story) ?? { search: '', platform: -1, kind: -1 };
  chosen.set(story, state);
  const table = postsTable(app, w.evidence.all, []);
  const counted = h('p', { class: 'list-count', role: 'status' });
  let late = 0;

  const show = () => {
    const rows = filterPosts(story, { ...state, only: app.state.only, window: app.state.window }, textOf);
    table.setRows(rows);
    fill(counted, many(w, rows.length, w.evidence.table.caption));
  };
  const field = (label: string, control: HTMLElement, size = '') => {
    control.id = freshId('filter');
    return h('div', { class: 'field' + size }, h('label', { for: control.id }, label), control);
  };
  const select = (options: [string, string][], value: string, change: (value: string) => void) => {
    const control = h(
      'select',
      { onchange: () => change(control.value) },
      options.map(([v, name]) => h('option', { value: v, selected: v === value }, name)),
    );
    return control;
  };
  const search = h('input', {
    type: 'search',
    placeholder: f.searchHint,
    value: state.search,
    spellcheck: 'false',
    oninput: () => {
      state.search = search.value;
      clearTimeout(late);
      late = window.setTimeout(show, 150);
    },
  });
  const platform = select(
    [['-1', f.every], ...story.d.platforms.map((p, i): [string, string] => [String(i), platformName(w, p.name)])],
    String(state.platform),
    (value) => {
      state.platform = Number(value);
      show();
    },
  );
  const kinds = [...new Set(story.d.posts.kind)].filter((k) => k < POST_KINDS.length).sort((a, b) => a - b);
  const kind = select(
    [['-1', f.everyKind], ...kinds.map((k): [string, string] => [String(k), postKind(w, k)])],
    String(state.kind),
    (value) => {
      state.kind = Number(value);
      show();
    },
  );
  const only = select(
    ONLY.map((o): [string, string] => [o, f.onlys[o]]),
    app.state.only,
    (value) => app.set({ only: value as Only }),
  );

  const timeInput = () =>
    h('input', { type: 'text', placeholder: f.timeHint, autocomplete: 'off', spellcheck: 'false', maxlength: 20 });
  const from = timeInput(),
    to = timeInput();
  const first = story.postCount ? story.d.posts.time[0] : 0,
    last = story.postCount ? story.d.posts.time[story.postCount - 1] : 0;
  const readWindow = () => {
    const at = (input: HTMLInputElement, none: number) => {
      const ms = input.value.trim() ? parseTime(input.value, input === to) - story.d.t0 : none;
      input.toggleAttribute('aria-invalid', Number.isNaN(ms));
      return ms;
    };
    const window: [number, number] = [at(from, first), at(to, last)];
    if (window.some(Number.isNaN)) return;
    app.set({ window: (from.value.trim() || to.value.trim()) && window[0] <= window[1] ? window : null });
  };
  from.addEventListener('change', readWindow);
  to.addEventListener('change', readWindow);
  const writeWindow = () => {
    from.value = app.state.window ? isoTime(story.when(app.state.window[0]), 1) : '';
    to.value = app.state.window ? isoTime(story.when(app.state.window[1]), 1) : '';
  };
  const clear = () => {
    Object.assign(state, { search: '', platform: -1, kind: -1 });
    search.value = '';
    platform.value = kind.value = '-1';
    app.set({ only: '', window: null });
    show();
  };
  const save = async () => {
    const pieces: string[] = [];
    if (csv.ariaBusy) return;
    csv.ariaBusy = 'true';
    for (const piece of csvPieces(app, table.rows())) {
      pieces.push(piece);
      await new Promise((done) => setTimeout(done));
    }
    csv.ariaBusy = null;
    download(
      `${
        (story.d.title || 'sillage')
          .replace(/[^\p{L}\p{N}]+/gu, '-')
          .replace(/^-|-$/g, '')
          .slice(0, 60) || 'sillage'
      }.csv`,
      new Blob(pieces, { type: 'text/csv;charset=utf-8' }),
    );
  };
  const csv = h('button', { type: 'button', onclick: () => void save(), 'data-csv': true }, f.csv);

  const element = h(
    'div',
    null,
    h('p', null, w.evidence.intro),
    hiddenNote(app),
    h(
      'form',
      {
        class: 'filters screen-only',
        role: 'search',
        'aria-label': f.title,
        onsubmit: (event: Event) => event.preventDefault(),
      },
      field(f.search, search),
      field(f.only, only),
      field(f.platform, platform, ' is-short'),
      field(f.kind, kind, ' is-short'),
      field(f.from, from),
      field(f.to, to),
      h(
        'div',
        { class: 'filter-buttons' },
        h('button', { type: 'button', onclick: clear }, f.clear),
        csv,
      ),
    ),
    counted,
    table.element,
  );
  const update = () => {
    only.value = app.state.only;
    writeWindow();
    show();
  };
  update();
  return { element, update };
}
