// SPDX-License-Identifier: GPL-3.0-or-later
// A link that is sent opens what its sender saw; Back goes one step at a time; a name keeps its direction to itself.
import { goBack, has, is, none, open, show, tabs } from './lib.mjs';
import { RTL } from './pages.mjs';

const heading = (page) => page.locator('.map-details h3, .evidence h2').first().innerText();
const pressed = (page) => page.locator('[data-mode][aria-pressed="true"]').getAttribute('data-mode');
const isAt = (page, view) => page.waitForFunction((v) => document.documentElement.dataset.view === v, view);

/** Letters from right to left that stand neither in an element of their own direction nor between isolating signs. Runs in the page. */
function loose() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT), found = [];
  const rest = (text) => text.replace(/\u2068[^\u2068\u2069]*\u2069/g, '');
  while (walker.nextNode()) {
    const { data, parentElement } = walker.currentNode;
    if (/[\u0590-\u05ff]/.test(rest(data)) && !parentElement.closest('bdi, [dir="auto"]')) found.push(data.slice(0, 120));
  }
  for (const key of ['title', 'aria-label'])
    for (const element of document.querySelectorAll(`[${key}]`)) if (/[\u0590-\u05ff]/.test(rest(element.getAttribute(key)))) found.push(`${key}: ${element.getAttribute(key)}`);
  return found;
}

export default async function address({ browser, pages }) {
  const file = await pages.several(), { page, wrong, close } = await open(browser, file, { width: 1400 });
  const picker = page.locator('#story-picker'), stories = await picker.locator('option').allInnerTexts();
  is('both stories can be chosen', stories.slice().sort().join(), '#one,#two');
  await picker.selectOption({ label: '#two' });
  await show(page, 'map');
  await page.locator('[data-mode="timeline"]').click();
  await page.locator('[data-choice="color"]').selectOption('role');
  await page.locator('[data-search]').fill('bob');
  await page.keyboard.press('Enter');
  await page.locator('[data-search]').press('Enter');
  await page.locator('.map-details h3').waitFor();
  const chosen = await heading(page);
  has('an account is selected', chosen, 'bob');
  await page.getByRole('button', { name: 'Show the evidence' }).click();
  await isAt(page, 'evidence');
  is('its evidence is shown', await heading(page), chosen);
  await goBack(page);
  await isAt(page, 'map');
  is('Back shows the map with the same account selected', await heading(page), chosen);
  is('drawn as before', `${await pressed(page)} ${await page.locator('[data-choice="color"]').inputValue()}`, 'timeline role');

  const sent = await open(browser, file, {}), link = page.url();
  await sent.page.goto('about:blank');
  await sent.page.goto(link);
  await sent.page.locator('.map-details h3').waitFor();
  is('a link opens the same selection', await heading(sent.page), chosen);
  is('drawn alike', `${await pressed(sent.page)} ${await sent.page.locator('[data-choice="color"]').inputValue()}`, 'timeline role');
  is('of the same story', await sent.page.locator('#story-picker option:checked').innerText(), '#two');
  none('without an error', sent.wrong);
  await sent.close();

  await show(page, 'play');
  await page.locator('[data-mode="network"]').click();
  await page.locator('.play-events a').first().click();
  await isAt(page, 'evidence');
  await goBack(page);
  await isAt(page, 'play');
  is('a link from Play is one step, and what was chosen there stays', await pressed(page), 'network');

  const found = [];
  let all = '';
  for (const view of await tabs(page)) {
    await show(page, view);
    if (view === 'play') for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowRight');
    all += await page.locator('main').innerText();
    found.push(...(await page.evaluate(loose)).map((text) => `${view}: ${text}`));
  }
  has('a name from right to left is shown', all, RTL);
  none('and turns no word around it', found);
  await show(page, 'story');
  has('a root that refers to what is missing says so', await page.locator('.chain').innerText(), 'quotes a post on Twitter (not in the evidence)');
  none('none of it makes an error', wrong);
  await close();
}
