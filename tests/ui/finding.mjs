// SPDX-License-Identifier: GPL-3.0-or-later
// A finding of accounts that acted in step, of any size, as doc/formats/page-json.md describes it, put into a page that the program made:
// how the page shows groups of 5, 40 and 400 accounts is tested without the minutes that it would take to find them.
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';

export const KINDS = ['repost', 'link', 'domain', 'hashtag', 'hashtag-pair', 'text', 'near-text', 'reply', 'mention', 'media', 'object'];
const FIGURES = ['posts', 'gap_entropy_bits', 'repeated_gaps', 'round_seconds', 'longest_rest_h', 'repost_share', 'reply_share', 'median_reaction_s',
  'fast_reactions', 'copied_texts', 'repeated_texts', 'client_share', 'name_template', 'like_names', 'created', 'created_near', 'first_post', 'started_near'];

/** Numbers from 0 to 1, the same for the same seed: Marsaglia's xorshift32. */
export function random(seed) {
  let s = seed >>> 0 || 1;
  return () => {
    s ^= s << 13; s >>>= 0;
    s ^= s >>> 17;
    s ^= s << 5; s >>>= 0;
    return s / 2 ** 32;
  };
}

const table = (names) => Object.fromEntries(names.split(' ').map((name) => [name, []]));
const push = (columns, row) => { for (const [name, value] of Object.entries(row)) columns[name].push(value); };

/**
 * `sizes`: members of each group. Its first accounts take the names in `names`, then those of the story's accounts.  `t0`: when it begins.
 * Each member is paired with its next few; each pair has some co-actions.
 */
export function makeFinding({ sizes, names = [], t0 = Date.UTC(2017, 4, 5, 18), hours = 60, neighbours = 4, extra = 0, seed = 7, files = ['shares.csv'] }) {
  const r = random(seed), accounts = table('platform name display replaced audience posts group signals x y');
  const pairs = table('a b weight joint expected p q balance a_first b_first mean_gap kinds group step steps');
  const steps = table('pair kind object a b gap counted'), posts = table('account time precision source row offset id url member text');
  const objects = table('kind value'), signals = table(['account', 'client', ...FIGURES].join(' ')), groups = [];
  ['https://example.org/a-long-address/that-goes-on-and-on?and=on', 'https://example.org/b', '#tag', ''].forEach((value, i) => push(objects, { kind: [1, 1, 3, 5][i], value }));
  const account = (group, angle, far) => {
    const i = accounts.name.length, given = names[i];
    push(accounts, {
      platform: i % 7 === 3 ? 1 : 0, name: given ?? `account_${i}`, display: given ? 'shown as ' + given : '', replaced: given?.startsWith('account ') ? 1 : 0,
      audience: i % 5 === 4 ? -1 : Math.floor(10 ** (1 + 5 * r())), posts: 20 + Math.floor(300 * r()), group, signals: group < 0 ? -1 : signals.account.length,
      x: far * Math.cos(angle), y: far * Math.sin(angle),
    });
    if (group < 0) return i;
    push(signals, { account: i, client: r() < 0.7 ? 'Twitter Web Client' : '' });
    FIGURES.forEach((name) => signals[name].push(r() < 0.1 ? null : name === 'name_template' ? Math.round(r()) : name === 'created' || name === 'first_post' ? t0 - Math.floor(r() * 4e10)
      : name === 'gap_entropy_bits' ? 5 * r() : name.endsWith('_h') ? 12 * r() : name === 'median_reaction_s' ? 900 * r() : ['posts', 'like_names', 'created_near', 'started_near'].includes(name) ? Math.floor(90 * r()) : r()));
    return i;
  };
  const post = (who, time) => {
    const row = posts.time.length + 1;
    push(posts, { account: who, time, precision: 0, source: row % 50 === 0 ? -1 : row % files.length, row, offset: row * 120, id: String(9e17 + row), url: row % 3 ? '' : `https://example.org/status/${row}`, member: '', text: `words of post ${row}` });
    return row - 1;
  };
  const pair = (a, b, group) => {
    const n = 1 + Math.floor(6 * r() ** 2), first = steps.pair.length;
    let ahead = 0, behind = 0, sum = 0;
    for (let k = 0; k < n; k++) {
      const time = t0 + Math.floor(3_600_000 * hours * (0.2 * group + r()) / (1 + 0.2 * sizes.length) / 1000) * 1000, gap = Math.floor(60 * r()) - 20, object = Math.floor(4 * r());
      if (gap > 0) ahead++; else if (gap < 0) behind++;
      sum += Math.abs(gap);
      push(steps, { pair: pairs.a.length, kind: objects.kind[object], object, a: post(a, time), b: post(b, time + gap * 1000), gap, counted: 1 });
    }
    const weight = n + (pairs.a.length % 40 === 5 ? 3 : 0);
    push(pairs, {
      a, b, weight, joint: n + 3, expected: 0.01 + 0.4 * r(), p: 10 ** (-3 - 8 * r()), q: 10 ** (-2 - 7 * r()), balance: 0.3 + 0.7 * r(), a_first: ahead, b_first: behind,
      mean_gap: sum / n, kinds: (1 << 1) | (1 << 3) | (1 << 5), group, step: first, steps: n,
    });
  };
  sizes.forEach((size, group) => {
    const turn = (group / sizes.length) * 2 * Math.PI, cx = 60 * Math.cos(turn), cy = 40 * Math.sin(turn), wide = 4 * Math.sqrt(size / 5), from = pairs.a.length;
    const members = Array.from({ length: size }, (_, i) => {
      const who = account(group, 2.4 * i, wide * Math.sqrt((i + 0.5) / size));
      accounts.x[who] = +(accounts.x[who] + cx).toFixed(2);
      accounts.y[who] = +(accounts.y[who] + cy).toFixed(2);
      return who;
    });
    for (let i = 0; i < size; i++) for (let k = 1; k <= Math.min(neighbours, size - 1 - i); k++) pair(members[i], members[i + k], group);
    const own = pairs.a.length - from;
    groups.push({
      members, pairs: own, kinds: (1 << 1) | (1 << 3) | (1 << 5), weight: pairs.weight.slice(from).reduce((sum, n) => sum + n, 0), density: (2 * own) / (size * (size - 1)),
      median_gap: 12.5, p90_gap: 38, from: t0 + group * 3_600_000, to: t0 + 3_600_000 * hours, leader: group === 1 ? -1 : members[0], leader_share: 0.72, objects: [0, 1, 2, 3],
      n_objects: 4 + size, least_p: 3.2e-12, tags: group === 0 ? ['T0049.003', 'T0049.002'] : [],
    });
  });
  for (let i = 0; i < extra; i++) pair(account(-1, 0, 0), account(-1, 0, 0), -1);
  const n = accounts.name.length;
  return {
    id: 'c1', sha256: 'cd'.repeat(32), query: '#MacronLeaks', title: '#MacronLeaks',
    settings: {
      like: 'sillage', kinds: ['link', 'hashtag', 'text'], window_s: 60, window_estimated: false, fast_window_s: 0, min_weight: 2, min_participation: 2, min_group: 3,
      edge_percentile: 0, fdr: 0.05, max_crowd: 1000, without_reposts: false, similarity: 0.7, shingle: 2, shuffles: 20, seed: 1,
    },
    posts_asked: 12_345, from: t0, to: t0 + 3_600_000 * hours, tests: 41_023, significant: pairs.a.length + 3, stale: 1,
    layers: [1, 3, 5].map((k) => ({
      kind: KINDS[k], events: 9000 - k, objects: 700, accounts: n, without_account: 3, pairs: 4000, total_weight: 9000, window_s: 60, granularity_s: 1, crowded_events: 12, pairs_below: 2000,
    })),
    common: [{ kind: 'hashtag', value: '#macron', events: 8000, accounts: 5000, largest_crowd: 340, least_weight: 0.06 }, { kind: 'text', value: '', events: 80, accounts: 50, largest_crowd: 34, least_weight: 0.4 }],
    accounts, platforms: [{ name: 'twitter', color: '#e69f00', shape: 'diamond' }, { name: 'gab', color: '#117733', shape: 'square' }],
    pairs, kinds: KINDS, groups, objects, steps, posts, sources: files.map((file, i) => ({ file, sha256: String(i).repeat(2).padEnd(64, 'ab') })), signals,
    sweep: [10, 30, 60, 300].map((window_s) => ({ window_s, pairs: 4000, significant: pairs.a.length, groups: sizes.length, accounts: n, overlap: window_s === 60 ? 1 : 0.87 })),
    null_check: { runs: 20, runs_with_group: 0, pairs_mean: 0.4, pairs_max: 2, observed_over_expected: 0.98 }, hidden: { accounts: 0, pairs: 3, steps: 12 },
  };
}

const DOCUMENT = /(<script type="application\/octet-stream" id="document">)([^<]*)(<\/script>)/;

/** Reads the page's document, lets `change` change it, and writes the page anew. */
export function changePage(from, to, change) {
  const page = readFileSync(from, 'utf8'), found = DOCUMENT.exec(page), document = JSON.parse(gunzipSync(Buffer.from(found[2], 'base64')));
  change(document);
  writeFileSync(to, page.slice(0, found.index) + found[1] + gzipSync(JSON.stringify(document)).toString('base64') + found[3] + page.slice(found.index + found[0].length));
}

/** Puts a finding in; the story's accounts are taken to be the first accounts of the groups, in turn. */
export function putFinding(document, finding) {
  document.coordination = [finding];
  for (const story of document.stories) {
    const { accounts } = story;
    story.finding = finding.sha256;
    accounts.stepper = accounts.name.map(() => -1);
    accounts.group = accounts.name.map(() => -1);
    const free = accounts.name.map((_, i) => i);
    finding.groups.forEach(({ members }, group) => members.slice(0, group === 0 ? 5 : 3).forEach((member) => {
      const i = free.shift();
      if (i === undefined) return;
      accounts.stepper[i] = member;
      accounts.group[i] = group;
    }));
  }
}
