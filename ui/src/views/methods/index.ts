// The Methods view: what was run, with which settings, what it means and does not mean, and how to check and repeat it.
import type { App } from '../../app';
import type { MethodUse, StoryDocument } from '../../data/document';
import { h, type Child } from '../../parts/dom';
import { command, hash } from '../../parts/copy';
import { count, decimal, gap, isoTime, many, text } from '../../parts/format';
import type { View } from '../view';
import { LEAK_METHODS } from '../leak';
import { ENTRY_METHODS } from '../lookalikes/answer';
import { hiddenSentence } from '../story/limits';
import { whyShort } from '../story/opening';
import { originCommand, reportCommand } from './again';
import { sourcesTable } from './sources';
import './methods.css';

type Texts = Record<string, { name: string; what: string; not: string }>;

/** A live page is told of its methods with each story. */
function usesOf(app: App): MethodUse[] {
  return [...storyUses(app), ...leakUses(app), ...entryUses(app)];
}

/** How the leak was judged. */
function leakUses(app: App): MethodUse[] {
  const { leak } = app;
  if (!leak) return [];
  const { settings: s, totals: t } = leak.d;
  const settings: Record<string, MethodUse['settings']> = {
    authenticity: { text_in: s.content },
    signatures: { keys_given: s.n_keys, dns: s.dns, verified: t.verified },
    'header-forensics': { unusual: decimal(app.words, s.unusual, 4) },
    'document-timelines': s.theft === null ? {} : { theft_said: isoTime(s.theft, 1) },
  };
  return LEAK_METHODS.map((id) => ({ id, settings: settings[id] ?? {} }));
}

/** How names that look like protected ones, and indicators, were looked for. */
function entryUses(app: App): MethodUse[] {
  const { entry } = app;
  if (!entry) return [];
  const { look, matches } = entry,
    settings: Record<string, MethodUse['settings']> = {
      lookalikes: look ? { protected_names: look.protected.length, allowed_names: look.allowed.length } : {},
      'how-they-got-in': { ...(look ? { alike: look.names.length + look.hidden_names } : {}), ...(matches ? { indicators: matches.totals.indicators } : {}) },
    };
  return ENTRY_METHODS.filter((id) => look || id !== 'lookalikes').map((id) => ({ id, settings: settings[id] ?? {} }));
}

function storyUses(app: App): MethodUse[] {
  const { methods } = app.source.document,
    s = app.story?.d;
  if (methods.length > 0 || !s) return methods;
  const { settings, hidden, counts } = s,
    uses: MethodUse[] = [{ id: 'origin', settings: {} }];
  if (settings.inferred)
    uses.push({
      id: 'inferred-links',
      settings: {
        same_text_window_s: settings.same_text_window_s,
        co_object_window_s: settings.co_object_window_s,
        links: counts.inferred_links,
      },
    });
  uses.push(
    { id: 'same-text', settings: { duplicates: counts.duplicates } },
    { id: 'layout', settings: { seed: settings.seed } },
    {
      id: 'communities',
      settings: { seed: settings.seed, communities: s.network.communities, modularity: s.network.modularity },
    },
  );
  if (hidden.nodes + hidden.edges + hidden.posts > 0)
    uses.push({
      id: 'backbone',
      settings: { hidden_nodes: hidden.nodes, hidden_edges: hidden.edges, hidden_posts: hidden.posts },
    });
  uses.push(...coordinationUses(app));
  uses.push({
    id: 'privacy',
    settings: {
      names: app.source.document.privacy.names,
      limit: app.source.document.privacy.limit,
      replaced: counts.replaced_names,
    },
  });
  return uses;
}

/** How accounts that acted in step were looked for: of the finding that the Groups view shows. */
function coordinationUses(app: App): MethodUse[] {
  const finding = app.findings[app.state.finding];
  if (!finding) return [];
  const { settings: s, tests, significant, groups, signals } = finding.d,
    uses: MethodUse[] = [];
  const { like, window_s, window_estimated, fast_window_s, min_weight, min_participation, min_group, fdr, max_crowd, shuffles, seed } = s;
  uses.push({
    id: 'coordination',
    settings: {
      like, kinds: s.kinds.join(', '), window_s, window_estimated, ...(fast_window_s > 0 ? { fast_window_s } : {}), min_weight, min_participation,
      min_group, fdr, max_crowd, shuffles, seed, tests, significant, groups: groups.length,
    },
  });
  if (s.kinds.includes('near-text')) uses.push({ id: 'near-text', settings: { similarity: s.similarity, shingle: s.shingle } });
  if (signals.account.length > 0) uses.push({ id: 'automation', settings: { accounts: signals.account.length } });
  return uses;
}

function settingValue(app: App, key: string, value: string | number | boolean): string {
  const w = app.words;
  if (typeof value === 'boolean') return value ? w.methods.yes : w.methods.no;
  if (typeof value === 'string')
    return Object.hasOwn(w.methods.settingValues, value) ? w.methods.settingValues[value] : value;
  if (key.endsWith('_s')) return gap(w, value * 1000);
  return Number.isInteger(value) ? count(w, value) : decimal(w, value);
}

function method(app: App, use: MethodUse): HTMLElement {
  const m = app.words.methods,
    texts = m.texts as Texts,
    known = Object.hasOwn(texts, use.id) ? texts[use.id] : m.texts.other;
  const settings = Object.entries(use.settings);
  return h(
    'section',
    { class: 'method', id: `method-${use.id}` },
    h('h4', null, text(known.name, { id: use.id })),
    h('p', null, known.what),
    settings.length > 0 &&
      h(
        'dl',
        { class: 'settings', 'aria-label': m.settings },
        settings.map(([key, value]) =>
          h(
            'div',
            null,
            h('dt', null, Object.hasOwn(m.settingNames, key) ? m.settingNames[key] : key),
            h('dd', null, settingValue(app, key, value)),
          ),
        ),
      ),
    h('p', null, h('strong', null, m.limits), app.words.colon, known.not),
    h('p', { class: 'small soft' }, text(m.page, { id: use.id })),
  );
}

function question(app: App, s: StoryDocument): HTMLElement {
  const w = app.words,
    m = w.methods;
  const iso = (t: number | null) => (t === null ? '' : isoTime(s.t0 + t, 60));
  const milestone = s.settings.to
    ? text(m.asked, { to: s.settings.to })
    : s.milestone
      ? text(m.automatic, { why: whyShort(app, s.milestone.why) })
      : m.none;
  const rows: [string, Child][] = [
    [m.question, s.query ? h('code', null, h('bdi', null, s.query)) : m.whole],
    [m.posts, count(w, s.counts.evidence_posts)],
    [m.range, s.from === null ? m.none : `${iso(s.from)} – ${iso(s.to)}`],
    [m.milestone, h('bdi', null, milestone)],
    [m.withInferred, s.settings.inferred ? m.yes : m.no],
    [m.seed, String(s.settings.seed)],
  ];
  return h(
    'dl',
    { class: 'settings' },
    rows.map(([name, value]) => h('div', null, h('dt', null, name), h('dd', null, value))),
  );
}

function custody(app: App): HTMLElement {
  const m = app.words.methods,
    { lines, head } = app.source.document.case.custody;
  if (!head) return h('section', null, h('h3', null, m.custody.title), h('p', null, m.custody.none));
  return h(
    'section',
    null,
    h('h3', null, m.custody.title),
    h('p', null, text(m.custody.what, { lines: many(app.words, lines, m.custody.lines) })),
    h('p', { class: 'custody-head' }, hash(app, head, m.custody.copyHead)),
    h('p', null, m.custody.how),
    command(app, 'sillage -C CASE custody verify'),
    command(app, `sed -n ${lines}p CASE/custody.jsonl | tr -d '\\n' | sha256sum`),
  );
}

function privacy(app: App): HTMLElement {
  const w = app.words,
    p = w.methods.privacy,
    { privacy: made, kind } = app.source.document,
    replaced = app.story?.d.counts.replaced_names ?? 0,
    hasPosts = !app.isWithoutPosts;
  const said = [
    ...(hasPosts ? [made.names === 'all' ? p.all : text(p.large, { limit: count(w, made.limit) }), replaced > 0 && many(w, replaced, p.replaced), made.text ? p.text : p.noText] : []),
    ...(app.leak ? [w.leak.not.masked, app.leak.d.settings.content ? w.leak.content : w.leak.not.content] : app.entry ? [w.lookalikes.not.masked] : []),
    kind === 'live' ? p.live : p.outside,
  ];
  return h('section', null, h('h3', null, p.title), h('p', null, said.filter(Boolean).join(' ')));
}

function again(app: App): Child {
  const m = app.words.methods.again,
    d = app.source.document,
    report = reportCommand(d);
  if (!app.story) return null;
  return h(
    'section',
    null,
    h('h3', null, m.title),
    report && [
      h('p', null, text(m.what, { version: d.program })),
      command(app, report),
      h('p', { class: 'small soft' }, m.sizes),
    ],
    h('p', null, m.origin),
    command(app, originCommand(app.story.d)),
    h('p', null, m.tables),
  );
}

function page(app: App): HTMLElement {
  const m = app.words.methods,
    hidden = app.story ? hiddenSentence(app) : '';
  return h(
    'article',
    { class: 'view-page' },
    h('h2', null, m.title),
    h('p', { class: 'lead' }, m.lead),
    app.stories.length > 0 && [h('h3', null, m.questions), app.stories.map((s) => question(app, s.d))],
    h('h3', null, m.run),
    usesOf(app).map((use) => method(app, use)),
    hidden && h('div', { class: 'note' }, h('p', null, hidden)),
    h('h3', null, m.sources.title),
    sourcesTable(app),
    custody(app),
    privacy(app),
    again(app),
  );
}

export const methodsView: View = {
  id: 'methods',
  isAvailable: (app) => app.source.document.kind !== 'map',
  mount(place, app) {
    place.append(page(app));
    return {
      destroy() {
        place.replaceChildren();
      },
    };
  },
  print: page,
};
