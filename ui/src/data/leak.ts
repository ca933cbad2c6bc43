// What a leak holds and what speaks against its items, as the document tells it (doc/formats/page-json.md): times are milliseconds since
// 1970 UTC, null when not known; items are named by their place in `items`, -1 is an item that is not in this page.

export const SEVERITIES = ['high', 'medium', 'low', 'note'] as const;
export type Severity = (typeof SEVERITIES)[number];
export const VERDICTS = ['verified', 'signed-unverified', 'unsigned'] as const;
export type Verdict = (typeof VERDICTS)[number];

export interface LeakCount {
  name: string;
  n: number;
  bytes: number;
  from: number | null;
  to: number | null;
}

export interface LeakItem {
  /** 16 hexadecimal digits: what `leak show` takes. */
  id: string;
  sha256: string;
  kind: string;
  type: string;
  bytes: number;
  places: number;
  /** "" without the words of the leak. */
  path: string;
  subject: string;
  /** A document's last saving. */
  date: number | null;
  created: number | null;
  verdict: Verdict | null;
  vouch: string | null;
  /** Share of its own words that stand in verified mails. */
  vouched: number;
  harms: string[];
  /** Sender; of a document who saved it last. */
  by: string;
  application: string;
}

export interface LeakFinding {
  item: number;
  rule: string;
  severity: Severity;
  /** English sentences. */
  reason: string;
  overturn: string;
  facts: Record<string, string>;
  others: number[];
}

export interface LeakPart {
  /** Of the finding's file. */
  sha256: string;
  /** Sources that were added after it was made. */
  stale: number;
  settings: {
    keys_sha256: string | null; n_keys: number; dns: boolean; theft: number | null; promised_mails: number; promised_bytes: number;
    unusual: number; content: boolean;
  };
  totals: {
    messages: number; documents: number; others: number; bytes: number; places: number; rejects: number; bulk: number; verified: number;
    signed_unverified: number; unsigned: number; recovered: number; vouched_whole: number; vouched_part: number; vouched_unverified: number;
    vouched_conflict: number; replies: number; replies_in_leak: number; replies_quoting: number; spans: number; spans_same: number;
    threads: number; missing: number; first: number | null; last: number | null;
  };
  types: LeakCount[];
  langs: LeakCount[];
  correspondents: LeakCount[];
  domains: LeakCount[];
  gaps: { what: string; from: string; to: string; n: number }[];
  /** Rows of these lists that are not in this page. */
  more: { types: number; langs: number; correspondents: number; domains: number; gaps: number };
  months: { name: string[]; verified: number[]; signed_unverified: number[]; unsigned: number[] };
  rules: ({ rule: string; title: string; method: string } & Record<Severity, number>)[];
  hidden_items: number;
  items: LeakItem[];
  findings: LeakFinding[];
  diffs: { item: number; other: number; words: string; other_words: string }[];
  batches: { n: number; from: number; to: number; editor: string; application: string; items: number[] }[];
  documents: { hidden: number; created: (number | null)[]; saved: (number | null)[]; item: number[] };
}

/** The leak, with what is asked of it again and again. */
export class Leak {
  /** Items that something speaks against, the gravest first; then by date. */
  readonly suspects: number[];
  private readonly of: LeakFinding[][];
  private readonly byId = new Map<string, number>();

  constructor(readonly d: LeakPart) {
    this.of = d.items.map(() => []);
    d.items.forEach((item, i) => this.byId.set(item.id, i));
    for (const f of d.findings) if (f.item >= 0) this.of[f.item].push(f);
    for (const list of this.of) list.sort((a, b) => rank(a.severity) - rank(b.severity));
    this.suspects = d.items
      .map((_, i) => i)
      .filter((i) => this.severity(i) !== 'note')
      .sort((a, b) => rank(this.severity(a)) - rank(this.severity(b)) || this.weight(b) - this.weight(a) || (d.items[a].date ?? Infinity) - (d.items[b].date ?? Infinity) || a - b);
  }
  /** The gravest first. */
  findings(item: number): readonly LeakFinding[] {
    return this.of[item] ?? [];
  }
  /** The gravest of an item's; a note when nothing speaks against it. */
  severity(item: number): Severity {
    return this.of[item]?.[0]?.severity ?? 'note';
  }
  /** How many of its findings speak against it. */
  weight(item: number): number {
    return this.findings(item).filter((f) => f.severity !== 'note').length;
  }
  /** -1: none has this id. */
  find(id: string): number {
    return this.byId.get(id) ?? -1;
  }
  /** What was found of the leak as a whole. */
  get whole(): LeakFinding[] {
    return this.d.findings.filter((f) => f.item < 0);
  }
}

const rank = (severity: Severity): number => SEVERITIES.indexOf(severity);
export const bySeverity = (a: Severity, b: Severity): number => rank(a) - rank(b);
