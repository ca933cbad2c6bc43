// A live page while the case gets another finding: groups and the accounts in step are numbers, and mean nothing without their finding.
import { beforeEach, expect, test } from 'vitest';
import type { PageDocument, StoryDocument } from '../src/data/document';
import { liveSource } from '../src/data/load';
import { sampleCoordination } from './coordination';
import { sampleDocument, sampleStory } from './sample';

const sha = (letter: string): string => letter.repeat(64);
/** What the program would answer now: the finding of its document, and that of its stories. */
let now = { document: sha('a'), story: sha('a') };
let asked: string[] = [];
beforeEach(() => {
  now = { document: sha('a'), story: sha('a') };
  asked = [];
});

function document(): PageDocument {
  return { ...sampleDocument(), kind: 'live', stories: [], coordination: [{ ...sampleCoordination(), sha256: now.document }] };
}
function story(query: string): StoryDocument {
  const d = { ...sampleStory(), query, id: query, finding: now.story };
  d.accounts.group = [1, 0, 0];
  d.accounts.stepper = [3, 0, 2];
  return d;
}
const program = async (path: string): Promise<unknown> => {
  asked.push(path);
  return path === 'api/v1/case' ? document() : story(decodeURIComponent(path.split('q=')[1]));
};

test('the same finding: nothing is asked for again', async () => {
  const source = await liveSource(program);
  const answer = await source.ask!('#one', ['#zero']);
  expect(answer.document).toBe(source.document);
  expect(answer.earlier).toEqual([]);
  expect(answer.story.accounts.group).toEqual([1, 0, 0]);
  expect(asked).toEqual(['api/v1/case', 'api/v1/story?q=%23one']);
});

test('another finding: the document comes anew, and the earlier stories with it', async () => {
  const source = await liveSource(program);
  now = { document: sha('b'), story: sha('b') };
  const { document: d, story: s, earlier } = await source.ask!('#two', ['#zero', '#one']);
  expect(d.coordination[0].sha256).toBe(sha('b'));
  expect(s.accounts.group).toEqual([1, 0, 0]);
  expect(earlier.map((e) => [e.query, e.finding])).toEqual([['#zero', sha('b')], ['#one', sha('b')]]);
  expect(asked.filter((path) => path === 'api/v1/case').length).toBe(2);
});

test('a story of neither finding is shown without groups', async () => {
  const source = await liveSource(program);
  now = { document: sha('c'), story: sha('b') };
  const { story: s } = await source.ask!('#two', []);
  expect(s.accounts.group).toEqual([-1, -1, -1]);
  expect(s.accounts.stepper).toEqual([-1, -1, -1]);
});

test('a question that fails on the way leaves the page as it was', async () => {
  let fails = false;
  const source = await liveSource(async (path) => {
    if (fails && path === 'api/v1/case') throw new Error('gone');
    return program(path);
  });
  const before = source.document;
  fails = true;
  now = { document: sha('b'), story: sha('b') };
  await expect(source.ask!('#two', ['#one'])).rejects.toThrow('gone');
  expect(source.document).toBe(before);
});
