// The frame around the views: what this page is, the way between its views, and how it is shown.
import type { App, State } from '../app';
import { isOfFinding } from '../data/story';
import { add, fill, h, svg } from '../parts/dom';
import { count, isolated, list, many, platformName, text, time, TO_MINUTE } from '../parts/format';
import { languages, type Lang } from '../words';
import type { View } from '../views/view';
import { askForm } from './ask';
import { openKeys } from './keys';
import { hashOf } from './route';

const THEMES: readonly State['theme'][] = ['auto', 'light', 'dark'];

function about(app: App): string {
  const w = app.words,
    d = app.source.document;
  const made =
    d.kind === 'live'
      ? w.shell.fromCase
      : d.made && text(w.shell.made, { time: time(w, Date.parse(d.made), TO_MINUTE) });
  const leak = app.leak && d.case.posts === 0 ? app.leak.d.totals : null;
  const holds = text(w.shell.about, {
    posts: leak ? list(w, [many(w, leak.messages, w.leak.mails), many(w, leak.documents, w.leak.documents)]) : many(w, d.case.posts, w.count.posts),
    files: many(w, d.case.sources.length, w.count.files),
  });
  return [holds, made].filter(Boolean).join(' · ');
}

function languageSwitch(app: App): HTMLElement {
  return h(
    'span',
    { class: 'joined', role: 'group', 'aria-label': app.words.language },
    (Object.keys(languages) as Lang[]).map((lang) =>
      h(
        'button',
        {
          type: 'button',
          lang,
          'data-lang': lang,
          'aria-pressed': String(app.state.lang === lang),
          title: app.words.shell.languages[lang],
          'aria-label': app.words.shell.languages[lang],
          onclick: () => app.set({ lang }),
        },
        lang.toUpperCase(),
      ),
    ),
  );
}

const icon = (d: string): SVGElement =>
  svg('svg', { class: 'icon', viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': 'true' }, svg('path', { d }));

function themeSwitch(app: App): HTMLElement {
  const name = () => text(app.words.shell.themeNow, { theme: app.words.theme[app.state.theme] });
  const button = h(
    'button',
    { type: 'button', 'data-theme-switch': true, title: name(), 'aria-label': name() },
    icon('M8 1.5a6.5 6.5 0 1 0 0 13zM8 1.5a6.5 6.5 0 0 1 0 13'),
  );
  button.addEventListener('click', () => {
    app.set({ theme: THEMES[(THEMES.indexOf(app.state.theme) + 1) % THEMES.length] });
    button.title = name();
    button.setAttribute('aria-label', name());
    app.announce(name());
  });
  return button;
}

function tabs(app: App, views: readonly View[]): HTMLElement {
  const items = views.map((view, i) =>
    h(
      'li',
      null,
      h(
        'a',
        {
          href: hashOf(app, { view: view.id }),
          'data-tab': view.id,
          'aria-current': view.id === app.state.view && 'page',
          'aria-keyshortcuts': String(i + 1),
        },
        app.words.views[view.id] ?? view.id,
      ),
    ),
  );
  const nav = h('nav', { 'aria-label': app.words.viewsNav }, h('ul', { class: 'tabs' }, items));
  nav.addEventListener('keydown', (event) => {
    const links = [...nav.querySelectorAll('a')],
      at = links.indexOf(document.activeElement as HTMLAnchorElement);
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const to =
      event.key === 'Home'
        ? 0
        : event.key === 'End'
          ? links.length - 1
          : step
            ? (at + step + links.length) % links.length
            : -1;
    if (at < 0 || to < 0) return;
    links[to].focus();
    event.preventDefault();
  });
  return nav;
}

/** A narrow window has no room for all tabs: the one that is shown is brought into sight, and the page itself not moved. */
function bringTab(root: HTMLElement): void {
  const tab = root.querySelector('.tabs [aria-current="page"]'),
    row = tab?.closest('ul');
  if (!tab || !row) return;
  const [at, frame] = [tab.getBoundingClientRect(), row.getBoundingClientRect()];
  row.scrollLeft += Math.max(0, at.right + 16 - frame.right) - Math.max(0, frame.left + 16 - at.left);
}

function storyPicker(app: App): HTMLElement | null {
  if (app.stories.length < 2) return null;
  const w = app.words.shell;
  const select = h(
    'select',
    { id: 'story-picker', onchange: () => app.set({ story: Number(select.value), selection: isOfFinding(app.state.selection) ? app.state.selection : null, window: null }) },
    app.stories.map((s, i) =>
      h('option', { value: String(i), selected: i === app.state.story }, s.d.title || w.allPosts),
    ),
  );
  return h('div', { class: 'story-picker' }, h('label', { for: 'story-picker' }, w.story), select);
}

/** The same at the head of what is printed. */
export function paperHead(app: App): HTMLElement {
  const w = app.words,
    { kind, case: c, program } = app.source.document;
  return h(
    'header',
    { class: 'paper-head' },
    h('p', { class: 'wordmark' }, w.title),
    h('h1', null, h('bdi', null, c.title)),
    h('p', { class: 'small' }, kind === 'map' ? mapAbout(app) : about(app)),
    h(
      'p',
      { class: 'small' },
      text(w.shell.foot, { version: program }),
      ' ',
      c.custody.head && h('span', { class: 'mono' }, text(w.shell.head, { head: c.custody.head })),
    ),
  );
}

export interface Shell {
  /** Where the view goes. */
  place: HTMLElement;
  /** Says anew what depends on the state; the language and the stories build everything anew. */
  update(changed: ReadonlySet<keyof State>): void;
}

export function createShell(root: HTMLElement, app: App, views: () => View[]): Shell {
  const place = h('div', { class: 'view' });
  const main = h('main', { id: 'content', tabindex: '-1' }, place);
  const isMap = app.source.document.kind === 'map';

  const build = () => {
    const w = app.words,
      d = app.source.document,
      shown = views();
    const title = h(
      'div',
      { class: 'masthead-title' },
      h('span', { class: 'wordmark' }, w.title),
      h('h1', null, h('bdi', null, isMap ? app.story?.d.title || w.shell.allPosts : d.case.title)),
      h('p', { class: 'masthead-about' }, isMap ? mapAbout(app) : about(app)),
    );
    const tools = h(
      'div',
      { class: 'tools' },
      languageSwitch(app),
      themeSwitch(app),
      h(
        'button',
        { type: 'button', title: w.shell.keys, 'aria-label': w.shell.keys, onclick: () => openKeys(app, views()) },
        '?',
      ),
      h(
        'button',
        {
          type: 'button',
          title: w.shell.print,
          'aria-label': w.shell.print,
          'data-print': true,
          onclick: () => window.print(),
        },
        icon('M4 6V1h8v5M4 12H2V6h12v6h-2M4 9h8v6H4z'),
      ),
    );
    const header = h(
      'header',
      { class: 'masthead' },
      h('div', { class: 'masthead-top' }, title, tools),
      app.source.ask && !app.isWithoutPosts && askForm(app),
      h('div', { class: 'masthead-nav' }, !isMap && tabs(app, shown), storyPicker(app)),
    );
    const foot = h(
      'footer',
      { class: 'foot' },
      h('p', null, text(w.shell.foot, { version: d.program })),
      d.case.custody.head &&
        h(
          'p',
          { class: 'mono', title: d.case.custody.head },
          text(w.shell.head, { head: d.case.custody.head.slice(0, 16) + '…' }),
        ),
    );
    root.className = 'shell';
    const skip = h(
      'a',
      {
        class: 'skip',
        href: '#content',
        onclick: (event: Event) => {
          event.preventDefault();
          main.focus();
        },
      },
      w.shell.skip,
    );
    fill(root, skip, header);
    add(root, [main, foot]);
    frame();
  };
  const frame = () => {
    bringTab(root);
    const { documentElement } = document,
      w = app.words;
    documentElement.lang = app.state.lang;
    documentElement.dataset.view = app.state.view;
    if (app.state.theme === 'auto') delete documentElement.dataset.theme;
    else documentElement.dataset.theme = app.state.theme;
    const name = app.words.views[app.state.view];
    document.title = [name, isolated(app.story?.d.title ?? ''), isolated(app.source.document.case.title), w.title]
      .filter(Boolean)
      .join(' · ');
  };
  build();
  return {
    place,
    update(changed) {
      if (changed.has('lang') || changed.has('story')) {
        const focus = (document.activeElement as HTMLElement | null)?.dataset.lang
          ? `[data-lang="${app.state.lang}"]`
          : document.activeElement?.id
            ? '#' + CSS.escape(document.activeElement.id)
            : '';
        build();
        if (focus) root.querySelector<HTMLElement>(focus)?.focus();
        return;
      }
      for (const link of root.querySelectorAll<HTMLAnchorElement>('.tabs a')) {
        const id = link.dataset.tab!;
        link.href = hashOf(app, { view: id });
        if (id === app.state.view) link.setAttribute('aria-current', 'page');
        else link.removeAttribute('aria-current');
      }
      frame();
    },
  };
}

function mapAbout(app: App): string {
  const w = app.words,
    d = app.story?.d;
  if (!d) return '';
  return text(w.shell.mapKind, {
    posts: many(w, d.counts.evidence_posts, w.count.posts),
    platforms:
      d.platforms
        .slice(0, 6)
        .map((p) => platformName(w, p.name))
        .join(', ') + (d.platforms.length > 6 ? ` + ${count(w, d.platforms.length - 6)}` : ''),
  });
}
