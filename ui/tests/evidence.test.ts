import { expect, test } from 'vitest';
import type { App } from '../src/app';
import { pointAt } from '../src/shell/ask';
import { csvCell, csvPieces } from '../src/views/evidence/csv';
import { parseTime } from '../src/views/evidence/list';
import { recordCommand, searchQuery } from '../src/views/evidence/post';
import { shellWord } from '../src/parts/copy';
import { sample } from './sample';

const app = { story: sample() } as unknown as App;

test('cells of a CSV keep what is in them and run as no formula', () => {
  expect([
    csvCell('a,b'),
    csvCell('say "x"'),
    csvCell('two\nlines'),
    csvCell('=1+1'),
    csvCell('@x'),
    csvCell(-5),
    csvCell('plain'),
  ]).toEqual(['"a,b"', '"say ""x"""', '"two\nlines"', "'=1+1", "'@x", '-5', 'plain']);
});

test('posts as CSV: every row with its file, row and hash', () => {
  const lines = [...csvPieces(app, [3, 1])].join('').split('\r\n');
  expect(lines[0]).toMatch(/^\ufefftime_utc,precision_s,platform,account,/);
  expect(lines[1]).toBe(
    `2017-05-05 13:30:00,0,twitter,wikileaks,repost,99,,2000000,match ordered,twitter/account 7/,co-object,inferred,0.94,a.csv,,3,60,${'ab'.repeat(32)}`,
  );
  expect(lines[2]).toContain(',a.csv,,1,20,');
  expect(lines).toHaveLength(4);
});

test('a large CSV comes in pieces, with no row lost or doubled', () => {
  const pieces = [...csvPieces(app, new Array<number>(4_001).fill(3))];
  expect(pieces.map((piece) => piece.split('\r\n').length - 1)).toEqual([1, 2000, 2000, 1]);
});

test('a post is found again by a query that holds no replaced name', () => {
  expect(searchQuery(app, 3)).toBe(
    'platform:twitter account:wikileaks since:2017-05-05T13:30:00Z until:2017-05-05T13:30:01Z',
  );
  expect(searchQuery(app, 2)).toBe('platform:twitter since:2017-05-05T12:00:00Z until:2017-05-05T12:01:00Z');
});

test('a record is read from its first byte, packed files unpacked first', () => {
  expect(recordCommand('a.csv', 20)).toBe('tail -c +21 a.csv | head -c 2000');
  expect(recordCommand('-x y.ndjson.zst', 0)).toBe("zstd -dc './-x y.ndjson.zst' | tail -c +1 | head -c 2000");
  expect(shellWord("a'b")).toBe("'a'\\''b'");
});

test('a time that is typed covers what it says', () => {
  expect(parseTime('2017-05-05 18:49', false)).toBe(Date.UTC(2017, 4, 5, 18, 49));
  expect(parseTime('2017-05-05 18:49', true)).toBe(Date.UTC(2017, 4, 5, 18, 49, 59, 999));
  expect(parseTime(' 2017-05-05 ', true)).toBe(Date.UTC(2017, 4, 5, 23, 59, 59, 999));
  expect([parseTime('5 May', false), parseTime('2017-13-45', false)]).toEqual([NaN, NaN]);
});

test('an error in a query points at its place', () => {
  expect(pointAt('foo AND (bar', 'query, at character 9: this bracket is not closed')).toBe('foo AND (bar\n        ^');
  expect(pointAt('😀 "x', 'query, at character 3: the quote is not closed')).toBe('😀 "x\n  ^');
  expect(pointAt('x', 'the case is busy')).toBeNull();
});
