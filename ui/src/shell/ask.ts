// The box of a live page that asks the case; a query's error is shown with the place that it names.
import type { App } from '../app';
import { fill, h } from '../parts/dom';
import { many, text } from '../parts/format';
import { reasonOf } from './failure';

/** "query, at character 9: …" points into the query: a mark under that character. */
export function pointAt(query: string, message: string): string | null {
  const at = Number(/\bat character (\d+)\b/.exec(message)?.[1] ?? 0);
  const letters = [...query];
  return at >= 1 && at <= letters.length + 1 ? `${query}\n${' '.repeat(at - 1)}^` : null;
}

export function askForm(app: App): HTMLElement {
  const w = app.words.shell.ask,
    id = 'ask';
  const input = h('input', {
    id,
    type: 'search',
    placeholder: w.hint,
    value: app.story?.d.query ?? '',
    autocomplete: 'off',
    spellcheck: 'false',
    autocapitalize: 'off',
    maxlength: 16384,
  });
  const said = h('div', { class: 'ask-said', role: 'status', id: id + '-said' });
  const button = h('button', { class: 'primary', type: 'submit' }, w.button);
  const ask = async () => {
    const query = input.value.trim();
    button.disabled = true;
    input.removeAttribute('aria-invalid');
    fill(said, w.busy);
    try {
      await app.ask(query);
      const posts = app.story?.d.counts.posts ?? 0;
      app.announce(posts ? text(w.found, { posts: many(app.words, posts, app.words.count.posts) }) : w.none);
      fill(said);
    } catch (error) {
      const message = reasonOf(app.words, error),
        mark = pointAt(query, message);
      input.setAttribute('aria-invalid', 'true');
      fill(said, h('p', { class: 'wrong ask-said' }, message), mark && h('pre', { 'aria-hidden': 'true' }, mark));
      input.focus();
    } finally {
      button.disabled = false;
    }
  };
  return h(
    'form',
    {
      class: 'ask',
      role: 'search',
      onsubmit: (event: Event) => {
        event.preventDefault();
        void ask();
      },
    },
    h('div', { class: 'field' }, h('label', { for: id }, w.label), input),
    button,
    said,
  );
}
