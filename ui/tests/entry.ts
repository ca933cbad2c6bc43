// What a small case carries, made by hand: three names that look like protected ones in mails and posts, and one indicator.
import type { AlikeName, EntryPart, Sighting } from '../src/data/entry';

export const T = Date.UTC(2017, 2, 17, 9, 12, 0);
const DAY = 86_400_000;

export const sighting = (more: Partial<Sighting>): Sighting => ({
  where: 'mail-link', time: T, precision: 0, received: null, value: 'exarnple.org', by: 'a…@example.net', platform: '', id: '1'.repeat(16), title: '', recipients: 0, file: 'mail.mbox', sha256: 'ab'.repeat(32), row: 7, period: -1, ...more,
});
export const alike = (more: Partial<AlikeName>): AlikeName => ({
  domain: 'exarnple.org', host: 'exarnple.org', shown: 'exarnple.org', protected: 0, tricks: ['confusable'], flags: [], severity: 'high', grounds: ['same-on-screen', 'same-suffix'],
  steps: [{ trick: 'confusable', from: 'm', to: 'rn' }], reason: '“rn” stands for “m”. High: hardly to be told from it.', carriers: { 'mail-link': 2 }, hosts: 1, first: T, last: T + DAY, sightings: [], first_mail: -1, ...more,
});

export function sampleEntry(): EntryPart {
  const totals = { posts: 3, mails: 100, documents: 4, items: 105, hosts: 60, addresses: 20, urls: 90, own: 5, below: 2, unreadable: 1, indicators: 40 };
  return {
    lookalikes: {
      sha256: 'cd'.repeat(32), stale: 0, list: 'protected.txt', list_sha256: 'ef'.repeat(32), least: 'low',
      protected: [{ domain: 'example.org', aliases: 'example.net', brands: 'exampleparty', names: 2 }, { domain: 'vote.example', aliases: '', brands: '', names: 1 }],
      allowed: ['sample.org'], periods: [{ name: 'campaign', from: T - 5 * DAY, to: T + 30 * DAY }], totals, first_mail: 0, hidden_names: 0,
      names: [
        alike({ sightings: [sighting({ received: T + 60_000, period: 0, recipients: 3 }), sighting({ where: 'sender', time: T + DAY, id: '2'.repeat(16), period: 0 })], first_mail: 0 }),
        alike({ domain: 'login-example.org', host: 'www.login-example.org', shown: 'www.login-example.org', severity: 'medium', tricks: ['combosquat'], steps: [{ trick: 'combosquat', from: '', to: 'login-' }], grounds: ['whole-name', 'lure-word'],
          carriers: { 'post-link': 1 }, first: T - DAY, last: T - DAY, sightings: [sighting({ where: 'post-link', time: T - DAY, platform: 'twitter', id: '', by: '', row: 3, sha256: 'ab'.repeat(32) })] }),
        alike({ domain: 'xn--vte-qna.example', host: 'xn--vte-qna.example', shown: 'vöte.example', protected: 1, severity: 'low', tricks: ['confusable'], flags: ['idn'], steps: [{ trick: 'confusable', from: 'o', to: 'ö' }], grounds: ['short-name'],
          carriers: { 'document-link': 1 }, first: null, last: null, sightings: [sighting({ where: 'document-link', time: null, id: '3'.repeat(16), by: '' })] }),
      ],
    },
    matches: {
      sha256: '12'.repeat(32), stale: 0, periods: [], totals, hidden: 0,
      feeds: [{ file: 'feed.json', sha256: '34'.repeat(32), format: 'stix', n: 40, other: 2, other_kinds: 'md5 (2)', rejected: 1 }, { file: 'b.csv', sha256: '56'.repeat(32), format: 'csv', n: 1, other: 0, other_kinds: '', rejected: 0 }],
      rows: [0, 1].map((feed) => ({ kind: 'ip', value: '192.0.2.1', id: '', label: 'seen in a campaign', author: 'A feed', from: T, to: null, feed, outside: feed === 1, carriers: { received: 1 }, first: T, last: T, sightings: [sighting({ where: 'received', value: '192.0.2.1' })] })),
    },
  };
}
