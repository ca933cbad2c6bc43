// The bar under the picture: where the play is, when the posts fell, the calendar's periods and the chain's steps.
import type { App } from '../../app';
import { h, svg } from '../../parts/dom';
import { time } from '../../parts/format';
import { appears, type PlayEvent } from './events';
import type { Track } from './track';

export interface Scrub {
  readonly element: HTMLElement;
  setTrack(track: Track): void;
  /** Moves the mark; `isQuiet` leaves out what only a screen reader needs. */
  setTime(t: number, isQuiet: boolean): void;
}

const BARS = 160;

export function createScrub(app: App, events: readonly PlayEvent[], first: Track, seek: (t: number) => void): Scrub {
  const story = app.story!, w = app.words;
  const marks = h('div', { class: 'scrub-marks', 'aria-hidden': 'true' }), past = h('div', { class: 'scrub-past' }), hand = h('div', { class: 'scrub-hand' });
  const element = h('div', { class: 'scrub', role: 'slider', tabindex: '0', 'aria-label': w.play.scrub }, marks, past, hand);
  let track = first, now = first.from;

  const draw = (): void => {
    const percent = (t: number): string => 100 * track.place(t) + '%';
    const periods = story.d.calendar.filter((p) => p.to > track.from && p.from < track.to).map((p) =>
      h('span', { class: 'scrub-period', style: { left: percent(p.from), width: 100 * (track.place(p.to) - track.place(p.from)) + '%' } },
        h('span', null, p.name)));
    const steps = events.filter((e) => e.step > 0).map((e) =>
      h('span', { class: 'scrub-step', style: { left: percent(e.at), '--platform': story.d.platforms[story.d.posts.platform[e.index]].color } }));
    marks.replaceChildren(...periods, density(), ...steps);
    element.setAttribute('aria-valuemin', String(track.from));
    element.setAttribute('aria-valuemax', String(track.to));
  };
  const density = (): SVGElement => {
    const bars = new Array<number>(BARS).fill(0);
    for (let i = 0; i < story.postCount; i++)
      if (!story.isGhost(i)) bars[Math.min(BARS - 1, Math.floor(track.place(appears(story, i)) * BARS))]++;
    const top = Math.max(1, ...bars);
    // The root of the count: single posts stay to be seen beside a thousand.
    const d = bars.map((n, i) => (n ? `M${i} 30V${(30 - 28 * Math.sqrt(n / top)).toFixed(1)}h.8V30z` : '')).join('');
    return svg('svg', { class: 'scrub-density', viewBox: `0 0 ${BARS} 30`, preserveAspectRatio: 'none' }, svg('path', { d }));
  };
  element.addEventListener('pointerdown', (down) => {
    if (down.button !== 0) return;
    const go = (event: PointerEvent): void => {
      const box = element.getBoundingClientRect();
      seek(track.time((event.clientX - box.left) / box.width));
    };
    const done = (): void => {
      element.removeEventListener('pointermove', go);
      element.removeEventListener('pointerup', done);
      element.removeEventListener('pointercancel', done);
    };
    element.setPointerCapture(down.pointerId);
    element.addEventListener('pointermove', go);
    element.addEventListener('pointerup', done);
    element.addEventListener('pointercancel', done);
    go(down);
  });
  element.addEventListener('keydown', (event) => {
    const to = { Home: track.from, End: track.to, PageUp: track.time(track.place(now) + 0.1), PageDown: track.time(track.place(now) - 0.1) }[event.key];
    if (to === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    seek(to);
  });
  draw();
  return {
    element,
    setTrack(to) { track = to; draw(); },
    setTime(t, isQuiet) {
      now = t;
      const place = 100 * track.place(t) + '%';
      hand.style.left = place;
      past.style.width = place;
      if (isQuiet) return;
      element.setAttribute('aria-valuenow', String(Math.round(t)));
      element.setAttribute('aria-valuetext', time(w, story.when(t), 60));
    },
  };
}
