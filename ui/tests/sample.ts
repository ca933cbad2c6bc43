// A small story, made by hand: three posts on two platforms, a ghost, a seen and an inferred link.
import { Story } from '../src/data/story';
import type { PageDocument, StoryDocument } from '../src/data/document';

const T0 = Date.UTC(2017, 4, 5, 11, 0, 0);

export function sampleStory(): StoryDocument {
  return {
    id: 's1',
    query: '#x',
    title: '#x',
    t0: T0,
    from: 0,
    to: 9_000_000,
    settings: { inferred: true, same_text_window_s: 86400, co_object_window_s: 86400, to: null, seed: 1 },
    finding: null,
    counts: {
      posts: 3,
      accounts: 2,
      evidence_posts: 3,
      roots: 1,
      ghosts: 1,
      coarse: 0,
      duplicates: 0,
      explicit_links: 2,
      inferred_links: 1,
      clock_contradictions: 0,
      self_links: 0,
      replaced_names: 1,
    },
    missing_share: 0.5,
    milestone: { post: 3, why: 'largest audience' },
    calendar: [{ name: 'silence', from: 10_000_000, to: 20_000_000 }],
    sources: [{ file: 'a.csv', sha256: 'ab'.repeat(32) }],
    platforms: [
      { name: 'web', posts: 0, ghosts: 1, color: '#0072b2', shape: 'disc' },
      { name: 'pastebin', posts: 1, ghosts: 0, color: '#d55e00', shape: 'square' },
      { name: 'twitter', posts: 2, ghosts: 0, color: '#e69f00', shape: 'diamond' },
    ],
    accounts: {
      platform: [1, 2, 2],
      name: ['EMLEAKS', 'wikileaks', 'account 7'],
      display: ['', 'WikiLeaks', ''],
      audience: [-1, 2_000_000, 10],
      replaced: [0, 0, 1],
      group: [-1, -1, -1],
      stepper: [-1, -1, -1],
    },
    posts: {
      time: [0, 0, 3_600_000, 9_000_000],
      precision: [0, 0, 60, 0],
      platform: [0, 1, 2, 2],
      account: [-1, 0, 2, 1],
      node: [0, 1, 2, 3],
      kind: [0, 0, 0, 1],
      flags: [16, 128 + 64, 128 + 32, 128 + 32],
      audience: [-1, -1, 10, 2_000_000],
      source: [-1, 0, 0, 0],
      row: [0, 1, 2, 3],
      offset: [0, 20, 40, 60],
      lang: [0, 0, 0, 0],
      duplicate_of: [-1, -1, -1, -1],
      id: ['', 'Demo', '', '99'],
      url: ['https://example.org/x', '', '', ''],
      channel: ['', '', '', ''],
      member: ['', '', '', ''],
    },
    langs: [''],
    links: { child: [1, 2, 3], parent: [0, 1, 2], kind: [4, 4, 6], confidence: [1, 1, 0.94], method: [0, 0, 1] },
    link_methods: ['', 'co-object'],
    firsts: [
      { post: 1, link: -1, coarse_earlier: 0 },
      { post: 2, link: 1, coarse_earlier: 0 },
    ],
    chain: [
      { post: 1, link: -1, also: -1 },
      { post: 2, link: 1, also: -1 },
      { post: 3, link: 2, also: -1 },
    ],
    network: {
      nodes: {
        account: [-1, 0, 2, 1],
        post: [0, -1, -1, -1],
        platform: [0, 1, 2, 2],
        x: [0, 1, 2, 3],
        y: [0, 0, 0, 0],
        community: [0, 0, 0, 0],
        posts: [1, 1, 1, 1],
        in: [0, 1, 1, 1],
        out: [1, 1, 1, 0],
        audience: [-1, -1, 10, 2_000_000],
        first: [0, 0, 3_600_000, 9_000_000],
        last: [0, 0, 3_600_000, 9_000_000],
        flags: [1, 2, 4, 4],
      },
      edges: {
        from: [0, 1, 2],
        to: [1, 2, 3],
        kind: [4, 4, 6],
        weight: [1, 1, 1],
        first: [0, 3_600_000, 9_000_000],
        last: [0, 3_600_000, 9_000_000],
        confidence: [1, 1, 0.94],
        chain: [0, 1, 1],
      },
      communities: 1,
      modularity: 0,
    },
    axis: { time: [0, 9_000_000], place: [0, 1] },
    hidden: { nodes: 0, edges: 0, alone: 0, posts: 0, links: 0 },
  };
}

export const sample = (): Story => new Story(sampleStory());

export function sampleDocument(): PageDocument {
  return {
    format: 1,
    program: '0.1.0',
    kind: 'report',
    made: null,
    case: {
      title: 'A case',
      created: '2026-01-01T00:00:00Z',
      posts: 3,
      sources: [],
      custody: { lines: 2, head: 'cd'.repeat(32) },
    },
    privacy: { names: 'large', limit: 5000, text: false },
    stories: [sampleStory()],
    coordination: [],
    leak: null,
    entry: null,
    methods: [],
  };
}
