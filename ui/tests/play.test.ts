// The play's time, its events, its figures and its sentences, on a story made by hand.
import { describe, expect, it } from 'vitest';
import { POST, type StoryDocument } from '../src/data/document';
import { Story } from '../src/data/story';
import { barWidth, extentOf, seriesOf } from '../src/parts/timeseries';
import { appears, captioned, eventAt, eventsOf, tallies } from '../src/views/play/events';
import { createPlayer, holdOf, pass } from '../src/views/play/player';
import { caption, sentence } from '../src/views/play/sentence';
import { advance, trackOf } from '../src/views/play/track';
import { wordsOf } from '../src/words';

const MINUTE = 60_000, HOUR = 60 * MINUTE, DAY = 24 * HOUR;
const T0 = Date.UTC(2017, 4, 5);

/**
 * A paste (no. 1) at 18:00, a board's post at 18:35, a tweet at 18:49 that links to it and one at 19:31 that carries the same; a
 * tweet known only to the day, one of the next day; a ghost that the paste points to.
 */
function story(change: (d: StoryDocument) => void = () => undefined): Story {
  const rows = [
    // time, precision, platform, account, audience, flags
    [0, 86400, 2, 2, 100, POST.match],
    [18 * HOUR, 60, 0, -1, -1, POST.ghost],
    [18 * HOUR, 60, 0, 0, -1, POST.ordered | POST.root],
    [18 * HOUR + 35 * MINUTE, 60, 1, -1, -1, POST.ordered],
    [18 * HOUR + 49 * MINUTE, 60, 2, 1, 500, POST.ordered],
    [19 * HOUR + 31 * MINUTE + 5000, 0, 2, 2, 2_000_000, POST.ordered],
    [30 * HOUR, 60, 2, 1, 500, POST.ordered],
  ];
  const column = (i: number): number[] => rows.map((r) => r[i]);
  const none = rows.map(() => -1), empty = rows.map(() => '');
  const d: StoryDocument = {
    id: 's1', query: '#x', title: '#x', t0: T0, from: 18 * HOUR, to: 30 * HOUR,
    settings: { inferred: true, same_text_window_s: 86400, co_object_window_s: 86400, to: null, seed: 1 }, finding: null,
    counts: { posts: 6, accounts: 3, evidence_posts: 6, roots: 1, ghosts: 1, coarse: 1, duplicates: 0, explicit_links: 3, inferred_links: 1,
      clock_contradictions: 0, self_links: 0, replaced_names: 0 },
    missing_share: 0.3, milestone: { post: 5, why: 'largest audience' },
    calendar: [{ name: 'debate', from: -2 * DAY, to: -2 * DAY + HOUR }, { name: 'silence', from: 22 * HOUR, to: 66 * HOUR }],
    sources: [{ file: 'a.csv', sha256: '00' }],
    platforms: ['pastebin', '4chan', 'twitter'].map((name) => ({ name, posts: 1, ghosts: 0, color: '#123456', shape: 'disc' })),
    accounts: { platform: [0, 2, 2], name: ['EMLEAKS', 'relay', 'wikileaks'], display: ['', '', ''], audience: [-1, 500, 2_000_000], replaced: [0, 0, 0],
      group: [-1, -1, -1], stepper: [-1, -1, -1] },
    posts: { time: column(0), precision: column(1), platform: column(2), account: column(3), audience: column(4), flags: column(5), node: none,
      kind: rows.map(() => 0), source: rows.map(() => 0), row: rows.map((_, i) => i + 1), offset: none, lang: rows.map(() => 0),
      duplicate_of: [...none], id: empty, url: empty, channel: empty, member: empty },
    langs: [''], link_methods: ['', 'co-object'],
    links: { child: [2, 3, 4, 5], parent: [1, 2, 3, 4], kind: [4, 4, 4, 6], confidence: [1, 1, 1, 0.94], method: [0, 0, 0, 1] },
    firsts: [{ post: 2, link: -1, coarse_earlier: 0 }, { post: 3, link: 1, coarse_earlier: 0 }, { post: 4, link: 2, coarse_earlier: 1 }],
    chain: [{ post: 2, link: -1, also: -1 }, { post: 3, link: 1, also: -1 }, { post: 4, link: 2, also: -1 }, { post: 5, link: 3, also: -1 }],
    network: { nodes: { account: [], post: [], platform: [], x: [], y: [], community: [], posts: [], in: [], out: [], audience: [], first: [], last: [], flags: [] },
      edges: { from: [], to: [], kind: [], weight: [], first: [], last: [], confidence: [], chain: [] }, communities: 0, modularity: 0 },
    // The two hours of the story are as wide as the ten that follow.
    axis: { time: [18 * HOUR, 20 * HOUR, 30 * HOUR], place: [0, 0.5, 1] },
    hidden: { nodes: 0, edges: 0, alone: 0, posts: 0, links: 0 },
  };
  change(d);
  return new Story(d);
}

describe('the track', () => {
  it('skips the quiet along the bent axis and comes back to the same time', () => {
    const track = trackOf(story(), true);
    expect(track.place(20 * HOUR)).toBeCloseTo(0.5);
    expect(track.time(0.75)).toBeCloseTo(25 * HOUR);
    for (const t of [18, 18.5, 20, 27, 30]) expect(track.time(track.place(t * HOUR))).toBeCloseTo(t * HOUR, 3);
  });
  it('is even when asked', () => expect(trackOf(story(), false).place(20 * HOUR)).toBeCloseTo(2 / 12));
  it('is even when the axis has no knots', () => {
    expect(trackOf(story((d) => { d.axis = { time: [], place: [] }; }), true).place(24 * HOUR)).toBeCloseTo(0.5);
  });
  it('stops at both ends', () => {
    const track = trackOf(story(), true);
    expect([track.place(0), track.place(99 * HOUR), track.time(-1), track.time(2)]).toEqual([0, 1, 18 * HOUR, 30 * HOUR]);
  });
  it('runs the whole in the seconds that were asked for', () => {
    const track = trackOf(story(), true);
    expect(advance(track, track.from, 15, { whole: 30 })).toBeCloseTo(20 * HOUR);
    expect(advance(track, track.from, 30, { whole: 30 })).toBe(track.to);
  });
  it('keeps a rate where the axis is wide and is faster where it is narrow', () => {
    const bent = trackOf(story(), true), even = trackOf(story(), false);
    expect(advance(even, 20 * HOUR, 2, { rate: HOUR })).toBeCloseTo(22 * HOUR);
    expect(advance(bent, 18 * HOUR, 1, { rate: HOUR })).toBeCloseTo(19 * HOUR);
    expect(advance(bent, 20 * HOUR, 1, { rate: HOUR })).toBeCloseTo(25 * HOUR);
  });
});

describe('the player', () => {
  it('holds exactly at what it tells, and nowhere at a rate', () => {
    const track = trackOf(story(), true), holds = [18.5 * HOUR, 19 * HOUR];
    expect(pass(track, 18 * HOUR, 20, { whole: 30 }, holds)).toEqual({ time: 18.5 * HOUR, holds: true });
    expect(pass(track, 18.5 * HOUR, 20, { whole: 30 }, holds)).toEqual({ time: 19 * HOUR, holds: true });
    expect(pass(track, 19 * HOUR, 60, { whole: 30 }, holds)).toEqual({ time: 30 * HOUR, holds: false });
    expect(pass(track, 18 * HOUR, 1, { rate: HOUR }, holds).holds).toBe(false);
  });
  it('holds for at most half of the whole', () => {
    expect(holdOf({ whole: 30 }, 5)).toBe(2);
    expect(holdOf({ whole: 30 }, 100)).toBeCloseTo(0.15);
    expect(holdOf({ rate: 1000 }, 5)).toBe(0);
  });
  it('seeks within the story and tells of it', () => {
    const track = trackOf(story(), true), times: number[] = [];
    const player = createPlayer({ track, speed: { whole: 30 }, time: track.from, holds: [], events: [], reduced: () => false, onChange: (p) => times.push(p.time) });
    player.seek(20 * HOUR);
    player.seek(99 * HOUR);
    expect(times).toEqual([20 * HOUR, 30 * HOUR]);
  });
});

describe('events', () => {
  it('come in time: chain, firsts, other posts and the periods that begin or end in the story', () => {
    const events = eventsOf(story());
    expect(events.map((e) => `${e.kind} ${e.index} ${e.step} ${e.first}`)).toEqual([
      'post 2 1 0', 'post 3 2 1', 'post 4 3 2', 'post 5 4 -1', 'begin 1 0 -1', 'post 0 0 -1', 'post 6 0 -1',
    ]);
    expect(events.map((e) => e.at)).toEqual([...events.map((e) => e.at)].sort((a, b) => a - b));
  });
  it('a post known only to the day appears when the day is over, all of them at the end at the latest', () => {
    expect(appears(story(), 0)).toBe(24 * HOUR);
    const late = story((d) => { d.posts.time[6] = 60 * HOUR; d.posts.precision[6] = 86400; });
    expect(appears(late, 6)).toBe(30 * HOUR);
  });
  it('are found by time', () => {
    const events = eventsOf(story());
    expect(eventAt(events, 17 * HOUR)).toBe(-1);
    expect(eventAt(events, 18 * HOUR)).toBe(0);
    expect(eventAt(events, 19 * HOUR)).toBe(2);
    expect(eventAt(events, 99 * HOUR)).toBe(6);
  });
  it('are captions when they are told, or when there is time to read them', () => {
    const s = story(), place = trackOf(s, true).place;
    expect(captioned(eventsOf(s), place).map((e) => e.index)).toEqual([2, 3, 4, 5, 1, 0]);
    const crowded = story((d) => { d.posts.time[6] = 24 * HOUR + MINUTE; });
    expect(captioned(eventsOf(crowded), place).map((e) => e.index)).toEqual([2, 3, 4, 5, 1, 6]);
  });
  it('leave out most posts of a large story, never the chain', () => {
    const large = story((d) => {
      const { posts } = d;
      for (let i = 0; i < 1000; i++)
        for (const [key, column] of Object.entries(posts) as [string, (number | string)[]][]) column.push(key === 'time' ? 29 * HOUR + i : column[6]);
    });
    const events = eventsOf(large);
    expect(events.filter((e) => e.kind === 'post').length).toBe(64);
    expect(events.filter((e) => e.step > 0).map((e) => e.step)).toEqual([1, 2, 3, 4]);
  });
});

describe('the figures', () => {
  it('count posts, accounts and relays until a time, each audience once, ghosts never', () => {
    const at = tallies(story());
    expect(at(17 * HOUR)).toEqual({ posts: 0, accounts: 0, seen: 0, inferred: 0, reach: 0, unknown: 0 });
    expect(at(18 * HOUR)).toEqual({ posts: 1, accounts: 1, seen: 1, inferred: 0, reach: 0, unknown: 1 });
    expect(at(19 * HOUR)).toEqual({ posts: 3, accounts: 2, seen: 3, inferred: 0, reach: 500, unknown: 1 });
    expect(at(30 * HOUR)).toEqual({ posts: 6, accounts: 3, seen: 3, inferred: 1, reach: 2_000_500, unknown: 1 });
  });
  it('count no account for whoever gave no name', () => {
    for (const name of ['', 'Anonymous'])
      expect(tallies(story((d) => { d.accounts.name[0] = name; }))(18 * HOUR)).toMatchObject({ posts: 1, accounts: 0, unknown: 0 });
  });
  it('do not count a duplicate as another post', () => {
    expect(tallies(story((d) => { d.posts.duplicate_of[6] = 4; }))(30 * HOUR).posts).toBe(5);
  });
});

describe('the sentences', () => {
  const told = (lang: 'en' | 'fr'): string[] => {
    const s = story();
    return eventsOf(s).map((e) => caption(wordsOf(lang), s, e));
  };
  it('say each step, how it came and how sure that is', () => {
    expect(told('en')).toEqual([
      '18:00 — EMLEAKS posts on Pastebin: nothing in this evidence leads further back. The first on Pastebin.',
      '18:35 — An anonymous post on 4chan links to EMLEAKS on Pastebin, 35 minutes later. The first on 4chan.',
      '18:49 — @relay on Twitter links to an anonymous post on 4chan, 14 minutes later. The first on Twitter. 1 post there with a coarser time may be earlier.',
      '19:31:05 — @wikileaks on Twitter carries the same things as @relay, 42 minutes later – inferred, not seen (confidence 0.94). The largest audience (2.0\u00a0M followers).',
      '22:00 — silence begins.',
      '5\u00a0May, some time that day — @wikileaks posts on Twitter.',
      '06:00 — @relay posts on Twitter.',
    ]);
  });
  it('are French in French', () => {
    const french = told('fr');
    expect(french[1]).toContain('renvoie à EMLEAKS sur Pastebin, 35 minutes plus tard');
    expect(french[3]).toContain('déduit, non constaté (confiance 0,94)');
    expect(french[4]).toContain('silence');
  });
  it('elide "de" before "une" in French', () => {
    const s = story((d) => { d.links.kind[2] = 5; });
    expect(sentence(wordsOf('fr'), s, eventsOf(s)[2])).toContain('reprend les mots d’une publication anonyme');
  });
  it('leave a name as it is written where a sentence begins', () => {
    const s = story((d) => { d.accounts.name[0] = 'anonymous uploader'; });
    expect(sentence(wordsOf('en'), s, eventsOf(s)[0])).toMatch(/^anonymous uploader posts/);
  });
  it('keep a name that turns the text about within itself', () => {
    const s = story((d) => { d.accounts.name[0] = 'safe\u202Eexe\u2069.fdp'; });
    expect(sentence(wordsOf('en'), s, eventsOf(s)[0])).toMatch(/^\u2068safe\u202Eexe\.fdp\u2069 posts on Pastebin/);
  });
  it('say that a ghost is not in the evidence', () => {
    const s = story((d) => { d.firsts = []; d.chain = [{ post: 2, link: 0, also: -1 }]; });
    expect(sentence(wordsOf('en'), s, eventsOf(s)[0])).toContain('links to a post (not in the evidence; the time is the latest possible)');
  });
  it('say no gap where a time decides no order', () => {
    const s = story((d) => { d.links.parent[3] = 0; });
    expect(sentence(wordsOf('en'), s, eventsOf(s)[3])).not.toContain('later');
  });
});

describe('the series of the time brush', () => {
  it('puts each post in the bar of its time, none that is coarser than a bar', () => {
    const s = seriesOf(story(), 24);
    expect(s.width).toBe(30 * MINUTE);
    expect(s.posts.reduce((a, b) => a + b)).toBe(5);
    expect([s.posts[0], s.posts[1], s.posts[3]]).toEqual([1, 2, 1]);
    expect([s.coarse, s.outside]).toEqual([1, 0]);
    expect(s.seen[0] + s.seen[1]).toBe(3);
    expect(s.inferred[3]).toBe(1);
  });
  it('counts what lies outside the range', () => {
    expect(seriesOf(story((d) => { d.posts.time[6] = 90 * DAY; }), 24).outside).toBe(1);
  });
  it('begins its bars at whole widths of UTC', () => {
    const s = seriesOf(story((d) => { d.t0 += 7 * MINUTE; }), 24);
    for (const start of s.start) expect((s.width + start + T0 + 7 * MINUTE) % s.width).toBe(0);
    expect(s.start[0]).toBeLessThanOrEqual(s.from);
    expect(s.start[s.start.length - 1] + s.width).toBeGreaterThan(s.to);
  });
  it('chooses the narrowest bar that leaves few enough', () => {
    expect(barWidth(2 * DAY, 100)).toBe(30 * MINUTE);
    expect(barWidth(90 * 365 * DAY, 4)).toBeGreaterThanOrEqual((90 * 365 * DAY) / 4);
  });
  it('has a span when the story has one post, or none whose time decides', () => {
    const [from, to] = extentOf(story((d) => { d.from = null; d.to = null; d.posts.time.fill(5); }));
    expect(to - from).toBe(MINUTE);
  });
});
