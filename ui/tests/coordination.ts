// A small finding, made by hand: two groups on one platform, a pair in no group, one co-action without a file.
import type { CoordinationPart } from '../src/data/coordination';

const T0 = Date.UTC(2017, 4, 5, 18, 0, 0);

export function sampleCoordination(): CoordinationPart {
  const seven = [0, 1, 2, 3, 4, 5, 6],
    none = { posts: seven.map(() => 40), of: (value: number | null) => [value, value, 3, null, 1] };
  const column = (value: number | null) => none.of(value);
  return {
    id: 'c1', sha256: 'cd'.repeat(32), query: '#x', title: '#x',
    settings: {
      like: 'sillage', kinds: ['link', 'text'], window_s: 60, window_estimated: false, fast_window_s: 0, min_weight: 2, min_participation: 2, min_group: 2,
      edge_percentile: 0, fdr: 0.05, max_crowd: 1000, without_reposts: false, similarity: 0.7, shingle: 2, shuffles: 0, seed: 1,
    },
    posts_asked: 400, from: T0, to: T0 + 7_200_000, tests: 900, significant: 4, stale: 0,
    layers: [{ kind: 'link', events: 300, objects: 20, accounts: 50, without_account: 1, pairs: 12, total_weight: 40, window_s: 60, granularity_s: 1, crowded_events: 0, pairs_below: 3 }],
    common: [], platforms: [{ name: 'twitter', color: '#e69f00', shape: 'disc' }],
    accounts: {
      platform: seven.map(() => 0), name: ['ann', 'ben', 'cem', 'dan', 'eva', 'fay', 'gus'], display: seven.map(() => ''), replaced: seven.map(() => 0),
      audience: [100, -1, 5, 7, 9, 1, 2], posts: none.posts, group: [0, 0, 0, 1, 1, -1, -1], signals: [0, 1, 2, 3, 4, -1, -1], x: [0, 4, 2, 40, 44, 0, 0], y: [0, 0, 3, 20, 20, 0, 0],
    },
    pairs: {
      a: [0, 0, 3, 5], b: [1, 2, 4, 6], weight: [3, 2, 2, 2], joint: [3, 5, 2, 2], expected: [0.1, 0.2, 0.3, 0.4], p: [1e-6, 1e-9, 0.001, 0.001], q: [1e-5, 1e-8, 0.01, 0.02],
      balance: [1, 0.5, 1, 1], a_first: [2, 1, 0, 1], b_first: [1, 1, 2, 1], mean_gap: [3.2, 12, 0.5, 4], kinds: [2, 34, 2, 2], group: [0, 0, 1, -1], step: [0, 2, 3, -1], steps: [2, 1, 1, 0],
    },
    kinds: ['repost', 'link', 'domain', 'hashtag', 'hashtag-pair', 'text', 'near-text', 'reply', 'mention', 'media', 'object'],
    groups: [
      { members: [0, 1, 2], pairs: 2, kinds: 34, weight: 5, density: 0.67, median_gap: 3, p90_gap: 12, from: T0, to: T0 + 60_000, leader: 0, leader_share: 0.6, objects: [0], n_objects: 2, least_p: 1e-9, tags: ['T0049.003'] },
      { members: [3, 4], pairs: 1, kinds: 2, weight: 2, density: 1, median_gap: 0.5, p90_gap: 0.5, from: T0, to: T0 + 60_000, leader: -1, leader_share: 0, objects: [], n_objects: 0, least_p: null, tags: [] },
    ],
    objects: { kind: [1, 5], value: ['https://example.org/', ''] },
    steps: { pair: [0, 0, 1, 2], kind: [1, 1, 5, 1], object: [0, 0, 1, 0], a: [0, 2, 0, 4], b: [1, 3, 3, 5], gap: [2, -4, 12, 0.5], counted: [1, 1, 1, 0.5] },
    posts: {
      account: [0, 1, 0, 1, 3, 4], time: [0, 2, 60, 56, 3600, 3600.5].map((s) => T0 + s * 1000), precision: [0, 0, 0, 0, 60, 60], source: [0, 0, 0, 0, 0, -1], row: [1, 2, 3, 4, 5, 0],
      offset: [0, 10, 20, 30, 40, 0], id: ['1', '2', '3', '4', '5', ''], url: ['', '', '', '', '', ''], member: ['', '', '', '', '', ''],
    },
    sources: [{ file: 'a.csv', sha256: 'ab'.repeat(32) }],
    signals: {
      account: [0, 1, 2, 3, 4], posts: [40, 40, 40, 40, 40], gap_entropy_bits: column(4), repeated_gaps: column(0.1), round_seconds: column(0.02), longest_rest_h: column(7),
      repost_share: column(0.5), reply_share: column(0), median_reaction_s: column(30), fast_reactions: column(0), copied_texts: column(0), repeated_texts: column(0), client_share: column(1),
      name_template: [0, 1, 0, 0, null], like_names: column(0), created: column(T0), created_near: column(1), first_post: column(T0), started_near: column(2), client: ['web', 'web', '', '', ''],
    },
    sweep: [], null_check: null, hidden: { accounts: 0, pairs: 0, steps: 0 },
  };
}
