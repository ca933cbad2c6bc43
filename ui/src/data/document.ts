// What the program hands to the page: doc/formats/page-json.md. Columns are arrays of equal length; a story's times are
// milliseconds after its `t0`, which is milliseconds since 1970 UTC; an index of -1 is "none".

import type { CoordinationPart } from './coordination';
import type { EntryPart } from './entry';
import type { LeakPart } from './leak';

export interface PageDocument {
  format: 1;
  program: string;
  kind: 'report' | 'map' | 'live';
  made: string | null;
  case: CaseSummary;
  privacy: { names: 'large' | 'all'; limit: number; text: boolean };
  stories: StoryDocument[];
  /** Who acted in step: what was found, the newest first. */
  coordination: CoordinationPart[];
  /** What `leak verify` found last; null in a case without it, and in a map's page. */
  leak: LeakPart | null;
  /** Names that look like protected ones, and indicators that occur; null in a case where neither was looked for. */
  entry: EntryPart | null;
  methods: MethodUse[];
}

export interface CaseSummary {
  title: string;
  created: string;
  posts: number;
  sources: SourceFile[];
  custody: { lines: number; head: string };
  /** What the case keeps of answers, and how many sources came after; of a live page alone. */
  findings?: KeptFinding[];
}

/** doc/formats/status-json.md. */
export interface KeptFinding {
  kind: 'coordination' | 'leak' | 'lookalikes' | 'indicators';
  command: string;
  made: string | null;
  file: string;
  sha256: string;
  line: number;
  sources_added: number;
  anew: string;
}

export interface SourceFile {
  file: string;
  sha256: string;
  format: string;
  platform: string;
  bytes: number;
  rows: number;
  rejected: number;
  repaired: number;
  error: string | null;
}

/** A method that was run for this page, by the name of its page in doc/method/, with what it was run with. */
export interface MethodUse {
  id: string;
  settings: Record<string, string | number | boolean>;
}

export interface StoryDocument {
  id: string;
  query: string;
  title: string;
  t0: number;
  from: number | null;
  to: number | null;
  settings: { inferred: boolean; same_text_window_s: number; co_object_window_s: number; to: string | null; seed: number };
  /** The `sha256` of the finding that `accounts.group` and `accounts.stepper` lead into. */
  finding: string | null;
  counts: {
    posts: number; accounts: number; evidence_posts: number; roots: number; ghosts: number; coarse: number; duplicates: number;
    explicit_links: number; inferred_links: number; clock_contradictions: number; self_links: number; replaced_names: number;
  };
  missing_share: number;
  milestone: { post: number; why: string } | null;
  calendar: { name: string; from: number; to: number }[];
  sources: { file: string; sha256: string }[];
  platforms: { name: string; posts: number; ghosts: number; color: string; shape: Shape }[];
  /** `group` and `stepper` lead to coordination[0]: its groups and its accounts. */
  accounts: {
    platform: number[]; name: string[]; display: string[]; audience: number[]; replaced: number[]; group: number[]; stepper: number[];
  };
  posts: {
    time: number[]; precision: number[]; platform: number[]; account: number[]; node: number[]; kind: number[]; flags: number[];
    audience: number[]; source: number[]; row: number[]; offset: number[]; lang: number[]; duplicate_of: number[];
    id: string[]; url: string[]; channel: string[]; member: string[]; text?: string[];
  };
  langs: string[];
  links: { child: number[]; parent: number[]; kind: number[]; confidence: number[]; method: number[] };
  link_methods: string[];
  firsts: { post: number; link: number; coarse_earlier: number }[];
  chain: { post: number; link: number; also: number }[];
  network: {
    nodes: {
      account: number[]; post: number[]; platform: number[]; x: number[]; y: number[]; community: number[]; posts: number[];
      in: number[]; out: number[]; audience: number[]; first: number[]; last: number[]; flags: number[];
    };
    edges: {
      from: number[]; to: number[]; kind: number[]; weight: number[]; first: number[]; last: number[]; confidence: number[];
      chain: number[];
    };
    communities: number;
    modularity: number;
  };
  /** The time axis of the timeline, bent where nothing happened: knots of time and place, place from 0 to 1. */
  axis: { time: number[]; place: number[] };
  /** Present in the case, left out of this file because it would be too large to read. */
  hidden: { nodes: number; edges: number; alone: number; posts: number; links: number };
}

export type Shape = 'disc' | 'square' | 'diamond' | 'triangle' | 'hexagon' | 'triangle-down' | 'pentagon';

/** posts.kind */
export const POST_KINDS = ['post', 'repost', 'quote', 'reply', 'article', 'statement'] as const;
/** links.kind and edges.kind; 0 is not used. */
export const LINK_KINDS = ['', 'repost', 'quote', 'reply', 'permalink', 'same-text', 'co-object'] as const;
export const isInferred = (linkKind: number): boolean => linkKind >= 5;

/** Bits of posts.flags. */
export const POST = { embedded: 1, summary: 2, repaired: 4, clock: 8, ghost: 16, match: 32, root: 64, ordered: 128 } as const;
/** Bits of network.nodes.flags. */
export const NODE = { ghost: 1, root: 2, chain: 4 } as const;
