// Who acted in step, as the document tells it (doc/formats/page-json.md): times are milliseconds since 1970 UTC, gaps seconds, an index of
// -1 is "none", a figure that could not be told is null.
import type { Shape } from './document';

export interface CoordinationPart {
  id: string;
  /** Of the finding's file. */
  sha256: string;
  query: string;
  /** The question, "" for the whole case. */
  title: string;
  /** As in doc/formats/coordination-json.md. */
  settings: CoordinationSettings;
  posts_asked: number;
  from: number | null;
  to: number | null;
  tests: number;
  significant: number;
  /** Sources that were added after this was found. */
  stale: number;
  layers: {
    kind: string; events: number; objects: number; accounts: number; without_account: number; pairs: number; total_weight: number;
    window_s: number; granularity_s: number; crowded_events: number; pairs_below: number;
  }[];
  /** What so many carried at once that it was weighed down. */
  common: { kind: string; value: string; events: number; accounts: number; largest_crowd: number; least_weight: number }[];
  accounts: {
    platform: number[]; name: string[]; display: string[]; replaced: number[]; audience: number[]; posts: number[]; group: number[];
    signals: number[]; x: number[]; y: number[];
  };
  platforms: { name: string; color: string; shape: Shape }[];
  pairs: {
    a: number[]; b: number[]; weight: number[]; joint: number[]; expected: number[]; p: (number | null)[]; q: (number | null)[];
    balance: number[]; a_first: number[]; b_first: number[]; mean_gap: number[]; kinds: number[]; group: number[]; step: number[];
    steps: number[];
  };
  /** Names of the kinds, by the number of their bit in `pairs.kinds`. */
  kinds: string[];
  groups: {
    members: number[]; pairs: number; kinds: number; weight: number; density: number; median_gap: number; p90_gap: number; from: number;
    to: number; leader: number; leader_share: number; objects: number[]; n_objects: number; least_p: number | null; tags: string[];
  }[];
  objects: { kind: number[]; value: string[] };
  steps: { pair: number[]; kind: number[]; object: number[]; a: number[]; b: number[]; gap: number[]; counted: number[] };
  posts: {
    account: number[]; time: number[]; precision: number[]; source: number[]; row: number[]; offset: number[];
    id: string[]; url: string[]; member: string[]; text?: string[];
  };
  sources: { file: string; sha256: string }[];
  signals: Record<SignalFigure, (number | null)[]> & { account: number[]; client: string[] };
  sweep: { window_s: number; pairs: number; significant: number; groups: number; accounts: number; overlap: number }[];
  null_check: {
    runs: number; runs_with_group: number; pairs_mean: number; pairs_max: number; observed_over_expected: number | null;
  } | null;
  /** Counted, left out of this page. */
  hidden: { accounts: number; pairs: number; steps: number };
}

export interface CoordinationSettings {
  like: string;
  kinds: string[];
  window_s: number;
  window_estimated: boolean;
  fast_window_s: number;
  min_weight: number;
  min_participation: number;
  min_group: number;
  edge_percentile: number;
  fdr: number;
  max_crowd: number;
  without_reposts: boolean;
  similarity: number;
  shingle: number;
  shuffles: number;
  seed: number;
}

export const SIGNAL_FIGURES = [
  'posts', 'gap_entropy_bits', 'repeated_gaps', 'round_seconds', 'longest_rest_h', 'repost_share', 'reply_share', 'median_reaction_s',
  'fast_reactions', 'copied_texts', 'repeated_texts', 'client_share', 'name_template', 'like_names', 'created', 'created_near',
  'first_post', 'started_near',
] as const;
export type SignalFigure = (typeof SIGNAL_FIGURES)[number];
