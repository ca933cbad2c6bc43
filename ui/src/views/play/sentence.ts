// What happened, as a sentence: a post of the chain, a platform's first, any other post, a period's beginning or end.
import { isInferred, POST } from '../../data/document';
import type { Story } from '../../data/story';
import { accountName, authorOf, clock, day, decimal, gap, isolated, linkVerb, many, onPlatform, postPlatform, short, text } from '../../parts/format';
import type { Words } from '../../words';
import type { PlayEvent } from './events';

/** "18:49"; "5 May, some time that day" of a coarse one, which appears later. */
export function eventClock(w: Words, story: Story, event: PlayEvent): string {
  if (event.kind !== 'post') return clock(w, story.when(event.at), 60);
  const at = story.when(story.d.posts.time[event.index]), precision = story.d.posts.precision[event.index];
  return precision > 60 ? `${day(w, at)}, ${clock(w, at, precision)}` : clock(w, at, precision);
}

/** "@JackPosobiec on Twitter links to an anonymous post on 4chan, 14 minutes later. The first on Twitter." */
export function sentence(w: Words, story: Story, event: PlayEvent): string {
  if (event.kind !== 'post') {
    const name = isolated(story.d.calendar[event.index].name);
    return text(event.kind === 'begin' ? w.play.begins : w.play.ends, { name }) + '.';
  }
  // A name stays as it is written, also where a sentence begins.
  const said = deed(w, story, event), isNamed = accountName(w, story, story.d.posts.account[event.index]) !== '';
  return [(isNamed ? said : capital(said)) + '.', ...asides(w, story, event)].join(' ');
}

/** The caption: its time, then the sentence. */
export const caption = (w: Words, story: Story, event: PlayEvent): string =>
  text(w.play.lead, { time: eventClock(w, story, event), said: sentence(w, story, event) });

const capital = (said: string): string => said.charAt(0).toLocaleUpperCase() + said.slice(1);
const at = (w: Words, story: Story, post: number): string => onPlatform(w, postPlatform(story, post));

/** "repeats the words of @x"; the French "de" gives way before "un" and "une". */
const joined = (verb: string, parent: string): string =>
  verb.endsWith(' de') && /^une? /.test(parent) ? `${verb.slice(0, -1)}’${parent}` : `${verb} ${parent}`;

function deed(w: Words, story: Story, event: PlayEvent): string {
  const post = event.index, { links, posts } = story.d;
  const who = authorOf(w, story, post);
  const ghost = story.isGhost(post) ? w.play.ghost : '';
  if (event.link < 0)
    return text(w.play.posted, { who, where: at(w, story, post) }) + ghost + (event.step === 1 && !ghost ? w.play.root : '');
  const from = links.parent[event.link], kind = links.kind[event.link];
  const parts = { who: `${who} ${at(w, story, post)}`, deed: joined(linkVerb(w, kind), authorOf(w, story, from)), where: at(w, story, from) };
  const decides = (p: number): boolean => (posts.flags[p] & POST.ordered) !== 0;
  return text(posts.platform[from] === posts.platform[post] ? w.play.came : w.play.cameFrom, parts)
    + (story.isGhost(from) ? w.play.ghost : '')
    + (decides(from) && decides(post) && posts.time[post] >= posts.time[from]
      ? text(w.play.later, { gap: gap(w, posts.time[post] - posts.time[from]) }) : '')
    + (isInferred(kind) ? text(w.play.guess, { confidence: decimal(w, links.confidence[event.link]) }) : '') + ghost;
}

function asides(w: Words, story: Story, event: PlayEvent): string[] {
  const said: string[] = [], { firsts, milestone, posts } = story.d, where = at(w, story, event.index);
  if (event.first >= 0) {
    const first = firsts[event.first];
    said.push(text(first.link < 0 && event.step !== 1 ? w.play.firstOfUnknown : w.play.firstOf, { where }));
    if (first.coarse_earlier > 0) said.push(many(w, first.coarse_earlier, w.play.coarseEarlier));
  }
  if (milestone && milestone.post === event.index) {
    if (milestone.why === 'asked for') said.push(w.play.askedFor);
    else if (posts.audience[event.index] >= 0 && w.story.largest[milestone.why])
      said.push(text(w.story.largest[milestone.why].alone, { followers: text(w.count.followers.other, { n: short(w, posts.audience[event.index]) }) }) + '.');
  }
  return said;
}
