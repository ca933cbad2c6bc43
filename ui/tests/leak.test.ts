import { describe, expect, test } from 'vitest';
import table from '../../src/model/leak_rules.c?raw';
import harms from '../../src/model/leak.c?raw';
import { DocumentError, checkDocument } from '../src/data/check';
import { Leak, type LeakPart } from '../src/data/leak';
import { monthOf, planOf, rangeOf, roundTop } from '../src/views/leak/plan';
import { factSaid, itemName, overturnSaid, reasonSaid } from '../src/views/leak/say';
import { filterSuspects } from '../src/views/leak/suspects';
import { wordsOf } from '../src/words';
import { en } from '../src/words/en';
import { frenchFact, frenchRules } from '../src/words/fr/leak_rules';
import { sampleLeak } from './leak';
import { sampleDocument } from './sample';

const wrongOf = (change: (l: LeakPart) => void): string => {
  const d = { ...sampleDocument(), leak: sampleLeak() };
  change(d.leak);
  try {
    checkDocument(d);
    return '';
  } catch (error) {
    return error instanceof DocumentError ? `${error.wrong} ${error.what}` : String(error);
  }
};

describe('a leak that is not whole is refused', () => {
  test('a whole one is taken', () => expect(wrongOf(() => undefined)).toBe(''));
  test.each<[string, (l: LeakPart) => void]>([
    ['leak.documents.saved', (l) => l.documents.saved.pop()],
    ['leak.documents.item', (l) => { l.documents.item[0] = 5; }],
    ['leak.findings.item', (l) => { l.findings[0].item = 5; }],
    ['leak.findings.others', (l) => { l.findings[2].others = [-1]; }],
    ['leak.findings.severity', (l) => { l.findings[0].severity = 'grave' as never; }],
    ['leak.findings.facts', (l) => { l.findings[0].facts = { zone: 3 as never }; }],
    ['leak.batches.items', (l) => { l.batches[0].items = [NaN]; }],
    ['leak.items.verdict', (l) => { l.items[0].verdict = 'forged' as never; }],
    ['leak.items.id', (l) => { l.items[0].id = 'x" onload="'; }],
    ['leak.items.date', (l) => { l.items[0].date = 'today' as never; }],
    ['leak.diffs', (l) => { l.diffs = [{ item: 0, other: 9, words: 'a', other_words: 'b' }]; }],
    ['leak.months.unsigned', (l) => l.months.unsigned.pop()],
    ['leak.rules.high', (l) => { delete (l.rules[0] as Partial<(typeof l.rules)[0]>).high; }],
    ['leak', (l) => { delete (l as Partial<LeakPart>).items; }],
  ])('%s', (what, change) => expect(wrongOf(change)).toContain(`shape ${what}`));
});

test('signs that turn the direction of a line are shown in every name of a leak', () => {
  const l = sampleLeak();
  const turned = 'a\u202eb';
  Object.assign(l.items[0], { by: turned, path: turned, subject: turned, application: turned });
  l.types[0].name = l.gaps[0].from = l.batches[0].editor = l.findings[0].facts.zone = l.findings[0].reason = turned;
  checkDocument({ ...sampleDocument(), leak: l });
  expect(JSON.stringify(l)).not.toContain('\u202e');
  expect(l.items[0].by).toBe('a[U+202E]b');
});

test('suspects stand the gravest first; notes speak against nobody', () => {
  const leak = new Leak(sampleLeak());
  expect(leak.suspects).toEqual([0, 2, 3, 4]);
  expect(leak.severity(1)).toBe('note');
  expect(leak.weight(0)).toBe(1);
  expect(leak.findings(0).map((f) => f.rule)).toEqual(['altered-copy', 'no-key']);
  expect(leak.find('4'.repeat(16))).toBe(4);
  expect(leak.find('f'.repeat(16))).toBe(-1);
});

test('the list is filtered by severity and rule of one and the same finding, and by kind', () => {
  const leak = new Leak(sampleLeak());
  const only = (severities: ('high' | 'medium' | 'low')[], rule = '', kind = '') => filterSuspects(leak, { severities: new Set(severities), rule, kind });
  expect(only(['low'])).toEqual([4]);
  expect(only(['high'], 'batch-edit')).toEqual([2, 3]);
  expect(only(['low'], 'batch-edit')).toEqual([]);
  expect(only(['high', 'medium', 'low'], '', 'message')).toEqual([0, 4]);
});

describe('the picture', () => {
  test('holds every month and document', () => {
    const plan = planOf(new Leak(sampleLeak()), 100)!;
    expect(plan.bars.map((b) => b.n)).toEqual([[20, 5, 10], [20, 5, 10], [20, 0, 10]]);
    expect(plan.step).toBe(1);
    expect(plan.documents.map((d) => [d.item, d.against])).toEqual([[2, true], [3, true], [-1, false]]);
    expect(plan.outside).toBe(0);
  });
  test('joins months where there is no room, and loses none', () => {
    const plan = planOf(new Leak(sampleLeak()), 2)!;
    expect(plan.bars.reduce((sum, b) => sum + b.n[0] + b.n[1] + b.n[2], 0)).toBe(100);
    expect(plan.step).toBeGreaterThan(1);
  });
  test('one wrong clock does not squeeze the rest, and is counted', () => {
    const l = sampleLeak();
    for (const [column, n] of [['name', '1970-01'], ['verified', 0], ['signed_unverified', 0], ['unsigned', 1]] as const) (l.months[column] as unknown[]).unshift(n);
    const plan = planOf(new Leak(l), 100)!;
    expect(plan.from).toBeGreaterThan(Date.UTC(2014, 0, 1));
    expect(plan.outside).toBe(1);
    l.documents.created[0] = Date.UTC(1980, 0, 1);
    expect(planOf(new Leak(l), 100)!.outside).toBe(2);
  });
  test('is not drawn of nothing', () => {
    const l = sampleLeak();
    l.months = { name: [], verified: [], signed_unverified: [], unsigned: [] };
    l.documents = { hidden: 0, created: [], saved: [], item: [] };
    expect(planOf(new Leak(l), 100)).toBeNull();
    expect(rangeOf([[NaN, 3]])).toBeNull();
  });
  test('months and scales are read strictly', () => {
    expect(monthOf('2016-06')).toBe(Date.UTC(2016, 5, 1));
    expect(monthOf('June')).toBeNaN();
    expect([0, 1, 3, 10, 11, 99, 501].map(roundTop)).toEqual([1, 1, 5, 10, 20, 100, 1000]);
  });
});

/* The rules stand in C; the page says them in French too. */
const rules = [...table.matchAll(/\{ "([\w-]+)", SG_\w+,((?:\s*"(?:[^"\\]|\\.)*",?)+)\s*\}/g)].map((m) => {
  const [title, reason, overturn] = [...m[2].matchAll(/((?:"(?:[^"\\]|\\.)*"\s*)+),?/g)].map((part) => part[1].replace(/"\s*"/g, '').trim().slice(1, -1));
  return { id: m[1], title, reason, overturn };
});
const places = (text: string) => [...new Set([...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]))].sort();

describe('every rule has its French words', () => {
  test('the table is read whole', () => {
    expect(rules.length).toBe([...table.matchAll(/^ {4}\{ "/gm)].length);
    expect(rules.length).toBeGreaterThan(30);
  });
  test('each rule, and none besides', () => expect(Object.keys(frenchRules).sort()).toEqual(rules.map((r) => r.id).sort()));
  test.each(rules)('$id: the same places to fill', (rule) => {
    const french = frenchRules[rule.id];
    expect(places(french.reason)).toEqual(places(rule.reason));
    expect(places(french.overturn)).toEqual(places(rule.overturn));
    for (const said of [french.title, french.reason, french.overturn]) expect(said.trim()).not.toBe('');
  });
  test('every fact that a reason names has a name, in both languages', () => {
    for (const rule of rules) for (const name of places(rule.reason)) for (const w of [en, wordsOf('fr')]) expect(w.leak.factNames, `${rule.id}: ${name}`).toHaveProperty(name);
  });
  test('every harm that can be undone has its words', () => {
    const list = /sg_harm_names\[\] = \{([^}]*)NULL/.exec(harms)![1],
      names = [...list.matchAll(/"([\w-]+)"/g)].map((m) => m[1]);
    expect(names.length).toBeGreaterThan(8);
    for (const w of [en, wordsOf('fr')]) expect(Object.keys(w.leak.harms).sort()).toEqual([...names].sort());
  });
  test('typographic blanks do not break', () => {
    for (const rule of rules) {
      const said = wordsOf('fr').leak.rule(rule.id)!;
      for (const text of [said.title, said.reason, said.overturn]) expect(text).not.toMatch(/ [:;!?»%]|« /);
    }
  });
});

describe('a finding is said', () => {
  const leak = new Leak(sampleLeak()),
    fr = wordsOf('fr');
  const of = (rule: string) => leak.d.findings.find((f) => f.rule === rule)!;
  test('in English with the document’s own sentence', () => expect(reasonSaid(en, of('impossible-zone'))).toBe('Date states the zone +1900.'));
  test('in French with its facts, words that are left out shown as left out', () => {
    expect(reasonSaid(fr, of('altered-copy')).replace(/\s/g, ' ')).toBe('« … » ici, « … » dans l’autre copie ; endroits de cette sorte : 2. L’autre est vérifiée.');
    expect(reasonSaid(fr, of('batch-edit')).replace(/\s/g, ' ')).toContain('créés sur 100 jours, ont été enregistrés en 4 minutes par « An editor » ; par hasard : 9,5 × 10⁻⁶.');
  });
  test('also when the rule is of a newer program', () => {
    const f = { ...of('impossible-zone'), rule: 'of-tomorrow' };
    expect([reasonSaid(fr, f), overturnSaid(fr, f)]).toEqual([f.reason, f.overturn]);
  });
  test('facts that a sentence needs and that are not there are a question mark', () => expect(reasonSaid(fr, { ...of('impossible-zone'), facts: {} })).toContain('?'));
  test('a fact that holds a place of a sentence fills no other', () => expect(reasonSaid(fr, { ...of('impossible-zone'), facts: { field: '{zone}', zone: 'x' } })).toContain('{zone}'));
  test('times and what the program wrote are in French, words of evidence are not touched', () => {
    expect(factSaid(fr, 'date', '2016-01-27T10:32:58Z').replace(/\s/g, ' ')).toBe('27 janvier 2016, 10 h 32 min 58 s UTC');
    expect(factSaid(fr, 'one', 'created 2016-01-27T10:32:58Z').replace(/\s/g, ' ')).toBe('créé le 27 janvier 2016, 10 h 32 min 58 s UTC');
    expect(frenchFact('language de, elsewhere fr in 46 of 46 mails; zone (none), elsewhere +0100 in 3 of 4 mails')).toBe('langue de, ailleurs fr dans 46 courriels sur 46 ; fuseau aucun, ailleurs +0100 dans 3 courriels sur 4');
    expect(frenchFact('1 hours')).toBe('1 heure');
    expect(frenchFact('whatever else')).toBe('whatever else');
    expect(factSaid(fr, 'words', 'the key was revoked')).toBe('the key was revoked');
    expect(factSaid(fr, 'harms', 'line-ends, list-footer')).toBe('fins de ligne, pied d’une liste de diffusion');
  });
  test('an item without its words is named by kind and id', () => {
    expect(itemName(en, leak, 2)).toBe('document 22222222');
    const l = sampleLeak();
    l.items[2].path = 'a/b/plan.pdf';
    expect(itemName(fr, new Leak(l), 2)).toBe('plan.pdf');
  });
});
