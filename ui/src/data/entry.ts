// How they may have got in, as the document tells it (doc/formats/page-json.md): names that look like protected ones, indicators of others'
// feeds that occur in the case, and who carried both. Times are milliseconds since 1970 UTC, null when not known.
import type { Severity } from './leak';

/** Where in the case a name stood; keys of `carriers`. A newer program may know others. */
export const WHERES = ['post-link', 'mail-link', 'sender', 'reply-to', 'recipient', 'received', 'document-link', 'file', 'return-path', 'signer'] as const;
export type Where = (typeof WHERES)[number];
/** The places that only a mail has. */
export const MAIL_WHERES: readonly string[] = ['mail-link', 'sender', 'reply-to', 'recipient', 'received', 'return-path', 'signer'];
export const NAME_SEVERITIES = ['high', 'medium', 'low'] as const satisfies readonly Severity[];
export type NameSeverity = (typeof NAME_SEVERITIES)[number];

export interface Sighting {
  where: string;
  time: number | null;
  /** Seconds; of a post. */
  precision: number;
  /** A mail's first server's time. */
  received: number | null;
  value: string;
  by: string;
  /** "" in mails and documents. */
  platform: string;
  /** A post's native id, "" when its account is not told; a mail's or document's 16 digits. */
  id: string;
  title: string;
  recipients: number;
  file: string;
  sha256: string;
  row: number;
  /** Place in the part's `periods`, -1. */
  period: number;
}

export interface Step {
  trick: string;
  from: string;
  to: string;
}

/** What an alike name and an indicator have in common. */
export interface Carried {
  carriers: Record<string, number>;
  first: number | null;
  last: number | null;
  /** The earliest first, those without a time last; at most 50. */
  sightings: Sighting[];
}

export interface AlikeName extends Carried {
  /** Registrable, ASCII. */
  domain: string;
  host: string;
  /** The host in Unicode. */
  shown: string;
  protected: number;
  tricks: string[];
  flags: string[];
  severity: NameSeverity;
  grounds: string[];
  steps: Step[];
  /** An English sentence. */
  reason: string;
  hosts: number;
  /** Place in its sightings, -1. */
  first_mail: number;
}

export interface Period {
  name: string;
  from: number;
  to: number;
}

export interface EntryTotals {
  posts: number; mails: number; documents: number; items: number; hosts: number; addresses: number; urls: number;
  own: number; below: number; unreadable: number; indicators: number;
}

export interface LookalikesPart {
  sha256: string;
  stale: number;
  /** "": the names were arguments. */
  list: string;
  list_sha256: string;
  least: string;
  protected: { domain: string; aliases: string; brands: string; names: number }[];
  allowed: string[];
  periods: Period[];
  totals: EntryTotals;
  first_mail: number;
  names: AlikeName[];
  hidden_names: number;
}

export interface Match extends Carried {
  kind: string;
  value: string;
  id: string;
  label: string;
  author: string;
  from: number | null;
  to: number | null;
  feed: number;
  /** Seen before or after the feed calls it valid. */
  outside: boolean;
}

export interface MatchesPart {
  sha256: string;
  stale: number;
  periods: Period[];
  totals: EntryTotals;
  feeds: { file: string; sha256: string; format: string; n: number; other: number; other_kinds: string; rejected: number }[];
  rows: Match[];
  hidden: number;
}

export interface EntryPart {
  lookalikes: LookalikesPart | null;
  matches: MatchesPart | null;
}

/** What an address names: one name, or an indicator with all feeds that list it. */
export type Subject = { kind: 'name'; name: number } | { kind: 'match'; rows: number[] };

/** When something was carried: a mail's first server knows better than its Date. */
export const seenAt = (s: Sighting): number | null => s.received ?? s.time;
export const isPost = (s: Sighting): boolean => s.platform !== '' || s.where === 'post-link';
export const matchKey = (m: Match): string => `${m.kind}:${m.value}`;

/** How they may have got in, with what is asked of it again and again. */
export class Entry {
  readonly look: LookalikesPart | null;
  readonly matches: MatchesPart | null;
  private readonly subjects = new Map<string, Subject>();
  /** Names that an item of the leak carries, by its id. */
  private readonly carried = new Map<string, number[]>();

  constructor(d: EntryPart) {
    this.look = d.lookalikes;
    this.matches = d.matches;
    this.matches?.rows.forEach((m, i) => {
      const key = matchKey(m),
        known = this.subjects.get(key);
      if (known?.kind === 'match') known.rows.push(i);
      else this.subjects.set(key, { kind: 'match', rows: [i] });
    });
    this.look?.names.forEach((name, i) => {
      this.subjects.set(name.domain, { kind: 'name', name: i });
      for (const s of name.sightings) {
        if (isPost(s)) continue;
        const names = this.carried.get(s.id) ?? [];
        if (!names.includes(i)) names.push(i);
        this.carried.set(s.id, names);
      }
    });
  }
  find(name: string): Subject | undefined {
    return this.subjects.get(name);
  }
  namesOfItem(id: string): readonly number[] {
    return this.carried.get(id) ?? [];
  }
}
