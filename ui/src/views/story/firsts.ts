// Each platform's first post and how it came there; what the calendar says; who was relayed most.
import type { App } from '../../app';
import { NODE, isInferred } from '../../data/document';
import type { Story } from '../../data/story';
import { h, type Child } from '../../parts/dom';
import { count, date, gap, isoTime, list, many, platformName, text, time, TO_DAY, TO_MINUTE } from '../../parts/format';
import { authorLink, nodeLink, platformMark, ref } from '../../parts/refs';
import { how, section } from './say';
import '../../parts/table.css';

const RELAYED = 10;

function table(caption: string, heads: [name: string, number?: boolean][], rows: Child[][]): HTMLElement {
  return h(
    'div',
    { class: 'table-frame' },
    h(
      'table',
      { class: 'stack' },
      h('caption', { class: 'spoken' }, caption),
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          heads.map(([name, number]) => h('th', { scope: 'col', class: number && 'number' }, name)),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map((row) =>
          h(
            'tr',
            null,
            row.map((cell, i) => h('td', { class: heads[i][1] && 'number', 'data-head': heads[i][0] }, cell)),
          ),
        ),
      ),
    ),
  );
}

export function firsts(app: App): HTMLElement | null {
  const w = app.words,
    f = w.story.firsts,
    story = app.story!,
    { firsts: rows, posts, platforms } = story.d;
  if (rows.length === 0) return null;
  const seen = new Set(rows.map((row) => posts.platform[row.post]));
  const others = platforms.filter((p, i) => !seen.has(i) && p.posts > 0).map((p) => platformName(w, p.name));
  return section(
    f.title,
    table(
      f.title,
      [[f.platform], [f.first], [f.time], [f.how], [f.evidence]],
      rows.map((row) => [
        platformMark(app, posts.platform[row.post]),
        authorLink(app, row.post),
        h('span', { class: 'nowrap figures' }, isoTime(story.when(posts.time[row.post]), posts.precision[row.post])),
        [
          row.link < 0 ? f.root : how(app, row.link),
          row.coarse_earlier > 0 && h('span', { class: 'caution' }, w.semicolon, many(w, row.coarse_earlier, f.coarse)),
        ],
        ref(app, row.post),
      ]),
    ),
    others.length > 0 &&
      h('p', { class: 'small soft' }, text(many(w, others.length, f.other), { platforms: list(w, others) })),
  );
}

/** What the milestone's time is to a period. */
function toMilestone(app: App, from: number, to: number): string {
  const w = app.words,
    c = w.story.calendar,
    milestone = app.story!.d.milestone;
  if (!milestone || !app.story!.isOrdered(milestone.post)) return '';
  const at = app.story!.d.posts.time[milestone.post];
  if (to <= from) return text(at < from ? c.beforeMoment : c.afterMoment, { gap: gap(w, at - from) });
  if (at < from) return text(c.before, { gap: gap(w, from - at) });
  return at < to ? text(c.within, { gap: gap(w, at - from) }) : text(c.after, { gap: gap(w, at - to) });
}

function postsWithin(story: Story, from: number, to: number): number {
  let n = 0;
  for (let post = 0; post < story.postCount; post++) {
    const t = story.d.posts.time[post];
    if (t >= from && t < to && story.isOrdered(post) && !story.isGhost(post) && !story.isDuplicate(post)) n++;
  }
  return n;
}

export function calendar(app: App): HTMLElement | null {
  const w = app.words,
    c = w.story.calendar,
    story = app.story!,
    d = story.d;
  if (d.calendar.length === 0) return null;
  const said = (t: number) => {
    const ms = story.when(t);
    return ms % (TO_DAY * 1000) === 0 ? date(w, ms) : time(w, ms, TO_MINUTE);
  };
  return section(
    c.title,
    h(
      'dl',
      { class: 'story-calendar' },
      d.calendar.map((p) => {
        const inside = d.hidden.posts === 0 ? postsWithin(story, p.from, p.to) : 0;
        return h(
          'div',
          null,
          h('dt', null, h('bdi', null, p.name)),
          h(
            'dd',
            null,
            p.to > p.from ? text(c.span, { from: said(p.from), to: said(p.to) }) : said(p.from) + '.',
            ' ',
            toMilestone(app, p.from, p.to),
            inside > 0 && ' ' + many(w, inside, c.posts),
          ),
        );
      }),
    ),
  );
}

interface Relayed {
  node: number;
  seen: number;
  by: number;
  inferred: number;
}

/** Relays by others of each node, from the edges of the network; the most relayed first, ties by the earlier node. */
export function mostRelayed(story: Story, limit: number): Relayed[] {
  const { from, to, kind, weight } = story.d.network.edges,
    n = story.nodeCount;
  const rows: Relayed[] = Array.from({ length: n }, (_, node) => ({ node, seen: 0, by: 0, inferred: 0 })),
    pairs = new Set<number>();
  for (let e = 0; e < from.length; e++) {
    const row = rows[from[e]];
    if (from[e] === to[e]) continue;
    if (isInferred(kind[e])) row.inferred += weight[e];
    else {
      row.seen += weight[e];
      const pair = from[e] * n + to[e];
      if (!pairs.has(pair)) {
        pairs.add(pair);
        row.by++;
      }
    }
  }
  return rows
    .filter((r) => r.seen + r.inferred > 0)
    .sort((a, b) => b.seen - a.seen || b.inferred - a.inferred || a.node - b.node)
    .slice(0, limit);
}

export function relayed(app: App): HTMLElement {
  const w = app.words,
    r = w.story.relayed,
    story = app.story!,
    nodes = story.d.network.nodes,
    rows = mostRelayed(story, RELAYED);
  if (rows.length === 0) return section(r.title, h('p', null, r.none));
  return section(
    r.title,
    rows[0].seen === 0 && h('p', { class: 'caution' }, r.onlyInferred),
    table(
      r.title,
      [[r.account], [r.platform], [r.seen, true], [r.by, true], [r.inferred, true], [r.followers, true]],
      rows.map((row) => [
        [nodeLink(app, row.node), nodes.flags[row.node] & NODE.ghost ? w.story.chain.missing : null],
        platformMark(app, nodes.platform[row.node]),
        count(w, row.seen),
        count(w, row.by),
        row.inferred > 0 ? h('span', { class: 'how-inferred' }, count(w, row.inferred)) : count(w, 0),
        nodes.audience[row.node] < 0 ? h('span', { class: 'soft' }, r.unknown) : count(w, nodes.audience[row.node]),
      ]),
    ),
    h('p', { class: 'small soft' }, r.note),
  );
}
