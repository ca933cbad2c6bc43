// The Groups view: accounts that acted in step more often than chance explains, down to the posts that show it.
import type { App } from '../../app';
import { isOfFinding } from '../../data/story';
import { h } from '../../parts/dom';
import type { View } from '../view';
import { groupDetail } from './group';
import { overview } from './overview';
import { pairDetail } from './pair';
import type { Sized } from './sized';
import './groups.css';

/** Groups that go to paper one by one; the list names them all. */
const ON_PAPER = 6;

function content(app: App): { element: HTMLElement; parts: Sized[] } {
  const finding = app.findings[app.state.finding] ?? app.findings[0],
    chosen = app.state.selection;
  if (isOfFinding(chosen)) {
    if (chosen.kind === 'group' && chosen.index < finding.groupCount) return groupDetail(app, finding, chosen.index, false);
    if (chosen.kind === 'pair' && chosen.index < finding.pairCount) return { element: pairDetail(app, finding, chosen.index), parts: [] };
  }
  return overview(app, finding, false);
}

export const groupsView: View = {
  id: 'groups',
  isAvailable: (app) => app.findings.length > 0,
  mount(place, app) {
    const page = h('div', { class: 'view-page groups' });
    let parts: Sized[] = [];
    const end = () => parts.forEach((part) => part.destroy());
    const show = () => {
      end();
      const shown = content(app);
      parts = shown.parts;
      page.replaceChildren(shown.element);
    };
    const stop = app.listen((_, changed) => {
      if (changed.has('view') || changed.has('lang') || changed.has('story')) return;
      if (!changed.has('selection') && !changed.has('finding')) return;
      show();
      window.scrollTo(0, 0);
      page.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
    });
    show();
    place.append(page);
    return {
      destroy() {
        stop();
        end();
      },
    };
  },
  print(app) {
    const finding = app.findings[app.state.finding] ?? app.findings[0],
      whole = overview(app, finding, true),
      groups = Array.from({ length: Math.min(ON_PAPER, finding.groupCount) }, (_, group) => groupDetail(app, finding, group, true));
    for (const part of [...whole.parts, ...groups.flatMap((one) => one.parts)]) part.destroy();
    return h('div', { class: 'view-page groups' }, whole.element, groups.map((one) => one.element));
  },
};
