import { describe, expect, test } from 'vitest';
import { DocumentError, checkCoordination, checkDocument } from '../src/data/check';
import { Finding } from '../src/data/finding';
import { Story, usualColor } from '../src/data/story';
import { classesOf, legendOf } from '../src/map/classes';
import { inStepOf } from '../src/map/instep';
import { networkPlot } from '../src/map/network';
import { stepperName, pairTitle } from '../src/parts/format';
import { readHash, writeHash } from '../src/shell/route';
import { groupNamesAt, namesAt, placesOf, pointedAt } from '../src/views/groups/places';
import { anyOf, carriedSaid, expected, kindsSaid, probability, seconds } from '../src/views/groups/say';
import { spread } from '../src/views/groups/signals';
import { barsOf } from '../src/views/groups/strip';
import { wordsOf } from '../src/words';
import { sampleCoordination } from './coordination';
import { sampleDocument, sampleStory } from './sample';

const en = wordsOf('en'),
  fr = wordsOf('fr');
const finding = () => new Finding(sampleCoordination());
/** The sample story, its second and third account members of group 0, the first in none. */
function storyInStep(): Story {
  const d = sampleStory();
  d.accounts.stepper = [3, 0, 2];
  d.accounts.group = [1, 0, 0];
  return new Story(d, finding());
}

describe('a finding', () => {
  const wrongOf = (change: (c: ReturnType<typeof sampleCoordination>) => void): string => {
    const c = sampleCoordination();
    change(c);
    try {
      checkCoordination(c);
      return '';
    } catch (error) {
      return error instanceof DocumentError ? error.wrong + ' ' + error.what : String(error);
    }
  };
  test('that is whole is taken', () => expect(wrongOf(() => undefined)).toBe(''));
  test('with columns of unequal length, or without one, is refused, and the place is named', () => {
    expect(wrongOf((c) => c.pairs.b.pop())).toBe('shape pairs.b');
    expect(wrongOf((c) => c.signals.client.pop())).toBe('shape signals.client');
    expect(wrongOf((c) => delete (c.pairs as Partial<typeof c.pairs>).q)).toBe('shape pairs.q');
    expect(wrongOf((c) => delete (c as Partial<typeof c>).groups)).toBe('shape groups');
    expect(wrongOf((c) => delete (c.signals as Partial<typeof c.signals>).round_seconds)).toBe('shape signals.round_seconds');
  });
  test('with an index that leads nowhere is refused', () => {
    expect(wrongOf((c) => (c.pairs.a[0] = 7))).toBe('shape pairs.a');
    expect(wrongOf((c) => (c.pairs.steps[2] = 2))).toBe('shape pairs.steps');
    expect(wrongOf((c) => (c.pairs.steps[3] = 1))).toBe('shape pairs.steps');
    expect(wrongOf((c) => (c.steps.a[0] = 6))).toBe('shape steps.a');
    expect(wrongOf((c) => c.groups[0].members.push(9))).toBe('shape groups.members');
    expect(wrongOf((c) => (c.groups[1].leader = 7))).toBe('shape groups.leader');
    expect(wrongOf((c) => (c.objects.kind[0] = 11))).toBe('shape objects.kind');
  });
  test('shows signs that turn a text about by their number', () => {
    const c = sampleCoordination();
    c.accounts.name[0] = 'safe\u202eexe';
    expect(checkCoordination(c).accounts.name[0]).toBe('safe[U+202E]exe');
  });
  test('must be in the document, and hold what a story leads to', () => {
    const d = sampleDocument();
    d.coordination = [sampleCoordination()];
    expect(() => checkDocument(d)).toThrow('story.finding');
    d.stories[0].finding = d.coordination[0].sha256;
    d.stories[0].accounts.group[1] = 1;
    expect(() => checkDocument(d)).not.toThrow();
    d.stories[0].accounts.group[1] = 2;
    expect(() => checkDocument(d)).toThrow('accounts.group');
    expect(() => checkDocument({ ...sampleDocument(), coordination: undefined })).toThrow('coordination');
  });

  test('gives the pairs of a group and of an account, the most joint acts first', () => {
    const f = finding();
    expect(f.groupPairs(0)).toEqual([1, 0]);
    expect(f.groupPairs(-1)).toEqual([3]);
    expect(f.accountPairs(0)).toEqual([1, 0]);
    expect(f.other(1, 0)).toBe(2);
    expect(f.strength(0)).toBe(8);
    expect(f.strength(5)).toBe(0);
    expect(f.memberCount).toBe(5);
  });
  test('says how often an account came first', () => {
    expect(finding().led(0)).toEqual([5, 3]);
    expect(finding().led(5)).toEqual([0, 0]);
  });
  test('gives the co-actions of a pair, each at the time of its later post', () => {
    const f = finding(),
      { time } = f.d.posts;
    expect(f.pairSteps(0)).toEqual([0, 1]);
    expect(f.pairSteps(3)).toEqual([]);
    expect(f.stepTime(0)).toBe(time[1]);
    expect(f.stepTime(1)).toBe(time[2]);
  });
});

describe('on the map', () => {
  test('a story knows the nodes of a group and of a pair', () => {
    const story = storyInStep();
    expect(story.hasGroups).toBe(true);
    expect(story.nodesOf({ kind: 'group', index: 0 })).toEqual([3, 2]);
    expect(story.nodesOf({ kind: 'pair', index: 1 })).toEqual([3, 2]);
    expect(story.nodesOf({ kind: 'pair', index: 0 })).toEqual([3]);
    expect(story.groupOf(0)).toBe(-1);
    expect(story.pairOfNodes(2, 3)).toBe(1);
    expect(story.pairOfNodes(1, 3)).toBe(-1);
    expect(new Story(sampleStory()).hasGroups).toBe(false);
  });
  test('pairs whose two accounts are both there are lines', () => {
    const lines = inStepOf(storyInStep());
    expect([...lines.pair]).toEqual([1]);
    expect([lines.from[0], lines.to[0]]).toEqual([3, 2]);
    expect(lines.left).toBe(0);
    expect(inStepOf(new Story(sampleStory())).pair.length).toBe(0);
  });
  test('colours by group tell members from the others', () => {
    const classes = classesOf(storyInStep(), 'group', en);
    expect(legendOf(classes, classes.nodes).map((e) => [e.name, e.count])).toEqual([['Group 1', 2], ['Group 2', 1], ['in no group', 1]]);
    expect(classes.posts[0]).toBe(classes.nodes[0]);
  });
  test('a selected group is its members', () =>
    expect(networkPlot(storyInStep(), en, 'audience').marksOf({ kind: 'group', index: 0 })).toEqual([3, 2]));
});

test('the address holds a group, a pair, an older finding and the lines in step', () => {
  for (const place of [
    { view: 'groups', selection: { kind: 'group', index: 2 } as const, finding: 1 },
    { view: 'map', selection: { kind: 'pair', index: 20_000 } as const, steps: false, color: 'group' as const },
  ])
    expect(readHash(writeHash(place))).toEqual({ only: '', ...place });
});

describe('in words', () => {
  test('gaps are said to a tenth below ten seconds', () => {
    expect(seconds(en, 0.5)).toBe('0.5 s');
    expect(seconds(fr, -3.2)).toBe('3,2 s');
    expect(seconds(en, 60)).toBe('60 seconds');
    expect(seconds(en, 300)).toBe('5 minutes');
    expect(seconds(en, null)).toBe('not known');
  });
  test('probabilities keep their size', () => {
    expect(probability(en, 0.0123)).toBe('0.012');
    expect(probability(en, 3.14e-9)).toBe('3.1\u00a0×\u00a010⁻⁹');
    expect(probability(en, 0)).toBe('<\u00a010⁻³⁰⁰');
    expect(probability(en, null)).toBe('not known');
    expect(expected(en, 0.034)).toBe('0.03');
    expect(expected(en, 1234.5)).toBe('1,235');
  });
  test('kinds, names and pairs', () => {
    const f = finding();
    expect(kindsSaid(en, f, 34)).toBe('shared the same link, posted the same words');
    expect(anyOf(en, ['link', 'text'])).toBe('shared the same link or posted the same words');
    expect(stepperName(en, f, 0)).toBe('@ann');
    expect(pairTitle(fr, f, 0)).toBe('@ann et @ben');
  });
  test('the middle of several figures', () => {
    expect(spread([3, 1, 2])).toEqual({ least: 1, median: 2, most: 3 });
    expect(spread([1, 2, 3, 10])).toEqual({ least: 1, median: 2.5, most: 10 });
  });
});

test('a map of one platform opens coloured by groups where they are a tenth of the accounts', () => {
  const of = (platforms: number, group: number[]) => usualColor({ d: { platforms: Array(platforms).fill({}), accounts: { group }, network: { communities: 2 } } } as unknown as Story);
  expect(of(1, [0, ...Array<number>(9).fill(-1)])).toBe('group');
  expect(of(1, [0, ...Array<number>(10).fill(-1)])).toBe('community');
  expect(of(2, [0, 0])).toBe('platform');
  expect(usualColor(undefined)).toBe('platform');
});

describe('what a group carried', () => {
  const app = { words: en } as unknown as Parameters<typeof carriedSaid>[0];
  const said = (kinds: string[], n: number): unknown => {
    const c = sampleCoordination();
    c.objects.value = c.objects.value.map(() => '');
    c.groups[0].kinds = kinds.reduce((mask, kind) => mask | (1 << c.kinds.indexOf(kind)), 0);
    c.groups[0].n_objects = n;
    return carriedSaid(app, new Finding(c), 0, 1);
  };
  test('without a name is counted as what it is, and not at all where one text would count twice', () => {
    expect(said(['text'], 12)).toBe('12 texts');
    expect(said(['near-text'], 1)).toBe('1 wording');
    expect(said(['text', 'near-text'], 12)).toBe('texts');
    expect(said(['repost'], 36)).toBe('36 posts');
    expect(said(['repost', 'text'], 36)).toBe('36 things');
    expect(said(['text'], 0)).toBeNull();
  });
});

describe('the picture of groups', () => {
  test('puts every member inside, the strongest first, and says what was left out', () => {
    const p = placesOf(finding(), null, 800);
    expect(p.accounts[0]).toBe(0);
    expect([p.allAccounts, p.allPairs, p.pairs.length]).toEqual([5, 3, 3]);
    for (let i = 0; i < p.accounts.length; i++) {
      expect(p.x[i]).toBeGreaterThanOrEqual(p.r[i]);
      expect(p.x[i]).toBeLessThanOrEqual(800 - p.r[i]);
      expect(p.y[i]).toBeLessThanOrEqual(p.height - p.r[i]);
    }
  });
  test('finds an account before a line, and nothing far from both', () => {
    const p = placesOf(finding(), 0, 800);
    expect(pointedAt(p, p.x[1], p.y[1])).toEqual({ kind: 'account', at: 1 });
    const [a, b] = p.ends[0];
    expect(pointedAt(p, (p.x[a] + p.x[b]) / 2, (p.y[a] + p.y[b]) / 2)).toEqual({ kind: 'pair', at: 0 });
    expect(pointedAt(p, -50, -50)).toBeNull();
  });
  test('writes no name over another', () => {
    const p = placesOf(finding(), null, 800),
      names = namesAt(p, 800, () => 40);
    expect(names.length).toBeGreaterThan(2);
    for (const a of names) for (const b of names) if (a !== b) expect(Math.abs(a.x - b.x) > 35 || Math.abs(a.y - b.y) >= 16).toBe(true);
  });
  test('names each group once, over its own discs and over no other', () => {
    const f = finding(),
      p = placesOf(f, null, 800),
      of = (account: number) => f.d.accounts.group[account],
      names = groupNamesAt(p, 800, of, () => 50);
    expect(names.map((n) => n.group)).toEqual([0, 1]);
    for (const { x, y } of names)
      for (let i = 0; i < p.accounts.length; i++) expect(Math.abs(p.x[i] - x) > 25 + p.r[i] || p.y[i] - p.r[i] > y || p.y[i] + p.r[i] < y - 9).toBe(true);
    expect(groupNamesAt(p, 800, of, () => 790).length).toBeLessThan(3);
  });
  test('of more accounts than can be read draws the strongest', () => {
    const c = sampleCoordination(),
      n = 1000;
    c.accounts.group = Array.from({ length: n }, () => 0);
    c.accounts.x = Array.from({ length: n }, (_, i) => i);
    c.accounts.y = Array.from({ length: n }, (_, i) => i % 7);
    c.accounts.name = Array.from({ length: n }, (_, i) => `a${i}`);
    c.groups[0].members = Array.from({ length: n }, (_, i) => i);
    c.groups.pop();
    c.pairs.group = [0, 0, 0, 0];
    const p = placesOf(new Finding(c), null, 800);
    expect([p.accounts.length, p.allAccounts, p.accounts[0]]).toEqual([400, 1000, 0]);
  });
});

test('the strip counts every co-action once', () => {
  const times = [0, 1000, 1500, 3_599_000],
    bars = barsOf(times, 10);
  expect(bars.n.reduce((sum, n) => sum + n, 0)).toBe(4);
  expect(bars.n.length).toBeLessThanOrEqual(11);
  expect(barsOf([5000], 10).n).toEqual([1]);
  expect(barsOf(Array.from({ length: 300_000 }, (_, i) => i), 10).n.length).toBeGreaterThan(1);
});
