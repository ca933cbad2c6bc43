import { expect, test } from 'vitest';
import table from '../../src/model/coordination_reference.c?raw';
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

/* What stands beside figures for scale is told by the text out of a table in C, and by the page in two languages. */
const references = new Map(
  [...table.matchAll(/\{ "(\w+)", "\w*", NAN, NAN,((?:\s*"[^"]*")+) \}/g)].map((m) => [m[1], m[2].replace(/"\s*"/g, '')]),
);
/** "2,8" and "1 000" in French, "1,000" in English; per cents as shares. */
function figures(text: string, lang: 'en' | 'fr'): number[] {
  const plain = lang === 'en' ? text.replace(/(\d),(\d{3})/g, '$1$2') : text.replace(/(\d)[\s\u00a0\u202f](\d{3})/g, '$1$2').replace(/(\d),(\d)/g, '$1.$2');
  return [...plain.matchAll(/\d+(?:\.\d+)?(\s*%)?/g)].map((m) => parseFloat(m[0]) / (m[1] ? 100 : 1));
}
test('what may serve for scale is the same in the text and in the page', () => {
  expect(references.size).toBe([...table.matchAll(/NAN, NAN/g)].length);
  for (const name of references.keys()) expect(en.groups.figures, name).toHaveProperty(name);
  const silent = [...references].filter(([, said]) => said.trim() === '"no published range"').map(([name]) => name);
  for (const [lang, words] of [['en', en], ['fr', fr]] as const) {
    const { usuals } = words.groups;
    expect([...Object.keys(usuals), ...silent].sort(), lang).toEqual([...references.keys()].sort());
    for (const [name, said] of Object.entries(usuals)) {
      const known = figures(references.get(name)!, 'en');
      for (const figure of figures(said, lang)) expect(known.some((k) => Math.abs(k - figure) < 0.005), `${lang} ${name}: ${figure}`).toBe(true);
      expect(figures(said, lang).length, name).toBe(figures(en.groups.usuals[name], 'en').length);
    }
  }
});
