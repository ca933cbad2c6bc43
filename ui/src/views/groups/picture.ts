// Groups as a picture: accounts as discs where the layout put them, pairs that stand out as lines.
import type { App } from '../../app';
import type { Finding } from '../../data/finding';
import { groupColor } from '../../map/classes';
import { add, fill, h, svg } from '../../parts/dom';
import { count, cut, groupName, many, pairTitle, stepperName, text } from '../../parts/format';
import { groupNamesAt, namesAt, placesOf, pointedAt, type Places, type Pointed } from './places';
import { pairHref, groupHref } from './say';
import { sized, type Sized } from './sized';

const THICK = 5;

/** One path for the lines of a group that are equally thick: few elements, however many pairs. */
function lines(finding: Finding, p: Places): SVGElement[] {
  const { joint, group } = finding.d.pairs,
    most = Math.max(1, ...p.pairs.map((pair) => joint[pair])),
    paths = new Map<string, string[]>();
  for (let i = p.pairs.length - 1; i >= 0; i--) {
    const [a, b] = p.ends[i],
      thick = Math.ceil(THICK * Math.sqrt(joint[p.pairs[i]] / most)),
      key = `${thick} ${groupColor(group[p.pairs[i]])}`;
    const d = `M${p.x[a].toFixed(1)} ${p.y[a].toFixed(1)}L${p.x[b].toFixed(1)} ${p.y[b].toFixed(1)}`;
    paths.get(key)?.push(d) ?? paths.set(key, [d]);
  }
  const alpha = p.pairs.length > 400 ? 0.3 : 0.55;
  return [...paths].sort().map(([key, d]) => {
    const [thick, color] = key.split(' ');
    return svg('path', { d: d.join(''), fill: 'none', stroke: color, 'stroke-width': 0.4 + 0.75 * Number(thick), 'stroke-opacity': alpha });
  });
}

/** `group` null: all of them. `onAccount` is told which account was clicked. */
export function groupPicture(app: App, finding: Finding, group: number | null, onAccount: (account: number) => void): Sized {
  const w = app.words,
    g = w.groups,
    pointed = h('div', { class: 'groups-pointed', hidden: true, 'aria-hidden': 'true' });
  const name = (account: number) => cut(stepperName(w, finding, account), 24);

  function told(p: Places, item: Pointed): string {
    if (item.kind === 'pair') return text(many(w, finding.d.pairs.joint[p.pairs[item.at]], g.pointed), { who: pairTitle(w, finding, p.pairs[item.at]) });
    const account = p.accounts[item.at],
      of = group === null ? `${groupName(w, finding.d.accounts.group[account])} · ` : '';
    return of + text(many(w, finding.strength(account), g.pointed), { who: stepperName(w, finding, account) });
  }

  const drawing = sized('groups-picture', (width) => {
    const p = placesOf(finding, group, width),
      over = svg('g', { class: 'groups-over' });
    const discs = p.accounts.map((account, i) =>
      svg('circle', { cx: p.x[i].toFixed(1), cy: p.y[i].toFixed(1), r: p.r[i].toFixed(1), fill: groupColor(finding.d.accounts.group[account]), class: 'groups-disc' }),
    );
    /* Several groups bear their own names: a member's would lie on the next one. */
    const labels =
      group === null && finding.groupCount > 1
        ? groupNamesAt(p, width, (account) => finding.d.accounts.group[account], (of) => groupName(w, of).length * 7.6).map((l) =>
            svg('text', { x: l.x.toFixed(1), y: l.y.toFixed(1), 'text-anchor': 'middle', class: 'groups-name' }, groupName(w, l.group)),
          )
        : namesAt(p, width, (account) => name(account).length * 7.6).map((l) =>
            svg('text', { x: l.x.toFixed(1), y: l.y.toFixed(1), 'text-anchor': l.end ? 'end' : 'start', class: 'groups-name' }, name(p.accounts[l.at])),
          );
    const label =
      group === null
        ? text(g.pictureAll, { groups: many(w, finding.groupCount, g.countGroups) })
        : text(g.pictureOne, {
            group: groupName(w, group), accounts: many(w, p.allAccounts, w.count.accounts), pairs: many(w, p.allPairs, g.countPairs),
          });
    const picture = svg(
      'svg',
      { viewBox: `0 0 ${width} ${p.height}`, width, height: p.height, role: 'img', 'aria-label': label },
      lines(finding, p), discs.reverse(), over, labels,
    );
    const at = (event: MouseEvent): Pointed | null => {
      const box = picture.getBoundingClientRect(),
        k = width / (box.width || width);
      return pointedAt(p, (event.clientX - box.left) * k, (event.clientY - box.top) * k);
    };
    const show = (item: Pointed | null, x: number, y: number) => {
      fill(over);
      pointed.hidden = item === null;
      picture.classList.toggle('over', item !== null);
      if (!item) return;
      const marked = item.kind === 'pair' ? p.ends[item.at] : [item.at];
      if (item.kind === 'pair') add(over, [svg('path', { class: 'groups-line', d: `M${p.x[marked[0]]} ${p.y[marked[0]]}L${p.x[marked[1]]} ${p.y[marked[1]]}` })]);
      else p.ends.forEach(([a, b]) => { if (a === item.at || b === item.at) add(over, [svg('path', { class: 'groups-line is-thin', d: `M${p.x[a]} ${p.y[a]}L${p.x[b]} ${p.y[b]}` })]); });
      add(over, marked.map((i) => svg('circle', { class: 'groups-ring', cx: p.x[i], cy: p.y[i], r: p.r[i] + 3 })));
      fill(pointed, h('bdi', null, told(p, item)));
      pointed.style.left = Math.max(0, Math.min(x + 12, drawing.element.clientWidth - pointed.offsetWidth)) + 'px';
      pointed.style.top = y + 14 + 'px';
    };
    picture.addEventListener('pointermove', (event) => {
      const box = drawing.element.getBoundingClientRect();
      show(at(event), event.clientX - box.left, event.clientY - box.top);
    });
    picture.addEventListener('pointerleave', () => show(null, 0, 0));
    picture.addEventListener('click', (event) => {
      const item = at(event);
      if (item?.kind === 'pair') location.hash = pairHref(app, p.pairs[item.at]);
      else if (item && group === null) location.hash = groupHref(app, finding.d.accounts.group[p.accounts[item.at]]);
      else if (item) onAccount(p.accounts[item.at]);
    });
    const hidden = p.accounts.length < p.allAccounts || p.pairs.length < p.allPairs;
    return [
      picture, pointed,
      hidden && h('p', { class: 'small groups-drawn' }, text(g.pictureDrawn, {
        accounts: count(w, p.accounts.length), allAccounts: count(w, p.allAccounts), pairs: count(w, p.pairs.length), allPairs: count(w, p.allPairs),
      })),
    ];
  });
  return drawing;
}
