// A small picture of the chain: a lane for each platform, the steps from left to right. The list beside it says the same.
import type { App } from '../../app';
import { isInferred } from '../../data/document';
import { hexOf, inkOn, rgbOf } from '../../map/ink';
import { h, svg } from '../../parts/dom';
import { authorOf, clock, cut, gap, onPlatform, platformName, postPlatform, postTime, text } from '../../parts/format';

const LANE = 64,
  LEFT = 170,
  RIGHT = 130,
  ROOM = 1060,
  RADIUS = 12;

/** Black or white on the colour "#rrggbb". */
export const inkFor = (color: string): string => hexOf(inkOn(rgbOf(color)));

/** Places from left to right: every step has room for its name, longer waits get more, on a logarithmic scale. */
function spread(times: number[]): number[] {
  const at = [0];
  for (let i = 1; i < times.length; i++) {
    const minutes = Math.max(0, times[i] - times[i - 1]) / 60_000;
    at.push(at[i - 1] + 104 + 14 * Math.log2(1 + minutes / 10));
  }
  const wide = at[at.length - 1],
    stretch = wide > 0 ? Math.min(2.5, Math.max(1, (ROOM - LEFT - RIGHT) / wide)) : 1;
  return at.map((x) => x * stretch);
}

export function chainFigure(app: App): HTMLElement {
  const w = app.words,
    story = app.story!,
    { chain, posts, platforms, links } = story.d;
  const lanes = [...new Set(chain.map((s) => posts.platform[s.post]))];
  const xs = spread(chain.map((s) => posts.time[s.post])).map((x) => x + LEFT);
  const ys = chain.map((s) => lanes.indexOf(posts.platform[s.post]) * LANE + LANE / 2 + 6);
  const width = xs[xs.length - 1] + RIGHT,
    height = lanes.length * LANE;
  const label = text(w.story.chain.figure, {
    steps: chain
      .map((s, i) =>
        text(w.story.chain.figureStep, {
          n: i + 1,
          who: authorOf(w, story, s.post),
          where: onPlatform(w, postPlatform(story, s.post)),
          time: postTime(w, story, s.post),
        }),
      )
      .join(w.semicolon),
  });
  const bands = lanes.map((p, i) => [
    i % 2 === 0 && svg('rect', { class: 'figure-band', x: 0, y: i * LANE, width, height: LANE }),
    svg('circle', { cx: 14, cy: i * LANE + LANE / 2, r: 5, fill: platforms[p].color }),
    svg(
      'text',
      { class: 'figure-lane', x: 26, y: i * LANE + LANE / 2 + 4 },
      cut(platformName(w, platforms[p].name), 13),
    ),
  ]);
  const lines = chain.map((s, i) => {
    if (i === 0) return null;
    const guess = s.link >= 0 && isInferred(links.kind[s.link]),
      [x0, y0, x1, y1] = [xs[i - 1], ys[i - 1], xs[i], ys[i]];
    const flat = y0 === y1,
      middle = (x0 + x1) / 2;
    const d = flat
      ? `M${x0 + RADIUS} ${y0}L${x1 - RADIUS - 7} ${y1}`
      : `M${x0 + RADIUS} ${y0}C${middle} ${y0} ${middle} ${y1} ${x1 - RADIUS - 7} ${y1}`;
    return [
      svg('path', { class: guess ? 'figure-line figure-guess' : 'figure-line', d }),
      svg('path', { class: 'figure-head', d: `M${x1 - RADIUS - 9} ${y1 - 4.5}l9 4.5l-9 4.5z` }),
      svg(
        'text',
        {
          class: 'figure-gap',
          x: flat ? middle : middle - 6,
          y: flat ? y1 + 18 : (y0 + y1) / 2 + (y1 > y0 ? 16 : -8),
          'text-anchor': flat ? 'middle' : 'end',
        },
        '+ ' + gap(w, posts.time[s.post] - posts.time[chain[i - 1].post]),
      ),
    ];
  });
  const marks = chain.map((s, i) => {
    const color = platforms[posts.platform[s.post]].color,
      room = (xs[i + 1] ?? width) - xs[i];
    return [
      svg('circle', { class: 'figure-disc', cx: xs[i], cy: ys[i], r: RADIUS, fill: color }),
      svg(
        'text',
        { class: 'figure-number', x: xs[i], y: ys[i] + 4.5, 'text-anchor': 'middle', fill: inkFor(color) },
        i + 1,
      ),
      svg(
        'text',
        { class: 'figure-who', x: xs[i] - RADIUS, y: ys[i] - RADIUS - 7 },
        cut(authorOf(w, story, s.post), Math.max(8, Math.floor((room - 48) / 7.5))),
        svg(
          'tspan',
          { class: 'figure-time', dx: 6 },
          clock(w, story.when(posts.time[s.post]), Math.max(60, posts.precision[s.post])),
        ),
      ),
    ];
  });
  return h(
    'figure',
    { class: 'chain-figure' },
    svg(
      'svg',
      { viewBox: `0 0 ${width} ${height}`, width, height, role: 'img', 'aria-label': label },
      bands.flat(),
      lines.flat(),
      marks.flat(),
    ),
  );
}
