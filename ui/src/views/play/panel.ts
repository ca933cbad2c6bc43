// Beside the picture: what has happened until now in figures, and the events as a list, each with its evidence.
import type { App } from '../../app';
import { fill, h } from '../../parts/dom';
import { count, day as dayName, isolated, many, short, text } from '../../parts/format';
import { postHref } from '../../parts/refs';
import { tallies, type PlayEvent, type Tally } from './events';
import { eventClock, sentence } from './sentence';

export interface Panel {
  readonly element: HTMLElement;
  setTime(t: number): void;
}

export function createFigures(app: App): Panel {
  const w = app.words, at = tallies(app.story!);
  const figure = (name: string): { cell: HTMLElement; value: HTMLElement; more: HTMLElement } => {
    const value = h('span', { class: 'play-value' }), more = h('span', { class: 'play-more' });
    return { cell: h('div', null, h('dt', null, name), h('dd', null, value, more)), value, more };
  };
  const posts = figure(w.play.posts), accounts = figure(w.play.accounts), relays = figure(w.play.relays), reach = figure(w.play.reach);
  const unknown = h('span');
  const element = h('div', { class: 'play-figures' },
    h('dl', null, posts.cell, accounts.cell, relays.cell, reach.cell),
    h('p', { class: 'play-meaning' }, w.play.reachMeaning, ' ', unknown));
  let shown = '';
  const show = (t: Tally): void => {
    posts.value.textContent = count(w, t.posts);
    accounts.value.textContent = count(w, t.accounts);
    const inferred = app.state.inferred ? t.inferred : 0;
    relays.value.textContent = count(w, t.seen + inferred);
    relays.more.textContent = inferred > 0 ? text(w.play.ofRelays, { seen: count(w, t.seen), inferred: count(w, inferred) }) : '';
    reach.value.textContent = t.accounts > 0 && t.unknown === t.accounts ? '–' : short(w, t.reach);
    unknown.textContent = t.unknown > 0 ? many(w, t.unknown, w.play.unknownAudience) : '';
  };
  return {
    element,
    setTime(t) {
      const now = at(t), key = Object.values(now).join() + app.state.inferred;
      if (key !== shown) show(now);
      shown = key;
    },
  };
}

export function createLog(app: App, events: readonly PlayEvent[], seek: (t: number) => void): { element: HTMLElement; setEvent(index: number): void } {
  const w = app.words, story = app.story!, { posts, platforms, hidden, t0 } = story.d;
  const rows: HTMLElement[] = [], list = h('ol', { class: 'play-events' });
  let day = NaN;
  events.forEach((event) => {
    const at = t0 + event.at, isCoarse = event.kind === 'post' && posts.precision[event.index] > 60, today = Math.floor(at / 86_400_000), time = eventClock(w, story, event), isPost = event.kind === 'post';
    const row = h('li', {
      class: event.step > 0 ? 'is-chain' : isPost ? '' : 'is-period',
      'data-event': event.kind === 'post' ? `post-${event.index}` : `${event.kind}-${event.index}`,
    },
      h('button', { type: 'button', class: 'play-when', 'aria-label': text(w.play.goTo, { time: isCoarse ? time : `${dayName(w, at)}, ${time}` }), onclick: () => seek(event.at) },
        today !== day && h('span', { class: 'play-day' }, dayName(w, at)), time),
      h('p', null,
        isPost && h('span', { class: 'play-dot', 'aria-hidden': 'true', style: { '--platform': platforms[posts.platform[event.index]].color } },
          event.step > 0 ? event.step : ''),
        sentence(w, story, event), ' ',
        isPost && h('a', { href: postHref(app, event.index) }, w.play.evidence)));
    day = today;
    rows.push(row);
    list.append(row);
  });
  const told = new Set(events.filter((e) => e.kind === 'post').map((e) => e.index));
  let left = 0;
  for (let i = 0; i < story.postCount; i++) if (!told.has(i) && !story.isGhost(i)) left++;
  const element = h('div', { class: 'play-log' }, h('h3', null, w.play.log), list,
    left > 0 && h('p', { class: 'play-meaning' }, many(w, left, w.play.logPart)),
    hidden.posts > 0 && h('p', { class: 'play-meaning' }, many(w, hidden.posts, w.play.hidden)),
    h('p', { class: 'play-meaning' }, w.play.coarse));
  let current = -2;
  return {
    element,
    setEvent(index) {
      if (index === current) return;
      rows.forEach((row, i) => row.classList.toggle('is-later', i > index));
      rows[current]?.removeAttribute('aria-current');
      rows[index]?.setAttribute('aria-current', 'step');
      current = index;
      const row = rows[index];
      // Only the list itself scrolls, never the page.
      if (row && list.scrollHeight > list.clientHeight) list.scrollTop = row.offsetTop - list.offsetTop - list.clientHeight / 3;
      if (!row) list.scrollTop = 0;
    },
  };
}

/** "During: pre-election silence", while the time is inside a period. */
export function createBanner(app: App): Panel {
  const w = app.words, periods = app.story!.d.calendar, element = h('p', { class: 'play-banner' });
  let shown = '';
  return {
    element,
    setTime(t) {
      const names = periods.filter((p) => p.from <= t && t < p.to).map((p) => isolated(p.name)), key = names.join('\n');
      if (key === shown) return;
      shown = key;
      fill(element, names.length > 0 ? text(w.play.during, { names: names.join(', ') }) : null);
    },
  };
}
