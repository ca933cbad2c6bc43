// The answer in sentences: the first mail, the name that it carries, the trick, the time; and beside it what this does not show.
import type { App } from '../../app';
import { MAIL_WHERES, seenAt, type AlikeName, type Entry, type LookalikesPart, type Sighting } from '../../data/entry';
import { command, hash, shellWord } from '../../parts/copy';
import { h, phrase, type Child } from '../../parts/dom';
import { isolated, many, text, time } from '../../parts/format';
import { facts } from '../evidence/post';
import { by, severityMark } from '../leak/say';
import { domain, doneSaid, nameLink, tricksSaid, whenSaid, whereSaid } from './say';
import { carrierLink, sourceSaid } from './sightings';

/** The methods behind it, by the names of their pages. */
export const ENTRY_METHODS = ['lookalikes', 'how-they-got-in'];

export interface First {
  name: AlikeName;
  sighting: Sighting;
}

/** The names with a carrier that `fits`, and the earliest of these. */
export function earliest(look: LookalikesPart, fits: (s: Sighting) => boolean): { n: number; first: First | null } {
  let first: First | null = null,
    n = 0;
  for (const name of look.names) {
    const found = name.sightings.filter(fits);
    if (found.length > 0) n++;
    for (const sighting of found) {
      const at = seenAt(sighting) ?? Infinity;
      if (!first || at < (seenAt(first.sighting) ?? Infinity)) first = { name, sighting };
    }
  }
  return { n, first };
}

/** What the earliest mail carries, as the document says, else as its names do; null: none does. */
export function firstMail(look: LookalikesPart): First | null {
  const name = look.names[look.first_mail],
    sighting = name?.sightings[name.first_mail];
  return sighting ? { name, sighting } : earliest(look, (s) => MAIL_WHERES.includes(s.where)).first;
}

function mailLead(app: App, look: LookalikesPart, { name, sighting: s }: First): Child {
  const w = app.words,
    l = w.lookalikes,
    when = s.received !== null ? text(l.leadReceived, { time: time(w, s.received, 1) }) : s.time !== null ? text(l.leadDated, { time: time(w, s.time, 1) }) : l.leadUndated;
  return h(
    'p',
    { class: 'lead' },
    phrase(l.lead, { when, name: nameLink(app, look, name), protected: domain(look.protected[name.protected].domain), trick: h('bdi', null, doneSaid(w, name)) }),
    s.recipients > 0 && [' ', many(w, s.recipients, l.leadRecipients)],
    s.period >= 0 && [' ', text(l.leadPeriod, { period: isolated(look.periods[s.period].name) })],
    name.severity === 'low' && [' ', l.leadLow],
  );
}

/** Without a mail: what posts and documents carry, or that there is nothing. */
function otherLead(app: App, look: LookalikesPart): Child {
  const w = app.words,
    l = w.lookalikes;
  if (look.names.length === 0) return h('p', { class: 'lead' }, l.leadNothing);
  const said = ([['post-link', l.leadPosts], ['document-link', l.leadDocuments]] as const).map(([where, words]) => {
    const { n, first } = earliest(look, (s) => s.where === where);
    if (!first) return null;
    const when = seenAt(first.sighting) === null ? l.atUnknown : text(l.at, { time: whenSaid(w, first.sighting) });
    return [' ', phrase(many(w, n, words), { name: nameLink(app, look, first.name), when })];
  });
  const inMails = look.names.some((n) => MAIL_WHERES.some((where) => n.carriers[where] > 0));
  return h('p', { class: 'lead' }, !inMails && l.leadNoMail, said);
}

function mailFacts(app: App, look: LookalikesPart, { name, sighting: s }: First): Child {
  const w = app.words,
    f = w.lookalikes.facts,
    at = (ms: number | null): Child => ms !== null && h('span', { class: 'figures' }, time(w, ms, 1));
  return facts([
    [f.mail, carrierLink(app, s)],
    [f.received, at(s.received)],
    [f.dated, at(s.time)],
    [f.name, nameLink(app, look, name)],
    [f.looksLike, domain(look.protected[name.protected].domain)],
    [f.trick, tricksSaid(w, name.tricks)],
    [f.severity, severityMark(w, name.severity)],
    [f.where, whereSaid(w, s.where)],
    [f.sender, by(s.by)],
    [f.recipients, s.recipients > 0 && many(w, s.recipients, w.lookalikes.recipients)],
    [f.period, s.period >= 0 && h('bdi', null, isolated(look.periods[s.period].name))],
    [f.source, [h('bdi', { class: 'mono' }, isolated(sourceSaid(s)))]],
    [f.sha, s.sha256 && hash(app, s.sha256, sourceSaid(s))],
  ]);
}

export function limits(app: App): HTMLElement {
  const n = app.words.lookalikes.not;
  return h(
    'div',
    { class: 'note look-not' },
    h('h3', null, n.title),
    h('ul', null, [n.taken, n.earliest, n.who, n.dated].map((said) => h('li', null, said))),
    h('p', { class: 'small' }, n.masked),
    h('p', { class: 'small' }, n.methods, ' ', ENTRY_METHODS.map((id, i) => [i > 0 && ', ', h('code', null, `doc/method/${id}.md`)]), '.'),
  );
}

/** How many names, how grave, and in how many carriers of which kind: one sentence. */
function counted(app: App, look: LookalikesPart): Child {
  const w = app.words,
    l = w.lookalikes,
    n = look.names.length + look.hidden_names,
    high = look.names.filter((one) => one.severity === 'high').length;
  if (n === 0) return null;
  return h('p', null, `${many(w, n, l.names)}${high > 0 ? `, ${many(w, high, high === n ? l.namesAllGrave : l.namesGrave)}` : ''}.`);
}

export function through(app: App, look: LookalikesPart): Child {
  const w = app.words,
    l = w.lookalikes,
    t = look.totals;
  return h('p', { class: 'soft' }, text(l.through, { posts: many(w, t.posts, w.count.posts), mails: many(w, t.mails, l.mails), documents: many(w, t.documents, l.documents), hosts: many(w, t.hosts, l.hosts), addresses: many(w, t.addresses, l.addresses) }));
}

export const staleNote = (app: App, stale: number, name: string): Child =>
  stale > 0 && h('p', { class: 'note alert' }, text(many(app.words, stale, app.words.lookalikes.stale), { command: `sillage ${name}` }));

export function answer(app: App, entry: Entry): Child {
  const look = entry.look,
    l = app.words.lookalikes;
  if (!look) return h('p', { class: 'lead' }, l.leadOnlyMatches);
  const first = firstMail(look);
  return [
    staleNote(app, look.stale, 'lookalike'),
    first ? mailLead(app, look, first) : otherLead(app, look),
    counted(app, look),
    through(app, look),
    h('div', { class: 'look-head' }, first && h('section', null, h('h3', null, l.first), mailFacts(app, look, first), h('p', null, app.words.leak.showTitle), command(app, `sillage -C CASE leak show ${shellWord(first.sighting.id)}`)), limits(app)),
  ];
}

