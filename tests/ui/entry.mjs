// SPDX-License-Identifier: GPL-3.0-or-later
// What a case carries of look-alike names and of others' indicators, as doc/formats/page-json.md describes it, put into a page that the program
// made: with a mail of a leak, posts of the page's own story, and as many names as are asked for.
import { random } from './finding.mjs';

const HOUR = 3_600_000, DAY = 24 * HOUR, sha = (n) => String(n % 10).repeat(2).padEnd(64, 'ab');
export const BEGIN = Date.UTC(2017, 2, 17, 9, 12);
export const MAIL = '1bfb6eba00112233', DOCUMENT = '2cfb6eba00112233';

/** The names of the small case: host, in Unicode, its registrable name; tricks, steps, grounds. */
const NAMES = [
  ['exarnple.org', '', 'high', ['confusable'], [['confusable', 'm', 'rn']], ['same-on-screen', 'same-suffix', 'long-name'], []],
  ['xn--xample-9ta.org', 'еxample.org', 'high', ['confusable'], [['confusable', 'e', 'е']], ['same-on-screen', 'same-suffix', 'mixed-script'], ['idn', 'mixed-script']],
  ['webmail.login-example.org', '', 'high', ['combosquat'], [['combosquat', '', 'login-']], ['whole-name', 'lure-word', 'same-suffix'], []],
  ['example.org.accounts-stranger.net', '', 'medium', ['subdomain'], [['subdomain', '', '.accounts-stranger.net']], ['whole-name', 'long-name'], []],
  ['exampel.com', '', 'medium', ['transposition', 'tld'], [['transposition', 'le', 'el'], ['tld', 'org', 'com']], ['several-steps', 'long-name'], []],
  ['exmple-party.org', '', 'low', ['omission', 'hyphen'], [['omission', 'a', ''], ['hyphen', '', '-']], ['several-steps', 'common-word', 'part-of-word'], []],
  ['volte.example', '', 'low', ['insertion'], [['insertion', '', 'l']], ['one-small-step', 'short-name'], []],
];

const totals = () => ({ posts: 12_345, mails: 6001, documents: 214, items: 6301, hosts: 1890, addresses: 742, urls: 9120, own: 12, below: 31, unreadable: 2, indicators: 4120 });
const sighting = (more) => ({
  where: 'mail-link', time: BEGIN, precision: 0, received: null, value: 'exarnple.org', by: 'h…@exarnple.org', platform: '', id: MAIL, title: '', recipients: 0, file: 'archive.mbox', sha256: sha(1), row: 0, period: -1, ...more,
});
const ended = (carried) => {
  const times = carried.sightings.map((s) => s.received ?? s.time).filter((t) => t !== null);
  return { ...carried, first: times.length ? Math.min(...times) : null, last: times.length ? Math.max(...times) : null };
};
const named = (host, shown, severity, tricks, steps, grounds, flags, owner, sightings) => {
  const carriers = {};
  for (const s of sightings) carriers[s.where] = (carriers[s.where] ?? 0) + 1;
  return ended({
    domain: host.split('.').slice(-2).join('.'), host, shown: shown || host, protected: owner, tricks, flags, severity, grounds, steps: steps.map(([trick, from, to]) => ({ trick, from, to })), reason: `The sentence of ${host}.`,
    carriers, hosts: 1, sightings, first_mail: sightings.findIndex((s) => s.platform === '' && s.where !== 'document-link'),
  });
};

/** `posts`: sightings of posts that the page's story has. `more`: how many further names. */
export function makeEntry({ posts = [], more = 0, seed = 5 } = {}) {
  const r = random(seed), periods = [{ name: 'official campaign', from: BEGIN - 6 * DAY, to: BEGIN + 40 * DAY }, { name: 'silence', from: BEGIN + 49 * DAY, to: BEGIN + 51 * DAY }];
  const of = (i) => {
    const start = BEGIN + i * 5 * DAY, n = 1 + Math.floor(r() * 7), list = [];
    for (let k = 0; k < n; k++) {
      const time = start + Math.floor(r() * 9 * DAY * k), where = i % 3 === 2 && k % 2 ? 'document-link' : ['mail-link', 'mail-link', 'sender', 'reply-to', 'received', 'return-path', 'signer'][(i + k) % 7];
      list.push(sighting({
        where, time, received: where === 'document-link' || k % 3 ? null : time + 40_000, id: i === 0 && k === 0 ? MAIL : where === 'document-link' ? DOCUMENT : `${i}${k}`.padEnd(16, '0'), recipients: where === 'document-link' ? 0 : 1 + ((i + k) % 4), row: (k + 1) * 2 ** 20,
        by: where === 'document-link' ? 'An editor' : 'helpdesk…@exarnple.org', period: time < periods[0].to ? 0 : -1,
      }));
    }
    return list.sort((a, b) => a.time - b.time);
  };
  const names = NAMES.map(([host, shown, severity, tricks, steps, grounds, flags], i) =>
    named(host, shown, severity, tricks, steps, grounds, flags, i === 6 ? 1 : 0, [...of(i), ...(i === 2 ? posts : [])].map((s) => ({ ...s, value: host })).sort((a, b) => a.time - b.time)));
  for (let i = 0; i < more; i++) {
    const host = `example${i}-news.org`;
    names.push(named(host, '', 'low', ['combosquat'], [['combosquat', '', `${i}-news`]], ['whole-name', 'unrelated-words'], [], 0, [sighting({ value: host, time: BEGIN + i * HOUR, id: `9${i}`.padEnd(16, '0') })]));
  }
  const match = (kind, value, feed, sightings, extra = {}) => ended({ kind, value, id: `indicator--${feed}`, label: 'Servers of a phishing campaign', author: 'A research group', from: BEGIN - 30 * DAY, to: BEGIN + 60 * DAY, feed, outside: false, carriers: { [sightings[0].where]: sightings.length }, sightings, ...extra });
  return {
    lookalikes: {
      sha256: sha(7), stale: 0, list: 'protected.txt', list_sha256: sha(8), least: 'low', periods, totals: totals(), first_mail: 0, names, hidden_names: 0, allowed: ['sample.org', 'example.net'],
      protected: [{ domain: 'example.org', aliases: 'example.net example.com', brands: 'exampleparty', names: 6 + more }, { domain: 'vote.example', aliases: '', brands: '', names: 1 }],
    },
    matches: {
      sha256: sha(6), stale: 0, periods, totals: totals(), hidden: 0,
      feeds: [{ file: 'campaign.json', sha256: sha(3), format: 'stix', n: 4000, other: 120, other_kinds: 'md5 (100), sha1 (20)', rejected: 3 }, { file: 'blocklist.csv', sha256: sha(4), format: 'csv', n: 120, other: 0, other_kinds: '', rejected: 0 }],
      rows: [
        match('domain', 'exarnple.org', 0, [sighting({})]),
        match('domain', 'exarnple.org', 1, [sighting({})], { author: '', label: '', from: null, to: null }),
        match('ip', '192.0.2.17', 0, [sighting({ where: 'received', value: '192.0.2.17', time: BEGIN - 80 * DAY })], { outside: true }),
        match('sha256', sha(5), 1, [sighting({ where: 'file', value: sha(5), id: DOCUMENT, by: 'An editor', recipients: 0 })], { to: null }),
      ],
    },
  };
}

/** A leak of one mail and one document, with a finding each, as far as the page needs one to link to. */
export function makeLeak() {
  const item = (id, kind, more) => ({ id, sha256: sha(2), kind, type: kind === 'message' ? 'message/rfc822' : 'application/pdf', bytes: 4000, places: 1, path: '', subject: '', date: BEGIN, created: null, verdict: null, vouch: null, vouched: 0, harms: [], by: 'h…@exarnple.org', application: '', ...more });
  const finding = (n, severity) => ({ item: n, rule: 'impossible-zone', severity, reason: 'Date states the zone +1900.', overturn: 'A program known to write it.', facts: { field: 'Date', zone: '+1900' }, others: [] });
  const zeros = (names) => Object.fromEntries(names.split(' ').map((name) => [name, 0]));
  return {
    sha256: sha(9), stale: 0, settings: { keys_sha256: null, n_keys: 0, dns: false, theft: null, promised_mails: 0, promised_bytes: 0, unusual: 0.001, content: false },
    totals: { ...zeros('others places rejects bulk verified signed_unverified recovered vouched_whole vouched_part vouched_unverified vouched_conflict replies replies_in_leak replies_quoting spans spans_same threads missing'), messages: 1, documents: 1, bytes: 8000, unsigned: 1, first: BEGIN, last: BEGIN },
    types: [], langs: [], correspondents: [], domains: [], gaps: [], more: zeros('types langs correspondents domains gaps'), months: { name: ['2017-03'], verified: [0], signed_unverified: [0], unsigned: [1] },
    rules: [{ rule: 'impossible-zone', title: 'A time zone that does not exist', method: 'header-forensics#hops', high: 0, medium: 0, low: 2, note: 0 }], hidden_items: 0,
    items: [item(MAIL, 'message', { verdict: 'unsigned' }), item(DOCUMENT, 'document', { created: BEGIN - DAY })], findings: [finding(0, 'low'), finding(1, 'low')], diffs: [], batches: [], documents: { hidden: 0, created: [BEGIN - DAY], saved: [BEGIN], item: [1] },
  };
}

/** Sightings of the first posts of the document's first story. */
export function sightingsOf(document, n) {
  const { posts: p, platforms, sources, t0 } = document.stories[0];
  return p.row.map((_, i) => i).filter((i) => p.source[i] >= 0 && (p.flags[i] & 16) === 0).slice(0, n).map((i) => sighting({
    where: 'post-link', time: t0 + p.time[i], precision: p.precision[i], by: 'someone', platform: platforms[p.platform[i]].name, id: p.id[i], file: sources[p.source[i]].file, sha256: sources[p.source[i]].sha256, row: p.row[i],
  }));
}
