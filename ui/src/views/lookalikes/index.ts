// The Look-alikes view: how they may have got in, the names that look like protected ones, and others' indicators that occur.
import type { App } from '../../app';
import type { Entry } from '../../data/entry';
import { command, shellWord } from '../../parts/copy';
import { h } from '../../parts/dom';
import { many } from '../../parts/format';
import type { Sized } from '../groups/sized';
import type { View } from '../view';
import { answer } from './answer';
import { lists } from './lists';
import { matchDetail, matches } from './matches';
import { nameDetail } from './name';
import { namesTable } from './names';
import { timePicture } from './picture';
import './lookalikes.css';

interface Overview {
  element: HTMLElement;
  order(): ArrayLike<number>;
  picture: Sized | null;
}

function overview(app: App, entry: Entry, onPaper: boolean): Overview {
  const l = app.words.lookalikes,
    look = entry.look,
    hasNames = look !== null && look.names.length > 0,
    picture = timePicture(app, entry, onPaper),
    list = hasNames ? namesTable(app, entry, onPaper) : null;
  const element = h(
    'div',
    null,
    h('h2', { tabindex: onPaper ? null : '-1' }, look ? l.title : l.titleMatches),
    answer(app, entry),
    picture && [h('h3', null, l.timeTitle), picture.element],
    list && [h('h3', null, l.namesTitle), h('p', { class: 'soft' }, l.namesNote), list.element],
    look && look.hidden_names > 0 && h('p', { class: 'note' }, many(app.words, look.hidden_names, l.hiddenNames)),
    lists(app, entry, onPaper),
    matches(app, entry, onPaper),
    h('p', { class: 'leak-show' }, l.again),
    look && command(app, 'sillage -C CASE lookalike'),
    entry.matches && command(app, ['sillage -C CASE indicators', ...entry.matches.feeds.map((f) => shellWord(f.file))].join(' ')),
  );
  return { element, order: () => list?.order() ?? [], picture };
}

export const lookalikesView: View = {
  id: 'lookalikes',
  isAvailable: (app) => app.entry !== null,
  mount(place, app) {
    const entry = app.entry!,
      page = h('div', { class: 'view-page lookalikes' });
    /* The list keeps its filters and its page while one of its names is looked at. */
    let whole: Overview | undefined,
      left = 0;
    const overviewOnce = () => (whole ??= overview(app, entry, false));
    const show = () => {
      const subject = app.state.name ? entry.find(app.state.name) : undefined;
      if (!subject) page.replaceChildren(overviewOnce().element);
      else page.replaceChildren(subject.kind === 'name' ? nameDetail(app, entry, subject.name, overviewOnce().order()) : matchDetail(app, entry, subject.rows));
    };
    let shown = app.state.name;
    const stop = app.listen((state, changed) => {
      if (changed.has('view') || changed.has('lang') || changed.has('story') || !changed.has('name')) return;
      if (!shown) left = window.scrollY;
      const from = shown;
      shown = state.name;
      show();
      if (shown) {
        window.scrollTo(0, 0);
        page.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
        return;
      }
      window.scrollTo(0, left);
      const wanted = `name=${new URLSearchParams({ n: from }).toString().slice(2)}`,
        links = [...page.querySelectorAll<HTMLElement>('td a')];
      (links.find((a) => a.getAttribute('href')?.endsWith(wanted) && a.checkVisibility()) ?? page.querySelector<HTMLElement>('h2'))?.focus({ preventScroll: true });
    });
    show();
    place.append(page);
    return {
      destroy() {
        stop();
        whole?.picture?.destroy();
      },
    };
  },
  print(app) {
    const whole = overview(app, app.entry!, true);
    whole.picture?.destroy();
    return h('div', { class: 'view-page lookalikes' }, whole.element);
  },
};
