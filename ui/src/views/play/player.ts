// The clock of the play: runs, holds at what is told so that it can be read, steps. The picture is a function of its time alone.
import { advance, type Speed, type Track } from './track';

export interface Player {
  readonly time: number;
  readonly playing: boolean;
  toggle(): void;
  pause(): void;
  /** Goes to a time; playing goes on from there. */
  seek(time: number): void;
  setTrack(track: Track): void;
  setSpeed(speed: Speed): void;
  destroy(): void;
}

export interface PlayerOptions {
  track: Track;
  speed: Speed;
  time: number;
  /** Rising times at which the play holds for a moment. */
  holds: readonly number[];
  /** Rising times of all events: with reduced motion the play goes from one to the next and shows nothing between. */
  events: readonly number[];
  reduced: () => boolean;
  onChange: (player: Player) => void;
}

const STEP_S = 2.5, LONGEST_HOLD_S = 2;

/** How long it holds: of the seconds that the whole takes at most half go to holding; a rate holds nowhere. */
export const holdOf = (speed: Speed, holds: number): number =>
  'whole' in speed && holds > 0 ? Math.min(LONGEST_HOLD_S, speed.whole / 2 / holds) : 0;

/** The time `seconds` later, at most until the next hold. */
export function pass(track: Track, time: number, seconds: number, speed: Speed, holds: readonly number[]): { time: number; holds: boolean } {
  const running: Speed = 'whole' in speed ? { whole: speed.whole - holdOf(speed, holds.length) * holds.length } : speed;
  const next = advance(track, time, seconds, running), stop = holds.find((h) => h > time);
  return 'whole' in speed && stop !== undefined && stop <= next ? { time: stop, holds: true } : { time: next, holds: false };
}

export function createPlayer(options: PlayerOptions): Player {
  const { holds, events, reduced, onChange } = options;
  let { track, speed, time } = options, playing = false, held = 0, frame = 0, last = 0;

  const step = (seconds: number): void => {
    held -= seconds;
    if (held > 0) return;
    if (reduced()) {
      time = events.find((e) => e > time) ?? track.to;
      held = STEP_S;
    } else {
      const next = pass(track, time, seconds, speed, holds);
      time = next.time;
      held = next.holds ? holdOf(speed, holds.length) : 0;
    }
    if (time >= track.to) playing = false;
    onChange(player);
  };
  const tick = (now: number): void => {
    frame = 0;
    if (!playing) return;
    // A page that was hidden or busy goes on where it was and does not leap.
    step(Math.min(0.1, (now - last) / 1000));
    last = now;
    run();
  };
  const run = (): void => {
    if (playing && !frame) frame = requestAnimationFrame(tick);
  };
  const player: Player = {
    get time() { return time; },
    get playing() { return playing; },
    toggle() {
      playing = !playing;
      if (playing && time >= track.to) time = track.from;
      held = 0;
      last = performance.now();
      onChange(player);
      run();
    },
    pause() {
      playing = false;
      onChange(player);
    },
    seek(to) {
      time = Math.min(track.to, Math.max(track.from, to));
      held = reduced() ? STEP_S : 0;
      onChange(player);
    },
    setTrack(to) { track = to; },
    setSpeed(to) { speed = to; held = 0; },
    destroy() {
      playing = false;
      cancelAnimationFrame(frame);
    },
  };
  return player;
}
