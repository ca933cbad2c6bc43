import { describe, expect, test } from 'vitest';
import entryTable from '../../src/model/entry.c?raw';
import kindTable from '../../src/model/indicators.c?raw';
import table from '../../src/model/lookalike.c?raw';
import { DocumentError, checkDocument } from '../src/data/check';
import { Entry, type EntryPart, type LookalikesPart } from '../src/data/entry';
import { readHash, writeHash } from '../src/shell/route';
import { align, lay } from '../src/views/lookalikes/align';
import { earliest, firstMail } from '../src/views/lookalikes/answer';
import { filterNames } from '../src/views/lookalikes/names';
import { planOf, rangeOf } from '../src/views/lookalikes/plan';
import { carriersSaid, doneSaid, reasonSaid, stepSaid, whenSaid } from '../src/views/lookalikes/say';
import { sourceSaid } from '../src/views/lookalikes/sightings';
import { wordsOf } from '../src/words';
import { alike, sampleEntry, sighting, T } from './entry';
import { sampleDocument } from './sample';

const en = wordsOf('en'),
  fr = wordsOf('fr'),
  plain = (said: string) => said.replace(/\s/g, ' ');
const look = (): LookalikesPart => sampleEntry().lookalikes!;

const wrongOf = (change: (e: EntryPart) => void): string => {
  const entry = sampleEntry();
  change(entry);
  try {
    checkDocument({ ...sampleDocument(), entry });
    return '';
  } catch (error) {
    return error instanceof DocumentError ? `${error.wrong} ${error.what}` : String(error);
  }
};

describe('a part that is not whole is refused', () => {
  test('a whole one is taken', () => expect(wrongOf(() => undefined)).toBe(''));
  test.each<[string, (e: EntryPart) => void]>([
    ['lookalikes.names.protected', (e) => { e.lookalikes!.names[0].protected = 9; }],
    ['lookalikes.names.severity', (e) => { e.lookalikes!.names[0].severity = 'note' as never; }],
    ['lookalikes.names.steps', (e) => { e.lookalikes!.names[0].steps = [{ trick: 'x', from: 1 as never, to: '' }]; }],
    ['lookalikes.names.first_mail', (e) => { e.lookalikes!.names[0].first_mail = 2; }],
    ['lookalikes.first_mail', (e) => { e.lookalikes!.first_mail = 3; }],
    ['lookalikes.names.sightings.period', (e) => { e.lookalikes!.names[0].sightings[0].period = 1; }],
    ['lookalikes.names.sightings.time', (e) => { e.lookalikes!.names[0].sightings[0].time = 'today' as never; }],
    ['lookalikes.names.carriers', (e) => { e.lookalikes!.names[0].carriers = { sender: '1' as never }; }],
    ['lookalikes.allowed', (e) => { e.lookalikes!.allowed = [3 as never]; }],
    ['lookalikes.totals.below', (e) => { delete (e.lookalikes!.totals as Partial<LookalikesPart['totals']>).below; }],
    ['matches.rows.feed', (e) => { e.matches!.rows[0].feed = 2; }],
    ['matches.rows.sightings', (e) => { e.matches!.rows[0].sightings = {} as never; }],
    ['matches.feeds.n', (e) => { e.matches!.feeds[0].n = null as never; }],
  ])('%s', (what, change) => expect(wrongOf(change)).toContain(`shape ${what}`));
});

test('a document without the part, of an older program, is taken; as is one with neither half', () => {
  const { entry: _, ...older } = sampleDocument();
  expect(checkDocument(older).entry).toBeNull();
  expect(checkDocument({ ...sampleDocument(), entry: { lookalikes: null, matches: null } }).entry).toBeNull();
});

test('letters that cannot be seen, or that turn the line, are shown by their number', () => {
  const entry = sampleEntry();
  entry.lookalikes!.names[0].shown = 'exam\u200bple\u202e.org';
  entry.lookalikes!.names[0].steps[0].to = '\u200b';
  entry.lookalikes!.names[0].sightings[0].title = 'a\u202eb';
  checkDocument({ ...sampleDocument(), entry });
  expect(entry.lookalikes!.names[0].shown).toBe('exam[U+200B]ple[U+202E].org');
  expect(entry.lookalikes!.names[0].steps[0].to).toBe('[U+200B]');
  expect(JSON.stringify(entry)).not.toMatch(/[\u200b\u202e]/);
});

describe('a name is laid against the protected one', () => {
  const said = (from: string, to: string, steps: [trick: string, from: string, to: string][]) =>
    lay(from, to, steps.map(([trick, from, to]) => ({ trick, from, to }))).pieces.map((p) => (p.isSame ? p.to : `[${p.from}|${p.to}]`)).join('');
  test.each<[string, string, [string, string, string][], string]>([
    ['example.org', 'exarnple.org', [['confusable', 'm', 'rn']], 'exa[m|rn]ple.org'],
    ['example.org', 'exampe.org', [['omission', 'l', '']], 'examp[l|]e.org'],
    ['example.org', 'login-example.com', [['combosquat', '', 'login-'], ['tld', 'org', 'com']], '[|login-]example.[org|com]'],
    ['example.org', 'example.org.com', [['suffix', '', '.com']], 'example.org[|.com]'],
    ['example.org', 'exmaple.org', [['transposition', 'am', 'ma']], 'ex[am|ma]ple.org'],
    ['example.org', 'exаmple.org', [['confusable', 'a', 'а']], 'ex[a|а]mple.org'],
    ['example.org', 'exam.org', [], 'exam[ple|].org'],
    ['', '', [], ''],
  ])('%s and %s', (from, to, steps, laid) => expect(said(from, to, steps)).toBe(laid));
  test('or the alias or brand that is nearest', () => {
    const name = alike({ shown: 'exampleparty-news.org', steps: [{ trick: 'combosquat', from: '', to: '-news.org' }] });
    expect(align(look(), name).against).toBe('exampleparty');
  });
  test('a brand’s ending is no change; of two that are near, the one that the steps begin at', () => {
    const brand = align(look(), alike({ shown: 'exmpleparty.info', steps: [{ trick: 'omission', from: 'a', to: '' }] }));
    expect(brand.against).toBe('exampleparty');
    expect(brand.pieces.filter((p) => !p.isSame)).toEqual([{ from: 'a', to: '', isSame: false }]);
    const d = look();
    d.protected[0].aliases = 'example.com';
    expect(align(d, alike({ shown: 'exampel.com', steps: [{ trick: 'transposition', from: 'le', to: 'el' }, { trick: 'tld', from: 'org', to: 'com' }] })).against).toBe('example.org');
  });
  test('hosts below the registered name are no change, unless the trick lies there', () => {
    const said = (more: Parameters<typeof alike>[0]) => align(look(), alike(more)).pieces.map((p) => (p.isSame ? p.to : `[${p.to}]`)).join('');
    expect(said({ shown: 'smtp.mail.exarnple.org' })).toBe('smtp.mail.exa[rn]ple.org');
    expect(said({ domain: 'stranger.net', shown: 'example.org.stranger.net', steps: [{ trick: 'subdomain', from: '', to: 'stranger.net' }] })).toBe('example.org[.stranger.net]');
  });
  test('what resembles none of them has the letters of its steps marked, and nothing else', () => {
    const { isWhole, pieces } = align(look(), alike({ shown: 'выборы-01.рф', steps: [{ trick: 'confusable', from: 'о', to: '0' }] }));
    expect(isWhole).toBe(false);
    expect(pieces.filter((p) => !p.isSame).map((p) => p.to)).toEqual(['0']);
    expect(pieces.map((p) => p.to).join('')).toBe('выборы-01.рф');
  });
  test('two names of the greatest length are laid at once', () => {
    const began = lay('ab'.repeat(126), 'ba'.repeat(126), Array.from({ length: 8 }, () => ({ trick: 'omission', from: 'a', to: '' })));
    expect(began.pieces.map((p) => p.to).join('')).toBe('ba'.repeat(126));
  });
});

/* What the program can find stands in tables of C; the page has words for all of it. */
const namesIn = (source: string, of: string): string[] => [...new RegExp(`${of}\\[\\] = \\{([^}]*)NULL`).exec(source)![1].matchAll(/"([\w-]+)"/g)].map((m) => m[1]).sort();
describe('the page has words for all that the program can find', () => {
  const keys = (table: object) => Object.keys(table).sort();
  for (const w of [en, fr]) {
    const l = w.lookalikes;
    test(`tricks, grounds and flags, ${w.lang}`, () => {
      for (const words of [l.tricks, l.steps]) expect(keys(words)).toEqual(namesIn(table, 'sg_trick_names'));
      expect(keys(l.grounds)).toEqual(namesIn(table, 'sg_ground_names'));
      expect(keys(l.flags)).toEqual(namesIn(table, 'sg_look_flag_names'));
    });
    test(`places and kinds, ${w.lang}`, () => {
      for (const words of [l.wheres, l.wheresShort, l.carriers]) expect(keys(words)).toEqual(namesIn(entryTable, 'sg_entry_where_names'));
      expect(keys(l.kinds)).toEqual(namesIn(kindTable, 'sg_indicator_kind_names'));
    });
  }
});

describe('a name is said', () => {
  const name = alike({ tricks: ['confusable', 'tld'], steps: [{ trick: 'confusable', from: 'm', to: 'rn' }, { trick: 'tld', from: 'org', to: 'com' }], grounds: ['long-name'] });
  test('in English', () => expect(reasonSaid(en, name)).toBe('“rn” stands for “m”; “.com” instead of “.org”. High severity: too long to be alike by chance.'));
  test('in French', () => expect(plain(reasonSaid(fr, name))).toBe('« rn » tient lieu de « m » ; « .com » au lieu de « .org ». Gravité forte : trop long pour lui ressembler par hasard.'));
  test('what speaks for chance stands last', () => expect(reasonSaid(en, alike({ grounds: ['common-word', 'same-suffix', 'short-name'] }))).toMatch(/severity: it has the same ending; but an everyday word: .*; short: [^;]*\.$/));
  test('letters of another script are told by number and script', () => {
    const step = { trick: 'confusable', from: 'e', to: 'е' };
    expect(stepSaid(en, step)).toBe('“е” stands for “e” (U+0435, Cyrillic)');
    expect(plain(stepSaid(fr, step))).toBe('« е » tient lieu de « e » (U+0435, cyrillique)');
  });
  test('with tricks that no step tells', () => expect(doneSaid(en, alike({ tricks: ['confusable', 'hyphen'] }))).toBe('“rn” stands for “m”; a hyphen more, less or elsewhere'));
  test('by its own sentence when a newer program found something that the page has no words for', () => {
    expect(reasonSaid(en, alike({ tricks: ['mirror'], reason: 'Its mirror image.' }))).toBe('Its mirror image.');
    expect(reasonSaid(fr, alike({ tricks: ['constructor'], steps: [{ trick: 'constructor', from: 'a', to: 'b' }], reason: '' }))).toContain('constructor');
  });
  test('a step that holds a place of a sentence fills no other', () => expect(stepSaid(en, { trick: 'confusable', from: '{to}', to: '{from}' })).toBe('“{from}” stands for “{to}”'));
  test('every trick has a sentence, whatever it leaves out', () => {
    for (const w of [en, fr])
      for (const trick of [...Object.keys(w.lookalikes.tricks), 'of-tomorrow'])
        for (const [from, to] of [['a', 'b'], ['', 'b'], ['a', ''], ['', '']]) expect(stepSaid(w, { trick, from, to }), trick).toMatch(/^[^{}]+$/);
  });
  test('carriers are counted in words', () => {
    expect(carriersSaid(en, alike({ carriers: { sender: 1, 'mail-link': 2, file: 0 } }))).toEqual(['sender of 1 mail', 'links in 2 mails']);
    expect(carriersSaid(fr, alike({ carriers: { 'post-link': 1 } }))).toEqual(['liens dans 1 publication']);
  });
  test('a mail is dated by its first server, a post no finer than it is known', () => {
    expect(plain(whenSaid(en, sighting({ received: T + 60_000 })))).toBe('17 March 2017, 09:13 UTC');
    expect(plain(whenSaid(en, sighting({ platform: 'web', where: 'post-link', precision: 86400 })))).toBe('17 March 2017, some time that day');
    expect(whenSaid(en, sighting({ time: null }))).toBe(en.time.unknown);
  });
});

test('a row of a leak is told as file and item, a post’s as it is', () => {
  expect(sourceSaid(sighting({ row: 327 * 2 ** 20, file: 'leak' }))).toBe('leak:327');
  expect(sourceSaid(sighting({ row: 2 * 2 ** 20 + 5, file: 'leak' }))).toBe('leak:2/5');
  expect(sourceSaid(sighting({ row: 12, platform: 'web', where: 'post-link', file: 'a.csv' }))).toBe('a.csv:12');
});

describe('the answer', () => {
  test('is the mail that the document calls the first', () => {
    expect(firstMail(look())).toMatchObject({ name: { domain: 'exarnple.org' }, sighting: { recipients: 3 } });
    expect(firstMail({ ...look(), first_mail: -1 })?.name.domain).toBe('exarnple.org');
    expect(firstMail({ ...look(), first_mail: -1, names: look().names.slice(1) })).toBeNull();
  });
  test('else the earliest post or document', () => {
    expect(earliest(look(), (s) => s.where === 'post-link')).toMatchObject({ n: 1, first: { name: { domain: 'login-example.org' } } });
    expect(earliest(look(), (s) => s.where === 'document-link').first?.name.domain).toBe('xn--vte-qna.example');
    expect(earliest(look(), () => false)).toEqual({ n: 0, first: null });
  });
  test('names lead to subjects, an indicator to all feeds that list it, an item to its names', () => {
    const entry = new Entry(sampleEntry());
    expect(entry.find('exarnple.org')).toEqual({ kind: 'name', name: 0 });
    expect(entry.find('ip:192.0.2.1')).toEqual({ kind: 'match', rows: [0, 1] });
    expect(entry.find('constructor')).toBeUndefined();
    expect(entry.namesOfItem('2'.repeat(16))).toEqual([0]);
    expect(entry.namesOfItem('')).toEqual([]);
  });
});

test('the list is filtered by severity, by what a name looks like, and by every word of a text', () => {
  const d = look(),
    texts = d.names.map((n) => `${n.domain} ${n.shown} ${n.tricks.join(' ')}`.toLowerCase());
  const only = (severities: ('high' | 'medium' | 'low')[], own = -1, text = '') => filterNames(d, { severities: new Set(severities), protected: own, text }, (i) => texts[i]);
  expect(only(['high', 'medium', 'low'])).toEqual([0, 1, 2]);
  expect(only(['medium'])).toEqual([1]);
  expect(only(['high', 'medium', 'low'], 1)).toEqual([2]);
  expect(only(['high', 'medium', 'low'], -1, 'LOGIN  combosquat')).toEqual([1]);
  expect(only(['high', 'medium', 'low'], -1, 'login confusable')).toEqual([]);
});

describe('the picture', () => {
  test('has a lane for each name with a time, the earliest first, and every mark', () => {
    const plan = planOf(look(), 30)!;
    expect(plan.lanes.map((l) => [l.name, l.marks.length])).toEqual([[1, 1], [0, 2]]);
    expect([plan.left, plan.outside]).toEqual([0, 0]);
    expect(planOf(look(), 1)!.left).toBe(1);
  });
  test('one wrong clock does not squeeze the rest, and is counted', () => {
    const d = look();
    d.names[0].sightings.push(sighting({ time: 0 }), sighting({ time: T + 3 }));
    const plan = planOf(d, 30)!;
    expect(plan.from).toBeGreaterThan(Date.UTC(2016, 0, 1));
    expect(plan.outside).toBe(1);
  });
  test('is not drawn of nothing', () => {
    expect(planOf({ ...look(), names: [] }, 30)).toBeNull();
    expect(rangeOf([NaN, 9e15])).toBeNull();
  });
});

test('an address names one name, whatever it holds', () => {
  for (const name of ['exarnple.org', 'url:https://example.org/a?b=c&d#e', '<script>'])
    expect(readHash(writeHash({ view: 'lookalikes', selection: null, name }))?.name).toBe(name);
  expect(readHash('#/lookalikes')?.name).toBeUndefined();
});
