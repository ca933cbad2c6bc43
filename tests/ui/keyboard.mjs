// SPDX-License-Identifier: GPL-3.0-or-later
// The whole way with the keyboard alone: every stop shows that it has the focus, in an order that follows the page.
import { has, is, none, ok, open, tabs } from './lib.mjs';

/** What has the focus, whether it shows it, and whether it can be seen. Runs in the page. */
function focused() {
  const e = document.activeElement;
  if (!e || e === document.body) return null;
  const style = getComputedStyle(e), box = e.getBoundingClientRect();
  const ring = (s) => (s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) >= 1) || s.boxShadow !== 'none';
  return {
    what: `${e.tagName.toLowerCase()}.${e.getAttribute('class') ?? ''} ${(e.getAttribute('aria-label') ?? e.textContent).trim().slice(0, 30)}`,
    tab: e.dataset.tab ?? null,
    place: [...document.querySelectorAll('*')].indexOf(e),
    shows: ring(style),
    seen: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}

/** Presses Tab until `wanted` has the focus; false when it never gets it. */
async function tabTo(page, wanted, most = 80) {
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((s) => document.activeElement?.matches(s), wanted)) return true;
  }
  return false;
}

export default async function keyboard({ browser, pages }) {
  const { page, wrong, close } = await open(browser, await pages.full());
  await page.keyboard.press('Tab');
  ok('the first stop leads past the head of the page', await page.evaluate(() => document.activeElement.matches('a.skip[href^="#"]')));
  await page.keyboard.press('Enter');
  is('and does so', await page.evaluate(() => document.activeElement.id), 'content');

  const bad = [];
  for (const view of await tabs(page)) {
    await page.evaluate(() => { document.activeElement?.blur(); window.scrollTo(0, 0); });
    await page.locator('body').evaluate((b) => { b.tabIndex = -1; b.focus(); b.removeAttribute('tabindex'); });
    if (!(await tabTo(page, `[data-tab="${view}"]`))) bad.push(`${view}: its tab cannot be reached`);
    await page.keyboard.press('Enter');
    await page.locator(`[data-tab="${view}"][aria-current="page"]`).waitFor();
    let before = -1, stops = 0;
    for (let i = 0; i < 120; i++) {
      await page.keyboard.press('Tab');
      const now = await page.evaluate(focused);
      if (!now || now.place < before) break;
      stops++;
      if (!now.shows) bad.push(`${view}: no ring around ${now.what}`);
      if (!now.seen) bad.push(`${view}: out of sight: ${now.what}`);
      before = now.place;
    }
    ok(`${view}: Tab goes through the view`, stops >= 2, `${stops} stops`);
  }
  none('whatever has the focus shows it and can be seen', bad);

  await page.keyboard.press('2');
  await page.locator('[data-tab="map"][aria-current="page"]').waitFor();
  ok('a number shows a view', true);
  await tabTo(page, '[data-search]');
  await page.keyboard.type('wikileaks');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  has('a name is searched and selected', await page.locator('.map-details h3').innerText(), '@wikileaks');
  ok('the picture can be reached', await page.evaluate(() => [...document.querySelectorAll('.map-stage [tabindex="0"]')].length > 0));
  await page.locator('.map-stage [tabindex="0"]').first().focus();
  await page.keyboard.press('e');
  has('E goes through the relays of what is selected', await page.locator('.map-details h3').innerText(), '→');
  await page.keyboard.press('Enter');
  await page.locator('[data-tab="evidence"][aria-current="page"]').waitFor();
  has('Enter opens the evidence', await page.locator('main h2').first().innerText(), '→');
  ok('its file and row are a stop', await tabTo(page, 'a.ref'));
  await page.keyboard.press('Enter');
  await page.locator('main .facts').first().waitFor();
  has('and lead to the row', await page.locator('main').innerText(), 'SHA-256');

  await page.keyboard.press('3');
  await page.locator('.play').waitFor();
  await page.keyboard.press('ArrowRight');
  has('the arrows step through the play', await page.locator('.play-caption').innerText(), 'EMLEAKS');
  ok('the bar of the play is a stop', await tabTo(page, '.scrub'));
  await page.keyboard.press('End');
  is('End goes to its end', await page.locator('.play').getAttribute('data-state'), 'ended');
  await page.keyboard.press('?');
  has('? lists the keys', await page.locator('dialog').innerText(), 'Space');
  await page.keyboard.press('Escape');
  await page.locator('dialog').waitFor({ state: 'detached' });
  ok('Escape closes the list', true);
  ok('the language is a stop', await tabTo(page, '[data-lang="fr"]'));
  await page.keyboard.press('Enter');
  is('and changes', await page.locator('html').getAttribute('lang'), 'fr');
  has('the play is French then', await page.locator('.play-toggle').innerText(), 'Relire');
  none('the keyboard makes no error and no request', wrong);
  await close();
}
