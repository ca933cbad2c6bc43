// The document's part "entry" is looked at like the rest: places that lead somewhere, and names that may stand in a line.
import { NAME_SEVERITIES, type Carried, type EntryPart, type LookalikesPart, type MatchesPart, type Period } from './entry';
import { isTexts, isTime, need, showAll, showHidden, typed, within } from './shape';

const COUNTS = ['posts', 'mails', 'documents', 'items', 'hosts', 'addresses', 'urls', 'own', 'below', 'unreadable', 'indicators'] as const;
const TEXTS = ['where', 'value', 'by', 'platform', 'id', 'title', 'file', 'sha256'] as const;

const UNSEEN = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
/** A name's letters that nobody sees are a trick: each is shown by its number. */
export const showUnseen = (name: string): string =>
  showHidden(name).replace(UNSEEN, (c) => `[U+${c.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}]`);

function checkPeriods(periods: Period[], name: string): void {
  need(periods, Array.isArray(periods), name);
  for (const p of periods) {
    typed(p, 'string', ['name'], name);
    typed(p, 'number', ['from', 'to'], name);
    p.name = showHidden(p.name);
  }
}

function checkCarried(c: Carried, periods: number, name: string): void {
  need(c, typeof c === 'object' && isTime(c.first) && isTime(c.last), `${name}.first`);
  need(c.carriers, typeof c.carriers === 'object', `${name}.carriers`);
  typed(c.carriers, 'number', Object.keys(c.carriers), `${name}.carriers`);
  c.carriers = Object.fromEntries(Object.entries(c.carriers).map(([where, n]) => [showHidden(where), n]));
  need(c.sightings, Array.isArray(c.sightings), `${name}.sightings`);
  for (const s of c.sightings) {
    typed(s, 'string', TEXTS, `${name}.sightings`);
    typed(s, 'number', ['precision', 'recipients', 'row'], `${name}.sightings`);
    need(s, isTime(s.time) && isTime(s.received), `${name}.sightings.time`);
    within([s.period], -1, periods, `${name}.sightings.period`);
    for (const key of TEXTS) s[key] = showHidden(s[key]);
  }
}

function checkLookalikes(l: LookalikesPart): void {
  typed(l, 'string', ['sha256', 'list', 'list_sha256', 'least'], 'lookalikes');
  typed(l, 'number', ['stale', 'hidden_names'], 'lookalikes');
  typed(l.totals, 'number', COUNTS, 'lookalikes.totals');
  for (const list of ['protected', 'names'] as const) need(l[list], Array.isArray(l[list]), `lookalikes.${list}`);
  need(l, isTexts(l.allowed), 'lookalikes.allowed');
  checkPeriods(l.periods, 'lookalikes.periods');
  within([l.first_mail], -1, l.names.length, 'lookalikes.first_mail');
  for (const p of l.protected) {
    typed(p, 'string', ['domain', 'aliases', 'brands'], 'lookalikes.protected');
    typed(p, 'number', ['names'], 'lookalikes.protected');
    for (const key of ['domain', 'aliases', 'brands'] as const) p[key] = showHidden(p[key]);
  }
  for (const n of l.names) {
    typed(n, 'string', ['domain', 'host', 'shown', 'reason'], 'lookalikes.names');
    typed(n, 'number', ['hosts'], 'lookalikes.names');
    within([n.protected], 0, l.protected.length, 'lookalikes.names.protected');
    need(n, NAME_SEVERITIES.includes(n.severity), 'lookalikes.names.severity');
    need(n, isTexts(n.tricks) && isTexts(n.flags) && isTexts(n.grounds), 'lookalikes.names.tricks');
    need(n.steps, Array.isArray(n.steps), 'lookalikes.names.steps');
    for (const step of n.steps) {
      typed(step, 'string', ['trick', 'from', 'to'], 'lookalikes.names.steps');
      for (const key of ['trick', 'from', 'to'] as const) step[key] = showUnseen(step[key]);
    }
    for (const list of [n.tricks, n.flags, n.grounds]) showAll(list);
    checkCarried(n, l.periods.length, 'lookalikes.names');
    within([n.first_mail], -1, n.sightings.length, 'lookalikes.names.first_mail');
    n.domain = showUnseen(n.domain);
    n.host = showUnseen(n.host);
    n.shown = showUnseen(n.shown);
    n.reason = showHidden(n.reason);
  }
  showAll(l.allowed);
  l.list = showHidden(l.list);
}

function checkMatches(m: MatchesPart): void {
  typed(m, 'string', ['sha256'], 'matches');
  typed(m, 'number', ['stale', 'hidden'], 'matches');
  typed(m.totals, 'number', COUNTS, 'matches.totals');
  for (const list of ['feeds', 'rows'] as const) need(m[list], Array.isArray(m[list]), `matches.${list}`);
  checkPeriods(m.periods, 'matches.periods');
  for (const f of m.feeds) {
    typed(f, 'string', ['file', 'sha256', 'format', 'other_kinds'], 'matches.feeds');
    typed(f, 'number', ['n', 'other', 'rejected'], 'matches.feeds');
    for (const key of ['file', 'format', 'other_kinds'] as const) f[key] = showHidden(f[key]);
  }
  for (const r of m.rows) {
    typed(r, 'string', ['kind', 'value', 'id', 'label', 'author'], 'matches.rows');
    need(r, isTime(r.from) && isTime(r.to), 'matches.rows.from');
    within([r.feed], 0, m.feeds.length, 'matches.rows.feed');
    checkCarried(r, m.periods.length, 'matches.rows');
    for (const key of ['kind', 'value', 'id', 'label', 'author'] as const) r[key] = showHidden(r[key]);
  }
}

/** null when neither was looked for, or when an older program wrote the document. */
export function checkEntry(entry: EntryPart | null | undefined): EntryPart | null {
  if (entry === null || entry === undefined) return null;
  need(entry, typeof entry === 'object', 'entry');
  const { lookalikes = null, matches = null } = entry;
  if (lookalikes !== null) checkLookalikes(lookalikes);
  if (matches !== null) checkMatches(matches);
  return lookalikes || matches ? { lookalikes, matches } : null;
}
