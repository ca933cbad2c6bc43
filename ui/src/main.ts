// The page's beginning: loads the document, makes the app, shows the view that the address names.
import { createApp } from './store';
import { load } from './data/load';
import { views } from './views';
import './style.css';

async function start(): Promise<void> {
  const place = document.getElementById('app')!;
  const app = createApp(await load(), {});
  let mounted: { destroy(): void } | undefined;
  const show = () => {
    mounted?.destroy();
    place.replaceChildren();
    mounted = (views.find((v) => v.id === app.state.view) ?? views[0])?.mount(place, app);
  };
  app.listen((_, changed) => { if (changed.has('view') || changed.has('lang') || changed.has('story')) show(); });
  show();
}

void start();
