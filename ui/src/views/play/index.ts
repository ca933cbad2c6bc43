// The Play view: the story in time. At every time the picture, the figures and the caption are functions of that time.
import type { App } from '../../app';
import { h, svg } from '../../parts/dom';
import { clock, date, edgeTitle, gap, isolated, nodeTitle, postTitle, text } from '../../parts/format';
import { createPicture, type Filter, type Picture } from '../../map/picture';
import { isOfFinding, type Selection, type Story } from '../../data/story';
import { hashOf } from '../../shell/route';
import type { Words } from '../../words';
import type { View } from '../view';
import { captioned, eventAt, eventsOf, isTold, type PlayEvent } from './events';
import { createBanner, createFigures, createLog } from './panel';
import { createPlayer } from './player';
import { createScrub } from './scrub';
import { caption } from './sentence';
import { trackOf, type Speed } from './track';
import './play.css';

const MINUTE = 60_000, HOUR = 60 * MINUTE;
const SPEEDS: readonly Speed[] = [
  { whole: 15 }, { whole: 30 }, { whole: 60 }, { whole: 180 },
  { rate: 1000 }, { rate: MINUTE }, { rate: 10 * MINUTE }, { rate: HOUR }, { rate: 6 * HOUR }, { rate: 24 * HOUR },
];
const USUAL_SPEED = 1;
/** What came within this share of the whole glows. */
const GLOW = 0.02;
/** A caption older than this share is dimmed. */
const PAST = 0.12;

/** Where the reader was, by story: kept while other views are looked at and when the language changes. */
interface Memory { time: number | null; speed: number; skip: boolean }
const memories = new WeakMap<Story, Memory>();

export const playView: View = {
  id: 'play',
  keys: (w) => w.play.keyList.map(([key, does]) => [key, does] as const),
  isAvailable: (app) => app.story !== undefined && app.story.postCount > 0,
  mount(place, app) {
    const view = makePlay(place, app);
    return { destroy: view };
  },
};

const speedName = (w: Words, speed: Speed): string =>
  'whole' in speed ? text(w.play.whole, { gap: gap(w, speed.whole * 1000) })
    : speed.rate === 1000 ? w.play.realTime : text(w.play.rate, { gap: gap(w, speed.rate) });

function makePlay(place: HTMLElement, app: App): () => void {
  const story = app.story!, w = app.words;
  const memory = memories.get(story) ?? { time: null, speed: USUAL_SPEED, skip: true };
  memories.set(story, memory);
  const events = eventsOf(story);
  const motion = matchMedia('(prefers-reduced-motion: reduce)');
  let track = trackOf(story, memory.skip), told = captioned(events, track.place), last = -2;

  const figures = createFigures(app), banner = createBanner(app), log = createLog(app, events, go);
  const scrub = createScrub(app, events, track, (t) => player.seek(t));
  const clockDate = h('span', { class: 'play-date' }), clockTime = h('span', { class: 'play-time' });
  const stage = h('div', { class: 'play-picture' });
  const captionLine = h('p', { class: 'play-caption' });
  const chosen = h('p', { class: 'play-chosen' });
  const hover = h('div', { class: 'play-hover', hidden: true, 'aria-hidden': 'true' });
  const playButton = h('button', { type: 'button', class: 'primary play-toggle', onclick: () => player.toggle() });
  const modeButtons = (['network', 'timeline'] as const).map((mode) =>
    h('button', { type: 'button', onclick: () => app.set({ mode }), 'data-mode': mode }, w.play.mode[mode]));
  const inferredBox = h('input', { type: 'checkbox', checked: app.state.inferred, onchange: () => app.set({ inferred: inferredBox.checked }) });
  const skipBox = h('input', { type: 'checkbox', checked: memory.skip, onchange: () => setSkip(skipBox.checked) });
  const speedList = h('select', { onchange: () => setSpeed(Number(speedList.value)) },
    SPEEDS.map((speed, i) => h('option', { value: String(i) }, speedName(w, speed))));
  speedList.value = String(memory.speed);

  const jump = (event: PlayEvent, label: string, title: string, props: Record<string, unknown>): HTMLElement =>
    h('button', { type: 'button', 'aria-label': title, title, onclick: () => go(event.at), ...props }, label);
  const chain = events.filter((e) => e.step > 0).sort((a, b) => a.step - b.step).map((e) => {
    const color = story.d.platforms[story.d.posts.platform[e.index]].color;
    return h('li', null, jump(e, String(e.step), text(w.play.step, { n: e.step, title: postTitle(w, story, e.index) }),
      { class: 'play-step', style: { '--platform': color } }));
  });
  const periods = events.filter((e) => e.kind === 'begin').map((e) => {
    const name = isolated(story.d.calendar[e.index].name);
    return h('li', null, jump(e, name, text(w.play.toPeriod, { name }), { class: 'play-period' }));
  });
  const root = h('div', { class: 'play' },
    h('h2', { class: 'spoken' }, w.views.play),
    h('div', { class: 'play-clock' }, clockTime, clockDate, banner.element),
    h('div', { class: 'play-stage' }, stage, hover),
    h('div', { class: 'play-deck' },
      captionLine,
      scrub.element,
      h('div', { class: 'play-controls' },
        h('div', { class: 'play-transport' },
          h('button', { type: 'button', class: 'play-skip', 'aria-label': w.play.previous, title: w.play.previous, onclick: () => stepBy(-1) }, arrow('back')),
          playButton,
          h('button', { type: 'button', class: 'play-skip', 'aria-label': w.play.next, title: w.play.next, onclick: () => stepBy(1) }, arrow('on'))),
        h('label', { class: 'play-field' }, h('span', null, w.play.speed), speedList),
        h('label', { class: 'play-check', title: w.play.skipHint }, skipBox, w.play.skip),
        h('label', { class: 'play-check' }, inferredBox, w.play.inferred),
        h('div', { class: 'joined', role: 'group', 'aria-label': w.play.mode.name }, modeButtons),
        chain.length > 0 && h('div', { class: 'play-jumps' }, h('span', { id: 'play-chain' }, w.play.chain), h('ol', { 'aria-labelledby': 'play-chain' }, chain)),
        periods.length > 0 && h('div', { class: 'play-jumps' }, h('span', { id: 'play-calendar' }, w.play.calendar), h('ul', { 'aria-labelledby': 'play-calendar' }, periods))),
      h('p', { class: 'play-keys' }, w.play.keys)),
    h('div', { class: 'play-side' }, figures.element, chosen, log.element));
  place.append(root);

  const filter = (): Filter => ({ window: null, inferred: app.state.inferred, hidden: new Set() });
  const picture: Picture = createPicture(stage, app, {
    mode: app.state.mode, color: app.state.color, size: app.state.size, filter: filter(), label: w.play.picture,
    onHover: (item, x, y) => {
      hover.hidden = item === null;
      if (!item) return;
      hover.textContent = titleOf(w, story, item);
      hover.style.left = x + 'px';
      hover.style.top = y + 'px';
    },
    onSelect: (item) => app.set({ selection: item }),
  });

  const player = createPlayer({
    track,
    speed: SPEEDS[memory.speed],
    time: memory.time ?? track.from,
    holds: [...new Set(events.filter(isTold).map((e) => e.at))],
    events: [...new Set(events.map((e) => e.at))],
    reduced: () => motion.matches,
    onChange: ({ time, playing }) => show(time, playing),
  });

  function show(t: number, playing: boolean): void {
    memory.time = t;
    const isEnd = t >= track.to, ms = story.when(t);
    // At the end everything is there: what is known only to the day, and what lies outside the range, too.
    if (isEnd) picture.setTime(null);
    else picture.setTime(t, track.time(track.place(t) - GLOW));
    setText(clockDate, date(w, ms));
    setText(clockTime, `${clock(w, Math.floor(ms / MINUTE) * MINUTE, 60)} UTC`);
    banner.setTime(t);
    figures.setTime(t);
    scrub.setTime(t, playing);
    log.setEvent(eventAt(events, t));
    const toldLast = eventAt(told, t);
    if (toldLast !== last) {
      last = toldLast;
      const event = told[toldLast];
      setText(captionLine, event ? caption(w, story, event) : w.play.notYet);
      captionLine.classList.toggle('is-inferred', event !== undefined && event.link >= 0 && story.d.links.kind[event.link] >= 5);
      if (playing && event && isTold(event)) app.announce(captionLine.textContent!);
    }
    // Long ago by now: the time in front of it says when, its colour that it is past.
    captionLine.classList.toggle('is-past', toldLast >= 0 && track.place(t) - track.place(told[toldLast].at) > PAST);
    if (isEnd && !playing) {
      captionLine.classList.remove('is-past');
      setText(captionLine, text(w.play.lead, { time: clock(w, ms, 60), said: w.play.end }));
      captionLine.classList.remove('is-inferred');
      last = -2;
    }
    const name = playing ? w.play.pause : isEnd ? w.play.again : w.play.play;
    if (playButton.dataset.name !== name) {
      playButton.replaceChildren(arrow(playing ? 'pause' : 'play'), name);
      playButton.dataset.name = name;
    }
    root.dataset.state = playing ? 'playing' : isEnd ? 'ended' : 'paused';
    root.dataset.time = String(Math.round(t));
  }
  /** Goes to an event and says it. */
  function go(t: number): void {
    player.pause();
    player.seek(t);
    const event = events[eventAt(events, t)];
    if (event) app.announce(caption(w, story, event));
  }
  function stepBy(by: 1 | -1): void {
    const times = by > 0 ? events.find((e) => e.at > player.time)?.at : [...events].reverse().find((e) => e.at < player.time)?.at;
    go(times ?? (by > 0 ? track.to : track.from));
  }
  function setSpeed(index: number): void {
    memory.speed = index;
    player.setSpeed(SPEEDS[index]);
  }
  function setSkip(skip: boolean): void {
    memory.skip = skip;
    track = trackOf(story, skip);
    told = captioned(events, track.place);
    last = -2;
    player.setTrack(track);
    scrub.setTrack(track);
    show(player.time, player.playing);
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const target = event.target as Element | null;
    if (target?.closest('input[type="text"], input[type="search"], textarea, select, dialog') || document.querySelector('dialog[open]')) return;
    if (event.key === ' ' && !target?.closest('button, input, summary')) player.toggle();
    else if (event.key === 'ArrowRight') stepBy(1);
    else if (event.key === 'ArrowLeft') stepBy(-1);
    else return;
    event.preventDefault();
  };
  document.addEventListener('keydown', onKey);
  const showChosen = (): void => {
    const item = isOfFinding(app.state.selection) ? null : app.state.selection;
    picture.select(item);
    chosen.replaceChildren();
    if (item) chosen.append(text(w.play.selected, { title: titleOf(w, story, item) }), ' ',
      h('a', { href: hashOf(app, { view: 'evidence', selection: item }) }, w.play.evidence));
  };
  const showMode = (): void => {
    for (const button of modeButtons) button.setAttribute('aria-pressed', String(button.dataset.mode === app.state.mode));
  };
  const unlisten = app.listen((state, changed) => {
    if (changed.has('mode')) { picture.setMode(state.mode); showMode(); }
    if (changed.has('color')) picture.setColor(state.color);
    if (changed.has('size')) picture.setSize(state.size);
    if (changed.has('inferred')) {
      inferredBox.checked = state.inferred;
      picture.setFilter(filter());
      figures.setTime(player.time);
    }
    if (changed.has('selection')) showChosen();
  });
  showMode();
  showChosen();
  show(player.time, false);
  return () => {
    document.removeEventListener('keydown', onKey);
    unlisten();
    player.destroy();
    picture.destroy();
    root.remove();
  };
}

const setText = (element: HTMLElement, said: string): void => {
  if (element.textContent !== said) element.textContent = said;
};

const titleOf = (w: Words, story: Story, item: Selection): string =>
  item.kind === 'node' ? nodeTitle(w, story, item.index) : item.kind === 'edge' ? edgeTitle(w, story, item.index) : postTitle(w, story, item.index);

/** The signs on the buttons, drawn: no font needs to have them. */
function arrow(kind: 'play' | 'pause' | 'back' | 'on'): SVGElement {
  const d = {
    play: 'M3 1.5v11l9-5.5z', pause: 'M3 1.5h3v11H3zM8 1.5h3v11H8z', back: 'M12 1.5v11L4.5 7zM2 1.5h2v11H2z', on: 'M2 1.5v11L9.5 7zM10 1.5h2v11h-2z',
  }[kind];
  return svg('svg', { viewBox: '0 0 14 14', width: '14', height: '14', 'aria-hidden': 'true', class: 'play-sign' }, svg('path', { d }));
}
