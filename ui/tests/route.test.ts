import { expect, test } from 'vitest';
import { follow, readHash, writeHash, type Place } from '../src/shell/route';
import type { App, State } from '../src/app';
import { sample } from './sample';

test('what is shown goes into the address and comes back the same', () => {
  const places: Place[] = [
    { view: 'map', selection: null },
    { view: 'map', story: 's1', selection: { kind: 'node', index: 12 } },
    {
      view: 'evidence',
      story: 's 2&=#?',
      selection: { kind: 'post', index: 0 },
      window: [-5, 3_600_000],
      inferred: false,
    },
    { view: 'story', query: '"a phrase" AND #tag', selection: { kind: 'edge', index: 7 } },
    { view: 'evidence', selection: null, only: 'ghosts' },
    { view: 'map', selection: null, mode: 'timeline', color: 'role', size: 'reach' },
  ];
  for (const place of places) expect(readHash(writeHash(place))).toEqual({ only: '', ...place });
});

test('an address that is none of ours, or broken, shows nothing wrong', () => {
  for (const hash of ['', '#', '#content', '#map', 'x']) expect(readHash(hash)).toBeNull();
  const odd = readHash('#/%E0%A4%A?node=-1&edge=1e3&window=9_1&only=constructor&post=99999999999&mode=x&color=constructor&size=');
  expect(odd).toEqual({ view: '', selection: null, only: '' });
});

function fakeApp(): App {
  const stories = [sample(), sample()];
  stories[1].d.id = 's2';
  let state = { view: 'story', story: 0, selection: null, window: null, only: '', inferred: true } as unknown as State;
  return {
    source: { document: {} as never },
    stories,
    findings: [],
    leak: null,
    entry: null,
    isWithoutPosts: false,
    get state() {
      return state;
    },
    get story() {
      return stories[state.story];
    },
    words: {} as never,
    set(change) {
      state = { ...state, ...change };
    },
    listen: () => () => {
      /* nobody listens */
    },
    ask: async () => {
      throw new Error('no');
    },
    announce() {
      /* nobody listens */
    },
  };
}

test('following an address changes what it names and refuses what is not there', async () => {
  const app = fakeApp(),
    isView = (id: string) => id === 'map' || id === 'evidence';
  await follow(app, '#/map?story=s2&node=3&inferred=0', isView);
  expect(app.state).toMatchObject({ view: 'map', story: 1, selection: { kind: 'node', index: 3 }, inferred: false });
  await follow(app, '#/nonsense?node=4', isView);
  expect(app.state).toMatchObject({ view: 'map', story: 1, selection: null });
  await follow(app, '#/evidence?story=unknown&post=3&only=roots', isView);
  expect(app.state).toMatchObject({ view: 'evidence', story: 1, selection: { kind: 'post', index: 3 }, only: 'roots' });
});
