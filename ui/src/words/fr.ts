import type { Words } from './en';
import { evidence } from './fr/evidence';
import { groups } from './fr/groups';
import { leak } from './fr/leak';
import { lookalikes } from './fr/lookalikes';
import { methods } from './fr/methods';
import { story } from './fr/story';
import { map } from './fr/map';
import { brush, play } from './fr/play';
import { shell } from './fr/shell';

export const fr: Words = {
  // Plain blanks before : ; ! ? » and after « become no-break blanks in index.ts.
  lang: 'fr',
  and: ' et ',
  colon: ' : ',
  semicolon: ' ; ',
  underPercent: 'moins de {n}',
  bytes: ['o', 'ko', 'Mo', 'Go', 'To'],
  time: {
    months: ['janvier', 'février', 'mars', 'avril', 'mai', 'juin', 'juillet', 'août', 'septembre', 'octobre', 'novembre', 'décembre'],
    firstDay: '1er',
    minute: '{h}\u00a0h\u00a0{m}', second: '{h}\u00a0h\u00a0{m}\u00a0min {s}\u00a0s', aboutHour: 'vers {h}\u00a0h',
    someTime: 'dans la journée',
    dayClock: '{date}, {clock}\u00a0UTC', dayAbout: '{date}, {clock}\u00a0UTC', dayOnly: '{date}, dans la journée',
    atLatest: 'au plus tard le {time}', latest: 'au plus tard',
    unknown: 'à une heure inconnue', unknownDay: 'un jour inconnu',
    seconds: { one: '{n} seconde', other: '{n} secondes' },
    minutes: { one: '{n} minute', other: '{n} minutes' },
    days: { one: '{n} jour', other: '{n} jours' },
  },
  count: {
    posts: { one: '{n} publication', other: '{n} publications' },
    accounts: { one: '{n} compte', other: '{n} comptes' },
    platforms: { one: '{n} plateforme', other: '{n} plateformes' },
    relays: { one: '{n} relais', other: '{n} relais' },
    followers: { one: '{n} abonné', other: '{n} abonnés' },
    links: { one: '{n} lien', other: '{n} liens' },
    files: { one: '{n} fichier', other: '{n} fichiers' },
  },
  anonymousPost: 'une publication anonyme',
  somePost: 'une publication',
  replacedAccount: 'compte {n}',
  unnamedAccount: 'un compte sans nom',
  group: 'Groupe {n}',
  stepKinds: {
    repost: 'ont republié la même publication', link: 'ont partagé le même lien', domain: 'ont renvoyé au même site',
    hashtag: 'ont employé le même mot-dièse', 'hashtag-pair': 'ont employé les deux mêmes mots-dièse', text: 'ont publié les mêmes mots',
    'near-text': 'ont publié presque les mêmes mots', reply: 'ont répondu au même compte', mention: 'ont mentionné le même compte',
    media: 'ont publié la même image ou le même fichier', object: 'ont partagé le même objet',
  },
  platforms: {
    twitter: 'Twitter', x: 'X', pastebin: 'Pastebin', facebook: 'Facebook', instagram: 'Instagram', reddit: 'Reddit', telegram: 'Telegram',
    youtube: 'YouTube', mastodon: 'Mastodon', bluesky: 'Bluesky', gab: 'Gab', gettr: 'Gettr', tiktok: 'TikTok', threads: 'Threads',
    truthsocial: 'Truth Social', parler: 'Parler', vk: 'VK', web: 'web', press: 'presse',
  },
  onPlatform: { other: 'sur {platform}', web: 'sur le web', press: 'dans la presse' },
  postKinds: {
    post: 'publication', repost: 'republication', quote: 'citation', reply: 'réponse', article: 'article', statement: 'communiqué',
  },
  linkKinds: {
    repost: 'republication', quote: 'citation', reply: 'réponse', permalink: 'lien', 'same-text': 'mêmes mots', 'co-object': 'mêmes éléments',
  },
  linkVerbs: {
    repost: 'republie', quote: 'cite', reply: 'répond à', permalink: 'renvoie à', 'same-text': 'reprend les mots de',
    'co-object': 'porte les mêmes éléments que', other: 'renvoie à',
  },
  openEvidence: 'Voir la preuve',
  inferredLink: '{kind} (déduit, confiance {confidence})',
  seen: 'constaté',
  inferred: 'déduit',
  title: 'Sillage',
  views: { story: 'Récit', map: 'Carte', play: 'Lecture', groups: 'Groupes', leak: 'Fuite', lookalikes: 'Sosies', evidence: 'Preuves', methods: 'Méthodes' },
  viewsNav: 'Vues',
  language: 'Langue',
  theme: { name: 'Couleurs', auto: 'comme le système', light: 'clair', dark: 'sombre' },
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
