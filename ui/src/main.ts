// The page's beginning: loads the document, makes the app, shows the view that the address names.
import { load } from './data/load';
import { listenKeys } from './shell/keys';
import { listenPrint } from './shell/print';
import { follow, startRouter } from './shell/route';
import { createShell } from './shell/shell';
import { reasonOf, showFailure } from './shell/failure';
import { createApp } from './store';
import { text } from './parts/format';
import { views } from './views';
import { languages, wordsOf, type Lang } from './words';
import './style.css';

/** The page's own language when it states one, else the first of the reader's that there are words for. */
function firstLanguage(): Lang {
  const wanted = [document.documentElement.lang, ...navigator.languages]
    .filter(Boolean)
    .map((code) => code.slice(0, 2).toLowerCase());
  return (wanted.find((code) => code in languages) as Lang | undefined) ?? 'en';
}

async function start(root: HTMLElement, lang: Lang): Promise<void> {
  const app = createApp(await load(), { lang });
  const isMap = app.source.document.kind === 'map';
  /* A map's file shows the map; the evidence behind a dot, or behind a pair that acted in step, opens from it. */
  const shown = () => views.filter((v) => (!isMap || ['map', 'evidence', 'groups'].includes(v.id)) && v.isAvailable(app));
  const isView = (id: string) => shown().some((v) => v.id === id);
  /* A case that holds a leak and no posts has its answer in the Leak view, where it was judged. */
  app.set({ view: (app.isWithoutPosts && app.leak ? 'leak' : shown()[0]?.id) ?? '' });
  await follow(app, location.hash, isView).catch(() => {
    /* a question that fails now is not asked: the page opens without it */
  });

  const shell = createShell(root, app, shown);
  let mounted: { destroy(): void } | undefined;
  const show = (move: boolean) => {
    const focused = document.activeElement,
      inside = !focused || focused === document.body || shell.place.contains(focused);
    mounted?.destroy();
    shell.place.replaceChildren();
    shell.place.dataset.view = app.state.view;
    mounted = shown()
      .find((v) => v.id === app.state.view)
      ?.mount(shell.place, app);
    if (!move) return;
    window.scrollTo(0, 0);
    if (inside) document.getElementById('content')?.focus({ preventScroll: true });
    app.announce(text(app.words.shell.shown, { view: app.words.views[app.state.view] ?? '' }));
  };
  app.listen((_, changed) => {
    shell.update(changed);
    if (changed.has('view') || changed.has('lang') || changed.has('story')) show(changed.has('view'));
  });
  show(false);
  startRouter(app, isView, (error) => app.announce(reasonOf(app.words, error)));
  listenKeys(app, shown);
  listenPrint(app, shown);
}

const root = document.getElementById('app')!,
  lang = firstLanguage(),
  isLive = !document.getElementById('document');
document.documentElement.lang = lang;
start(root, lang).catch((error: unknown) => showFailure(root, wordsOf(lang), error, isLive));
