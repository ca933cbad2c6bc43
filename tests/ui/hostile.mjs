// SPDX-License-Identifier: GPL-3.0-or-later
// Evidence that tries to be markup, script or direction stays text in every view.
import { has, is, none, ok, open, settle, show, tabs } from './lib.mjs';
import { HOSTILE } from './pages.mjs';

/** Texts in which a sign that turns the direction also turns what follows the name. Runs in the page. */
export function unbounded() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode, rest = data.replace(/\u2068[^\u2068\u2069]*\u2069/g, '');
    if (/[\u202a-\u202e]/.test(rest) && !parentElement.closest('bdi, [dir="auto"], blockquote, text')) found.push(JSON.stringify(data).slice(0, 120));
  }
  return found;
}

export default async function hostile({ browser, pages }) {
  const { page, wrong, close } = await open(browser, await pages.hostile(), { reducedMotion: 'reduce' });
  is('a title with markup is the title, as it is', await page.title().then((t) => t.includes(HOSTILE.title)), true);
  let all = '';
  const turned = [];
  for (const view of await tabs(page)) {
    await show(page, view);
    await settle(page);
    if (view === 'play') for (let i = 0; i < 6; i++) await page.keyboard.press('ArrowRight');
    all += await page.locator('body').innerText();
    turned.push(...(await page.evaluate(unbounded)).map((text) => `${view}: ${text}`));
  }
  has('the case’s title is shown as text', all, HOSTILE.title);
  for (const [what, name] of [['markup', HOSTILE.name], ['the end of a script', HOSTILE.script], ['quotation marks', HOSTILE.quotes]])
    has(`a name that holds ${what} is shown as text`, all, name);
  ok('a name that turns the text about is shown', all.includes('exe.fdp'));
  none('and turns nothing but itself', turned);
  is('nothing of it became an element', await page.locator('img[src="x"], #planted, b[onclick], [onerror]').count(), 0);
  is('no link runs a script', await page.locator('a').evaluateAll((links) => links.filter((a) => /^\s*(javascript|data|vbscript):/i.test(a.getAttribute('href') ?? '')).length), 0);
  none('none of it ran, and nothing was asked for', wrong);
  await close();
}
