// The chain to the milestone: a numbered list whose rail is solid where a relay was seen and dashed where it was inferred.
import type { App } from '../../app';
import { isInferred } from '../../data/document';
import { h, phrase, type Child } from '../../parts/dom';
import { gap, linkVerb, onPlatform, postPlatform, postTime, text } from '../../parts/format';
import { authorLink, ref } from '../../parts/refs';
import { chainFigure, inkFor } from './figure';
import { whyShort } from './opening';
import { how, section, words } from './say';

type Rail = 'seen' | 'inferred' | 'none';

function railOf(app: App, step: number): Rail {
  const { chain, links } = app.story!.d,
    link = chain[step]?.link ?? -1;
  if (step <= 0 || !chain[step]) return 'none';
  return link >= 0 && isInferred(links.kind[link]) ? 'inferred' : 'seen';
}

function stepItem(app: App, i: number): HTMLElement {
  const w = app.words,
    c = w.story.chain,
    story = app.story!,
    { chain, posts, platforms } = story.d;
  const { post, link, also } = chain[i],
    ghost = story.isGhost(post),
    color = platforms[posts.platform[post]].color;
  const said: Child[] = [];
  if (ghost) said.push(h('span', { class: 'caution' }, c.ghost));
  if (link >= 0) said.push(how(app, link));
  else if (i === 0 && !ghost) {
    /* What it refers to may be missing: then the trail ends here because the evidence does. */
    const missing = [...story.postLinks(post)].find((l) => story.isGhost(story.d.links.parent[l]));
    said.push(c.root, missing !== undefined && how(app, missing));
  }
  if (also >= 0) {
    const parent = story.d.links.parent[also];
    said.push(
      phrase(c.also, {
        verb: linkVerb(w, story.d.links.kind[also]),
        parent: authorLink(app, parent),
        where: onPlatform(w, postPlatform(story, parent)),
      }),
    );
  }
  const late = i > 0 ? posts.time[post] - posts.time[chain[i - 1].post] : 0;
  return h(
    'li',
    { class: 'step', 'data-rail': railOf(app, i), 'data-next': railOf(app, i + 1) },
    i > 0 && h('p', { class: 'step-gap' }, text(late < 0 ? c.before : c.later, { gap: gap(w, late) })),
    h(
      'div',
      { class: 'step-body' },
      h(
        'span',
        { class: 'step-number', 'aria-hidden': 'true', style: { background: color, color: inkFor(color) } },
        i + 1,
      ),
      h(
        'p',
        { class: 'step-who' },
        h('strong', null, authorLink(app, post)),
        ' ',
        onPlatform(w, postPlatform(story, post)),
        h('span', { class: 'step-time' }, postTime(w, story, post)),
      ),
      h(
        'p',
        { class: 'step-how' },
        said.filter(Boolean).map((part, k) => [k > 0 && w.semicolon, part]),
        said.some(Boolean) && '. ',
        ref(app, post),
      ),
      words(app, post),
    ),
  );
}

export function chain(app: App): HTMLElement {
  const w = app.words.story.chain,
    { chain: steps, milestone } = app.story!.d;
  if (steps.length === 0) return section(w.title, h('p', null, w.none));
  const title = milestone?.why ? text(w.titleWhy, { why: whyShort(app, milestone.why) }) : w.title;
  return section(
    title,
    steps.length > 1 && chainFigure(app),
    h(
      'ol',
      { class: 'chain' },
      steps.map((_, i) => stepItem(app, i)),
    ),
    steps.some((s) => s.link >= 0) &&
      h(
        'p',
        { class: 'small soft chain-legend' },
        h('span', { class: 'line-seen', 'aria-hidden': 'true' }),
        w.legendSeen,
        h('br'),
        h('span', { class: 'line-inferred', 'aria-hidden': 'true' }),
        w.legendInferred,
      ),
  );
}
