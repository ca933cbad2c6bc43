import { describe, expect, test } from 'vitest';
import * as say from '../src/parts/format';
import { wordsOf } from '../src/words';
import { sample } from './sample';

const en = wordsOf('en'),
  fr = wordsOf('fr');
/** No-break blanks as plain ones, so that the expected words can be read. */
const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');
const AT = Date.UTC(2017, 4, 5, 18, 49, 30);

describe('a time is said as exactly as it is known', () => {
  test.each([
    [0, '5 May 2017, 18:49:30 UTC', '5 mai 2017, 18 h 49 min 30 s UTC', '2017-05-05 18:49:30'],
    [60, '5 May 2017, 18:49 UTC', '5 mai 2017, 18 h 49 UTC', '2017-05-05 18:49'],
    [3600, '5 May 2017, about 18 h UTC', '5 mai 2017, vers 18 h UTC', '2017-05-05 18'],
    [86400, '5 May 2017, some time that day', '5 mai 2017, dans la journée', '2017-05-05'],
  ])('to %i seconds', (precision, inEnglish, inFrench, iso) => {
    expect(plain(say.time(en, AT, precision))).toBe(inEnglish);
    expect(plain(say.time(fr, AT, precision))).toBe(inFrench);
    expect(say.isoTime(AT, precision)).toBe(iso);
  });
  test('whole minutes need no seconds, and the first of a month is "1er" in French', () => {
    expect(say.clock(en, Date.UTC(2017, 0, 1, 0, 5), 0)).toBe('00:05');
    expect(plain(say.date(fr, Date.UTC(2017, 0, 1)))).toBe('1er janvier 2017');
    expect(plain(say.date(en, Date.UTC(1969, 6, 20)))).toBe('20 July 1969');
  });
  test('what is no time says so', () => {
    expect(say.time(en, NaN, 0)).toBe('at an unknown time');
    expect(say.isoTime(Infinity, 0)).toBe('');
  });
});

test('a gap has the unit that a reader would choose', () => {
  const cases: [number, string, string][] = [
    [1, '1 second', '1 seconde'],
    [89, '89 seconds', '89 secondes'],
    [90, '1 minute', '1 minute'],
    [2525, '42 minutes', '42 minutes'],
    [5400, '1 h 30 min', '1 h 30 min'],
    [7200, '2 h', '2 h'],
    [8935, '2 h 28 min', '2 h 28 min'],
    [172_800, '2 days', '2 jours'],
    [187_200, '2 days 4 h', '2 jours 4 h'],
    [864_000, '10 days', '10 jours'],
    [0, '0 seconds', '0 seconde'],
  ];
  for (const [seconds, inEnglish, inFrench] of cases) {
    expect(plain(say.gap(en, seconds * 1000))).toBe(inEnglish);
    expect(plain(say.gap(fr, -seconds * 1000))).toBe(inFrench);
  }
});

test('numbers follow the language', () => {
  expect(say.count(en, 1_234_567)).toBe('1,234,567');
  expect(plain(say.count(fr, 1_234_567))).toBe('1 234 567');
  expect(say.decimal(fr, 0.94)).toBe('0,94');
  expect(say.percent(en, 0.125)).toBe('13%');
  expect(plain(say.percent(fr, 0.125))).toBe('13 %');
  expect([say.percent(en, 0.001), plain(say.percent(fr, 0.001)), say.percent(en, 0)]).toEqual(['less than 1%', 'moins de 1 %', '0%']);
  expect(plain(say.short(en, 2_000_000))).toBe('2.0 M');
  expect(plain(say.short(fr, 15_600))).toBe('16 k');
  expect(say.short(en, 999)).toBe('999');
  expect(plain(say.bytes(fr, 12_345))).toBe('12,3 ko');
  expect(say.many(en, 1, en.count.posts)).toBe('1 post');
  expect(say.many(en, 0, en.count.posts)).toBe('0 posts');
  expect(say.many(fr, 0, fr.count.posts)).toBe('0 publication');
  expect(say.list(en, ['a', 'b', 'c'])).toBe('a, b and c');
  expect(say.list(fr, ['a'])).toBe('a');
});

describe('who and where', () => {
  const story = sample();
  test('handles have an @, names given by us say so, and whoever gave none is anonymous', () => {
    expect(say.authorOf(en, story, 3)).toBe('@wikileaks');
    expect(say.authorOf(en, story, 1)).toBe('EMLEAKS');
    expect(say.authorOf(fr, story, 2)).toBe('compte 7');
    expect(say.authorOf(en, story, 0)).toBe('a post');
    expect(say.nodeName(fr, story, 0)).toBe('une publication');
  });
  test('titles name the place in the reader’s language', () => {
    expect(plain(say.postTitle(en, story, 3))).toBe('@wikileaks on Twitter, 5 May 2017, 13:30 UTC');
    expect(say.nodeTitle(fr, story, 0)).toBe('une publication sur le web');
    expect(say.edgeTitle(en, story, 1)).toBe('EMLEAKS → account 7: link');
    expect(plain(say.edgeTitle(fr, story, 2))).toBe('compte 7 → @wikileaks : mêmes éléments (déduit, confiance 0,94)');
  });
  test('a platform whose name is a word of the language’s own objects is a platform like any other', () => {
    expect(say.platformName(en, 'constructor')).toBe('constructor');
    expect(say.onPlatform(en, 'toString')).toBe('on toString');
    expect(say.onPlatform(fr, 'press')).toBe('dans la presse');
  });
});

test('a name that runs from right to left moves no word behind it, and keeps to itself when it is cut', () => {
  expect(say.isolated('@wikileaks')).toBe('@wikileaks');
  expect(say.isolated('שלום')).toBe('\u2068שלום\u2069');
  expect(say.isolated('a\u2067b')).toBe('\u2068ab\u2069');
  expect(say.bareName(say.isolated('שלום'))).toBe('שלום');
  expect(say.cut(say.isolated('שלום עולם'), 5)).toBe('\u2068שלו…\u2069');
  expect(say.cut('abcdef', 5)).toBe('abcd…');
  const story = sample();
  story.d.accounts.name[1] = 'שלום';
  const post = story.d.posts.account.indexOf(1);
  expect(say.postTitle(en, story, post)).toMatch(/^\u2068@?שלום\u2069 on /);
});
