// A long code (a SHA-256, a command) with a button that copies it.
import type { App } from '../app';
import { h } from './dom';
import './copy.css';

/** The clipboard of the page where there is one; else (a page from a file in some browsers) the old way. */
async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = h('textarea', { class: 'spoken', readonly: true, value: text });
    document.body.append(area);
    area.select();
    document.execCommand('copy');
    area.remove();
  }
}

/** `name` says what is copied to those who hear the page. */
export function copyButton(app: App, text: string, name: string): HTMLElement {
  const w = app.words.methods.custody;
  const button = h(
    'button',
    { class: 'copy screen-only', type: 'button', 'aria-label': `${w.copy}${app.words.colon}${name}` },
    w.copy,
  );
  button.addEventListener('click', () => {
    const focused = document.activeElement as HTMLElement | null;
    void copy(text).then(() => {
      focused?.focus();
      button.textContent = w.copied;
      app.announce(`${w.copied}${app.words.colon}${name}`);
      setTimeout(() => {
        button.textContent = w.copy;
      }, 2000);
    });
  });
  return button;
}

/** A SHA-256: short, whole on focus, under the pointer and on paper. */
export const hash = (app: App, sha: string, name: string): HTMLElement =>
  h(
    'span',
    { class: 'hash' },
    h(
      'span',
      { class: 'hash-code mono', tabindex: '0', title: sha, 'aria-label': sha },
      h('span', { class: 'hash-short', 'aria-hidden': 'true' }, sha.slice(0, 12) + '…'),
      h('span', { class: 'hash-full', 'aria-hidden': 'true' }, sha),
    ),
    copyButton(app, sha, name),
  );

export const command = (app: App, line: string): HTMLElement =>
  h('div', { class: 'command' }, h('pre', { tabindex: '0' }, h('code', null, line)), copyButton(app, line, line));

/** A word of a shell's command line, quoted when it must be. */
export const shellWord = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replace(/'/g, "'\\''")}'`;
