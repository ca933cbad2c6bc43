import { evidence } from './en/evidence';
import { groups } from './en/groups';
import { leak } from './en/leak';
import { lookalikes } from './en/lookalikes';
import { methods } from './en/methods';
import { story } from './en/story';
import { map } from './en/map';
import { brush, play } from './en/play';
import { shell } from './en/shell';
export const en = {
  lang: 'en' as 'en' | 'fr',
  /** Between the last two of a list; after a title that something follows. */
  and: ' and ',
  colon: ': ',
  semicolon: '; ',
  /** Of a share that is too small to be rounded to a percent. */
  underPercent: 'less than {n}',
  bytes: ['B', 'kB', 'MB', 'GB', 'TB'],
  time: {
    months: ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'],
    firstDay: '1',
    minute: '{h}:{m}', second: '{h}:{m}:{s}', aboutHour: 'about {h} h', someTime: 'some time that day',
    dayClock: '{date}, {clock}\u00a0UTC', dayAbout: '{date}, {clock}\u00a0UTC', dayOnly: '{date}, some time that day',
    atLatest: 'at the latest {time}', latest: 'at the latest',
    unknown: 'at an unknown time', unknownDay: 'an unknown day',
    seconds: { one: '{n} second', other: '{n} seconds' },
    minutes: { one: '{n} minute', other: '{n} minutes' },
    days: { one: '{n} day', other: '{n} days' },
  },
  /** What can be counted: many(words, n, words.count.posts). */
  count: {
    posts: { one: '{n} post', other: '{n} posts' },
    accounts: { one: '{n} account', other: '{n} accounts' },
    platforms: { one: '{n} platform', other: '{n} platforms' },
    relays: { one: '{n} relay', other: '{n} relays' },
    followers: { one: '{n} follower', other: '{n} followers' },
    links: { one: '{n} link', other: '{n} links' },
    files: { one: '{n} file', other: '{n} files' },
  },
  /** Who has no name, and whose name was replaced. */
  anonymousPost: 'an anonymous post',
  somePost: 'a post',
  replacedAccount: 'account {n}',
  unnamedAccount: 'an account without a name',
  /** A group of accounts that acted in step, by its number; what two of them did together. */
  group: 'Group {n}',
  stepKinds: {
    repost: 'reposted the same post', link: 'shared the same link', domain: 'linked to the same site', hashtag: 'used the same hashtag',
    'hashtag-pair': 'used the same two hashtags', text: 'posted the same words', 'near-text': 'posted nearly the same words',
    reply: 'replied to the same account', mention: 'mentioned the same account', media: 'posted the same picture or file',
    object: 'shared the same object',
  } as Record<string, string>,
  platforms: {
    twitter: 'Twitter', x: 'X', pastebin: 'Pastebin', facebook: 'Facebook', instagram: 'Instagram', reddit: 'Reddit', telegram: 'Telegram',
    youtube: 'YouTube', mastodon: 'Mastodon', bluesky: 'Bluesky', gab: 'Gab', gettr: 'Gettr', tiktok: 'TikTok', threads: 'Threads',
    truthsocial: 'Truth Social', parler: 'Parler', vk: 'VK', web: 'web', press: 'press',
  } as Record<string, string>,
  onPlatform: { other: 'on {platform}', web: 'on the web', press: 'in the press' } as Record<string, string>,
  postKinds: { post: 'post', repost: 'repost', quote: 'quote', reply: 'reply', article: 'article', statement: 'statement' },
  linkKinds: {
    repost: 'repost', quote: 'quote', reply: 'reply', permalink: 'link', 'same-text': 'same words', 'co-object': 'same things carried',
  },
  linkVerbs: {
    repost: 'reposts', quote: 'quotes', reply: 'replies to', permalink: 'links to', 'same-text': 'repeats the words of',
    'co-object': 'carries the same things as', other: 'refers to',
  },
  openEvidence: 'Show the evidence',
  inferredLink: '{kind} (inferred, confidence {confidence})',
  seen: 'seen',
  inferred: 'inferred',
  title: 'Sillage',
  views: { story: 'Story', map: 'Map', play: 'Play', groups: 'Groups', leak: 'Leak', lookalikes: 'Look-alikes', evidence: 'Evidence', methods: 'Methods' } as Record<string, string>,
  viewsNav: 'Views',
  language: 'Language',
  theme: { name: 'Colours', auto: 'same as the system', light: 'light', dark: 'dark' },
  shell,
  map,
  brush,
  play,
  story,
  groups,
  leak,
  lookalikes,
  methods,
  evidence,
};
export type Words = typeof en;
