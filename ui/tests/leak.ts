// A small leak, made by hand: two mails of one text, a document saved in a batch of two, and what was found of them.
import type { LeakPart } from '../src/data/leak';

const T = Date.UTC(2016, 5, 15, 12, 0, 0),
  DAY = 86_400_000;

export function sampleLeak(): LeakPart {
  const item = (n: number, more: Partial<LeakPart['items'][number]>): LeakPart['items'][number] => ({
    id: String(n).repeat(16), sha256: String(n).repeat(64), kind: 'message', type: 'message/rfc822', bytes: 2000, places: 1, path: '', subject: '', date: T + n * DAY, created: null,
    verdict: 'unsigned', vouch: null, vouched: 0, harms: [], by: 'a…@example.org', application: '', ...more,
  });
  const document = { kind: 'document', type: 'application/pdf', verdict: null, by: 'An editor' };
  return {
    sha256: 'ab'.repeat(32), stale: 0,
    settings: { keys_sha256: null, n_keys: 0, dns: false, theft: null, promised_mails: 0, promised_bytes: 0, unusual: 0.001, content: false },
    totals: {
      messages: 100, documents: 4, others: 1, bytes: 5e6, places: 110, rejects: 0, bulk: 2, verified: 60, signed_unverified: 10, unsigned: 30, recovered: 1, vouched_whole: 20,
      vouched_part: 3, vouched_unverified: 2, vouched_conflict: 1, replies: 40, replies_in_leak: 38, replies_quoting: 30, spans: 50, spans_same: 49, threads: 12, missing: 1, first: T, last: T + 60 * DAY,
    },
    types: [{ name: 'message/rfc822', n: 100, bytes: 4e6, from: T, to: T + 60 * DAY }], langs: [{ name: 'fr', n: 90, bytes: 1, from: null, to: null }], correspondents: [], domains: [],
    gaps: [{ what: 'days', from: '2016-07-01', to: '2016-07-09', n: 9 }, { what: 'numbers', from: '', to: '', n: 2 }],
    more: { types: 0, langs: 0, correspondents: 3, domains: 0, gaps: 0 },
    months: { name: ['2016-06', '2016-07', '2016-08'], verified: [20, 20, 20], signed_unverified: [5, 5, 0], unsigned: [10, 10, 10] },
    rules: [
      { rule: 'altered-copy', title: 'Another copy has other words', method: 'altered-copies#kinds', high: 1, medium: 0, low: 0, note: 0 },
      { rule: 'batch-edit', title: 'Re-saved with others within minutes', method: 'document-timelines#batch-edits', high: 2, medium: 0, low: 0, note: 0 },
      { rule: 'impossible-zone', title: 'A time zone that does not exist', method: 'header-forensics#hops', high: 0, medium: 0, low: 1, note: 0 },
      { rule: 'no-key', title: 'Signed, and the key is not known', method: 'signatures#keys', high: 0, medium: 0, low: 0, note: 4 },
    ],
    hidden_items: 0,
    items: [item(0, {}), item(1, { verdict: 'verified' }), item(2, { ...document, created: T - 300 * DAY }), item(3, { ...document, created: T - 200 * DAY }), item(4, {})],
    findings: [
      { item: 4, rule: 'impossible-zone', severity: 'low', reason: 'Date states the zone +1900.', overturn: 'A program known to write it.', facts: { field: 'Date', zone: '+1900' }, others: [] },
      { item: 0, rule: 'no-key', severity: 'note', reason: 'No key for selector s of example.org is in the key file.', overturn: 'The key’s record from an archive.', facts: { selector: 's', domain: 'example.org' }, others: [] },
      { item: 0, rule: 'altered-copy', severity: 'high', reason: '“…” here, “…” in the other copy; 2 such places. The other is verified.', overturn: 'That its writer sent two versions.',
        facts: { words: '', other_words: '', n_changes: '2', which: 'The other is verified.' }, others: [1] },
      ...[2, 3].map((i) => ({ item: i, rule: 'batch-edit', severity: 'high' as const, reason: '2 documents, created over 100 days, were saved within 4 minutes by “An editor”; by chance: 9.5e-06.', overturn: 'A conversion or migration that somebody can name.',
        facts: { documents: '2', span: '100 days', minutes: '4 minutes', editor: 'An editor', from: '2016-06-17T12:00:00Z', chance: '9.5e-06' }, others: [5 - i] })),
    ],
    diffs: [],
    batches: [{ n: 2, from: T + 2 * DAY, to: T + 2 * DAY + 240_000, editor: 'An editor', application: '', items: [2, 3] }],
    documents: { hidden: 0, created: [T - 300 * DAY, T - 200 * DAY, null], saved: [T + 2 * DAY, T + 3 * DAY, T], item: [2, 3, -1] },
  };
}
