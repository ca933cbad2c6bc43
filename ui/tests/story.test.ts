import { expect, test } from 'vitest';
import { mostRelayed } from '../src/views/story/firsts';
import { inkFor } from '../src/views/story/figure';
import { earliestOf } from '../src/views/story/opening';
import { filterPosts, type Filter } from '../src/views/evidence/filter';
import { originCommand, reportCommand } from '../src/views/methods/again';
import { sample, sampleDocument, sampleStory } from './sample';

const story = sample();

test('posts, links and edges find each other', () => {
  expect([...story.nodePosts(3)]).toEqual([3]);
  expect([...story.postLinks(3)]).toEqual([2]);
  expect([...story.parentLinks(1)]).toEqual([1]);
  expect([...story.parentLinks(3)]).toEqual([]);
  expect(story.edgeLinks(1)).toEqual([1]);
  expect(story.isInferredEdge(2)).toBe(true);
  expect(story.isGhost(0)).toBe(true);
  expect(story.when(story.d.posts.time[3])).toBe(Date.UTC(2017, 4, 5, 13, 30));
});

test('the earliest is a post of the evidence whose time decides, never a ghost', () => {
  expect(earliestOf(story)).toBe(1);
});

test('relays count by others only, seen apart from inferred', () => {
  expect(mostRelayed(story, 10)).toEqual([
    { node: 0, seen: 1, by: 1, inferred: 0 },
    { node: 1, seen: 1, by: 1, inferred: 0 },
    { node: 2, seen: 0, by: 0, inferred: 1 },
  ]);
});

test('filters choose posts', () => {
  const all: Filter = { search: '', platform: -1, kind: -1, only: '', window: null },
    textOf = (post: number) => story.d.posts.id[post].toLowerCase();
  const chosen = (change: Partial<Filter>) => filterPosts(story, { ...all, ...change }, textOf);
  expect(chosen({})).toEqual([0, 1, 2, 3]);
  expect(chosen({ search: ' DEMO ' })).toEqual([1]);
  expect(chosen({ platform: 2 })).toEqual([2, 3]);
  expect(chosen({ kind: 1 })).toEqual([3]);
  expect(chosen({ window: [1, 4_000_000] })).toEqual([2]);
  expect([
    chosen({ only: 'ghosts' }),
    chosen({ only: 'roots' }),
    chosen({ only: 'seen' }),
    chosen({ only: 'inferred' }),
    chosen({ only: 'found' }),
    chosen({ only: 'chain' }),
    chosen({ only: 'coarse' }),
    chosen({ only: 'duplicates' }),
  ]).toEqual([[0], [1], [1, 2], [3], [2, 3], [1, 2, 3], [], []]);
});

test('the command that makes the page again says what was asked, safely quoted', () => {
  const d = sampleDocument();
  d.stories[0].query = "it's $(x)";
  d.stories[0].settings.seed = 7;
  expect(reportCommand(d)).toBe("sillage -C CASE report 'it'\\''s $(x)' -o FILE.html --seed 7");
  d.stories.push(sampleStory());
  expect(reportCommand(d)).toBeNull();
  expect(
    originCommand({ ...sampleStory(), settings: { ...sampleStory().settings, inferred: false, to: '@wikileaks' } }),
  ).toBe("sillage -C CASE origin '#x' --to @wikileaks --no-inferred");
});

test('a number on a disc is black or white, whichever can be read', () => {
  expect([inkFor('#0072b2'), inkFor('#e69f00'), inkFor('#000000')]).toEqual(['#ffffff', '#000000', '#ffffff']);
});
