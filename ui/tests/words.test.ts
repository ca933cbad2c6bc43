import { expect, test } from 'vitest';
import { en } from '../src/words/en';
import { fr } from '../src/words/fr';
import { wordsOf } from '../src/words';
import { frenchBlanks } from '../src/words/typeset';

/** Every text with the way to it: ["story.title", "…"]. */
function texts(value: unknown, way = ''): [string, string][] {
  if (typeof value === 'string') return [[way, value]];
  if (value && typeof value === 'object')
    return Object.entries(value).flatMap(([key, inner]) => texts(inner, way ? `${way}.${key}` : key));
  return [];
}
const places = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort();
const english = new Map(texts(en)),
  french = new Map(texts(fr));

test('both languages say the same things', () => {
  expect([...french.keys()].sort()).toEqual([...english.keys()].sort());
});

test('no text is empty', () => {
  for (const [way, text] of [...english, ...french]) expect(text.trim(), way).not.toBe('');
});

test('a text and its translation have the same places to fill', () => {
  /* A singular may leave its number out ("Seen once."), and clocks are written otherwise. */
  for (const [way, text] of english)
    if (!way.endsWith('.one'))
      expect([...new Set(places(french.get(way) ?? ''))], way).toEqual([...new Set(places(text))]);
});

test('French punctuation is set off by blanks that do not break', () => {
  for (const [way, text] of texts(wordsOf('fr'))) expect(text, way).not.toMatch(/ [:;!?»%]|« /);
  expect(frenchBlanks({ a: ['« Oui ! » : non ?'] })).toEqual({ a: ['«\u00a0Oui\u202f!\u00a0»\u00a0: non\u202f?'] });
});

test('accounts act and relay; no word calls them bots', () => {
  for (const [way, text] of [...english, ...french]) expect(text, way).not.toMatch(/\b(ro)?bots?\b/i);
});
