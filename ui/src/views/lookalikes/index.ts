// The Look-alikes view: how they may have got in, the names that look like protected ones, and others' indicators that occur.
import type { App } from '../../app';
import type { Entry } from '../../data/entry';
import { command, shellWord } from '../../parts/copy';
import { h } from '../../parts/dom';
import { many } from '../../parts/format';
import { mountWithRows, printed } from '../../parts/overview';
import type { View } from '../view';
import { answer } from './answer';
import { lists } from './lists';
import { matchDetail, matches } from './matches';
import { nameDetail } from './name';
import { namesTable } from './names';
import { timePicture } from './picture';
import './lookalikes.css';

function overview(app: App, entry: Entry, onPaper: boolean) {
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
  return { element, order: (): ArrayLike<number> => list?.order() ?? [], parts: picture ? [picture] : [] };
}

export const lookalikesView: View = {
  id: 'lookalikes',
  isAvailable: (app) => app.entry !== null,
  mount(place, app) {
    const entry = app.entry!;
    return mountWithRows(place, app, {
      name: 'lookalikes',
      row: 'name',
      overview: () => overview(app, entry, false),
      detail(name, list) {
        const subject = entry.find(name);
        if (!subject) return null;
        return subject.kind === 'name' ? nameDetail(app, entry, subject.name, list().order()) : matchDetail(app, entry, subject.rows);
      },
      links: 'td a',
      leadsTo: (link, name) => !!link.getAttribute('href')?.endsWith(`name=${new URLSearchParams({ n: name }).toString().slice(2)}`) && link.checkVisibility(),
    });
  },
  print: (app) => printed('lookalikes', overview(app, app.entry!, true)),
};
