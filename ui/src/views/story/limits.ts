// What the answer cannot tell, with this story's own figures.
import type { App } from '../../app';
import { h, type Child } from '../../parts/dom';
import { count, list, many, text } from '../../parts/format';
import { listLink } from '../../parts/refs';
import { hashOf } from '../../shell/route';
import { missing } from './opening';
import { section } from './say';

export function hiddenSentence(app: App): string {
  const w = app.words,
    l = w.story.limits,
    hidden = app.story!.d.hidden;
  const parts = [
    hidden.nodes > 0 && many(w, hidden.nodes, l.hiddenNodes),
    hidden.edges > 0 && many(w, hidden.edges, l.hiddenEdges),
    hidden.posts > 0 && many(w, hidden.posts, l.hiddenPosts),
    hidden.links > 0 && many(w, hidden.links, l.hiddenLinks),
  ].filter((part): part is string => part !== false);
  return parts.length > 0 ? text(l.hidden, { what: list(w, parts) }) : '';
}

export function limits(app: App): HTMLElement {
  const w = app.words,
    l = w.story.limits,
    { counts: c, hidden } = app.story!.d,
    { privacy } = app.source.document;
  const said: Child[] = [
    w.story.caution,
    missing(app),
    l.persons,
    c.inferred_links > 0 && listLink(app, 'inferred', l.inferred),
    c.coarse > 0 && listLink(app, 'coarse', many(w, c.coarse, l.coarse)),
    c.ghosts > 0 && listLink(app, 'ghosts', many(w, c.ghosts, l.ghosts)),
    c.duplicates > 0 && listLink(app, 'duplicates', many(w, c.duplicates, l.duplicates)),
    c.clock_contradictions > 0 && h('span', { class: 'caution' }, many(w, c.clock_contradictions, l.clock)),
    c.self_links > 0 && many(w, c.self_links, l.self),
    c.replaced_names > 0 && text(many(w, c.replaced_names, l.replaced), { limit: count(w, privacy.limit) }),
    hiddenSentence(app),
    hidden.alone > 0 && many(w, hidden.alone, l.alone),
    !privacy.text && l.text,
  ];
  return section(
    l.title,
    h(
      'ul',
      { class: 'story-limits' },
      said.filter(Boolean).map((s) => h('li', null, s)),
    ),
    h('p', { class: 'screen-only' }, h('a', { href: hashOf(app, { view: 'methods', selection: null }) }, l.methods)),
  );
}
