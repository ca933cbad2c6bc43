// How a time, a gap, a count, an account or a link is said, as src/report/say.c says it. Times are milliseconds since
// 1970 UTC, precisions seconds: 60 is "to the minute", 3600 the hour, 86400 the day.
import { LINK_KINDS, POST_KINDS, isInferred } from '../data/document';
import type { Finding } from '../data/finding';
import type { Story } from '../data/story';
import type { Plural, Words } from '../words';

export const TO_MINUTE = 60,
  TO_HOUR = 3600,
  TO_DAY = 86400;
const LOCALE = { en: 'en-GB', fr: 'fr-FR' } as const;

const numbers = new Map<string, Intl.NumberFormat>();
function numberFormat(w: Words, digits: number): Intl.NumberFormat {
  const key = w.lang + digits;
  let format = numbers.get(key);
  if (!format) {
    format = new Intl.NumberFormat(LOCALE[w.lang], { minimumFractionDigits: digits, maximumFractionDigits: digits });
    numbers.set(key, format);
  }
  return format;
}
const plurals = { en: new Intl.PluralRules('en'), fr: new Intl.PluralRules('fr') };

/** "{name}" places filled with text. */
export const text = (template: string, parts: Record<string, string | number>): string =>
  template.replace(/\{(\w+)\}/g, (whole, name: string) => (name in parts ? String(parts[name]) : whole));

/** "1,234,567" */
export const count = (w: Words, n: number): string => numberFormat(w, 0).format(n);
/** "0.94" */
export const decimal = (w: Words, n: number, digits = 2): string => numberFormat(w, digits).format(n);
const shares = {
  en: new Intl.NumberFormat(LOCALE.en, { style: 'percent' }),
  fr: new Intl.NumberFormat(LOCALE.fr, { style: 'percent' }),
};
const shareFormat = (w: Words, share: number): string => shares[w.lang].format(share);
/** "12%", in French "12 %", of a share between 0 and 1. */
export const percent = (w: Words, share: number): string => share > 0 && share < 0.005 ? text(w.underPercent, { n: shareFormat(w, 0.01) }) : shareFormat(w, share);
/** "1 post", "2,345 posts": `forms` is an entry such as words.count.posts. */
export function many(w: Words, n: number, forms: Plural): string {
  const form = plurals[w.lang].select(Math.abs(n)) === 'one' ? forms.one : forms.other;
  return text(form, { n: count(w, n) });
}
/** "730", "16 k", "1.2 M" */
export function short(w: Words, n: number): string {
  if (n < 10_000) return count(w, n);
  if (n < 999_500) return count(w, Math.round(n / 1000)) + '\u00a0k';
  if (n < 99_950_000) return decimal(w, n / 1e6, 1) + '\u00a0M';
  return count(w, Math.round(n / 1e6)) + '\u00a0M';
}
/** "the first" of a list as "a, b and c". */
export function list(w: Words, items: readonly string[]): string {
  if (items.length < 2) return items[0] ?? '';
  return items.slice(0, -1).join(', ') + w.and + items[items.length - 1];
}

const two = (n: number): string => String(n).padStart(2, '0');
const valid = (ms: number): boolean => Number.isFinite(ms) && !Number.isNaN(new Date(ms).getTime());

/** "5 May" */
export function day(w: Words, ms: number): string {
  if (!valid(ms)) return w.time.unknownDay;
  const d = new Date(ms),
    n = d.getUTCDate();
  return (n === 1 ? w.time.firstDay : String(n)) + '\u00a0' + w.time.months[d.getUTCMonth()];
}
/** "5 May 2017" */
export const date = (w: Words, ms: number): string =>
  valid(ms) ? `${day(w, ms)}\u00a0${new Date(ms).getUTCFullYear()}` : w.time.unknownDay;
/** "18:49", "18:49:30", "about 18 h", "some time that day"; in French "18 h 49". */
export function clock(w: Words, ms: number, precision: number): string {
  if (!valid(ms)) return w.time.unknown;
  const d = new Date(ms),
    parts = { h: two(d.getUTCHours()), m: two(d.getUTCMinutes()), s: two(d.getUTCSeconds()) };
  if (precision >= TO_DAY) return w.time.someTime;
  if (precision > TO_MINUTE) return text(w.time.aboutHour, parts);
  return text(precision === TO_MINUTE || d.getUTCSeconds() === 0 ? w.time.minute : w.time.second, parts);
}
/** "5 May 2017, 18:49 UTC", cut to what the precision knows. */
export function time(w: Words, ms: number, precision: number): string {
  if (!valid(ms)) return w.time.unknown;
  if (precision >= TO_DAY) return text(w.time.dayOnly, { date: date(w, ms) });
  return text(precision > TO_MINUTE ? w.time.dayAbout : w.time.dayClock, {
    date: date(w, ms),
    clock: clock(w, ms, precision),
  });
}
/** For tables and downloads: "2017-05-05 18:49:30", cut likewise. */
export function isoTime(ms: number, precision: number): string {
  if (!valid(ms)) return '';
  const iso = new Date(ms).toISOString().replace('T', ' ');
  return iso.slice(0, precision >= TO_DAY ? -14 : precision > TO_MINUTE ? -11 : precision === TO_MINUTE ? -8 : -5);
}
/** "42 minutes", "6 h 42 min", "3 days 4 h"; the sign is left out. */
export function gap(w: Words, ms: number): string {
  const s = Math.floor(Math.abs(ms) / 1000);
  if (s < 90) return many(w, s, w.time.seconds);
  if (s < 5400) return many(w, Math.floor(s / 60), w.time.minutes);
  const hours = Math.floor(s / 3600),
    minutes = Math.floor(s / 60) % 60;
  if (s < 2 * 86400) return `${hours}\u00a0h` + (minutes ? `\u00a0${minutes}\u00a0min` : '');
  const rest = s < 10 * 86400 ? hours % 24 : 0;
  return many(w, Math.floor(s / 86400), w.time.days) + (rest ? `\u00a0${rest}\u00a0h` : '');
}
/** "12.3 MB" */
export function bytes(w: Words, n: number): string {
  const units = w.bytes;
  let unit = 0;
  while (n >= 1000 && unit < units.length - 1) {
    n /= 1000;
    unit++;
  }
  return decimal(w, n, unit && n < 100 ? 1 : 0) + '\u00a0' + units[unit];
}

const TURNS =
  /[\u0590-\u08ff\u200e\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const ISOLATE = '\u2068',
  END = '\u2069';
/** A name in letters that run from right to left, or with signs that turn the text about, stays within itself: it moves no word behind it. */
export const isolated = (name: string): string =>
  TURNS.test(name) ? ISOLATE + name.replace(/[\u2066-\u2069]/g, '') + END : name;
/** Without what isolated() put around it: to look a name up, or to put it into a field. */
export const bareName = (name: string): string => name.replace(/[\u2068\u2069]/g, '');
/** Long names are cut: the whole stands elsewhere. */
export function cut(name: string, most = 28): string {
  const letters = [...name];
  if (letters.length <= most) return name;
  return letters.slice(0, most - 1).join('') + '…' + (name.startsWith(ISOLATE) ? END : '');
}

/** A post's time, said. */
export const postTime = (w: Words, story: Story, post: number): string =>
  time(w, story.when(story.d.posts.time[post]), story.d.posts.precision[post]);

/** "Twitter" for the evidence's "twitter"; names that are not known stay as they are. */
export const platformName = (w: Words, name: string): string =>
  Object.hasOwn(w.platforms, name) ? w.platforms[name] : isolated(name);
/** "on Twitter", "in the press" */
export const onPlatform = (w: Words, name: string): string =>
  Object.hasOwn(w.onPlatform, name)
    ? w.onPlatform[name]
    : text(w.onPlatform.other, { platform: platformName(w, name) });

const HANDLES = new Set([
  'twitter',
  'x',
  'bluesky',
  'mastodon',
  'telegram',
  'instagram',
  'tiktok',
  'threads',
  'gab',
  'gettr',
  'truth',
  'youtube',
  'parler',
]);

/** Accounts of a story or of a finding. */
interface Named {
  platforms: { name: string }[];
  accounts: { name: string[]; platform: number[]; replaced: number[] };
}
/** "@wikileaks", "account 12" for a replaced name, or '' for whoever gave none ("Anonymous" is what a board calls them). */
function nameIn(w: Words, d: Named, account: number): string {
  const { name, platform, replaced } = d.accounts;
  if (account < 0 || name[account].toLowerCase() === 'anonymous') return '';
  if (replaced[account]) return text(w.replacedAccount, { n: name[account].replace(/^\D+/, '') });
  const bare = name[account];
  return isolated(HANDLES.has(d.platforms[platform[account]].name) && bare && !bare.includes(' ') ? '@' + bare : bare);
}
export const accountName = (w: Words, story: Story, account: number): string => nameIn(w, story.d, account);
/** Likewise of an account that acted in step with others. */
export const stepperName = (w: Words, finding: Finding, account: number): string =>
  nameIn(w, finding.d, account) || w.unnamedAccount;
/** "Group 3" of the fourth group: people count from 1. */
export const groupName = (w: Words, group: number): string => text(w.group, { n: count(w, group + 1) });
/** "@a and @b" */
export const pairTitle = (w: Words, finding: Finding, pair: number): string =>
  list(w, [cut(stepperName(w, finding, finding.d.pairs.a[pair]), 40), cut(stepperName(w, finding, finding.d.pairs.b[pair]), 40)]);
/** "repost of the same post", "same link" … */
export const stepKind = (w: Words, kind: string): string =>
  Object.hasOwn(w.stepKinds, kind) ? w.stepKinds[kind] : isolated(kind);
/** Who posted it: "@wikileaks"; without a name "an anonymous post", or of a ghost "a post". */
export const authorOf = (w: Words, story: Story, post: number): string =>
  accountName(w, story, story.d.posts.account[post]) || (story.isGhost(post) ? w.somePost : w.anonymousPost);
export const postPlatform = (story: Story, post: number): string =>
  story.d.platforms[story.d.posts.platform[post]].name;
/** "@wikileaks on Twitter, 5 May 2017, 19:31:05 UTC"; what is missing from the evidence was there "at the latest" then. */
export function postTitle(w: Words, story: Story, post: number): string {
  const at = postTime(w, story, post);
  return `${authorOf(w, story, post)} ${onPlatform(w, postPlatform(story, post))}, ${story.isGhost(post) ? text(w.time.atLatest, { time: at }) : at}`;
}
/** A label for a node: "@wikileaks"; without a name "an anonymous post". */
export function nodeName(w: Words, story: Story, node: number): string {
  const { account, post } = story.d.network.nodes;
  return accountName(w, story, account[node]) || (post[node] >= 0 ? authorOf(w, story, post[node]) : w.anonymousPost);
}
/** "@wikileaks on Twitter" */
export const nodeTitle = (w: Words, story: Story, node: number): string =>
  `${nodeName(w, story, node)} ${onPlatform(w, story.d.platforms[story.d.network.nodes.platform[node]].name)}`;
/** "@a → @b: repost", "@a → @b: same words (inferred, confidence 0.94)" */
export function edgeTitle(w: Words, story: Story, edge: number): string {
  const e = story.d.network.edges;
  const how = isInferred(e.kind[edge])
    ? text(w.inferredLink, { kind: linkKind(w, e.kind[edge]), confidence: decimal(w, e.confidence[edge]) })
    : linkKind(w, e.kind[edge]);
  return `${nodeName(w, story, e.from[edge])} → ${nodeName(w, story, e.to[edge])}${w.colon}${how}`;
}
/** "repost", "link" …; "same words" and "same things" are inferred. */
export const linkKind = (w: Words, kind: number): string =>
  w.linkKinds[LINK_KINDS[kind] as keyof Words['linkKinds']] ?? '';
/** "reposts", "links to", "repeats the words of" … */
export const linkVerb = (w: Words, kind: number): string =>
  w.linkVerbs[LINK_KINDS[kind] as keyof Words['linkVerbs']] ?? w.linkVerbs.other;
export const postKind = (w: Words, kind: number): string => w.postKinds[POST_KINDS[kind]] ?? '';
