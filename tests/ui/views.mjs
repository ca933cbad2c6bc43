// SPDX-License-Identifier: GPL-3.0-or-later
// Every view, at three sizes, light and dark, in both languages: it is there, it fits, its words are whole.
import { goBack, has, is, none, ok, open, settle, shot, show, tabs } from './lib.mjs';

const SIZES = [[1440, 900], [1024, 768], [390, 844]];
const TABS = { en: ['Story', 'Map', 'Play', 'Groups', 'Evidence', 'Methods'], fr: ['Récit', 'Carte', 'Lecture', 'Groupes', 'Preuves', 'Méthodes'] };

/** Words that a template or a missing value leaves behind. */
const broken = (page) => page.locator('body').evaluate((body) => {
  const said = [body.innerText, ...['aria-label', 'title'].flatMap((key) => [...body.querySelectorAll(`[${key}]`)].map((e) => e.getAttribute(key)))].join('\n');
  return [...said.matchAll(/.{0,30}(\{\w+\}|\bundefined\b|\bNaN\b|\[object|\bInvalid Date\b).{0,30}/g)].map((m) => m[0]);
});
const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const brightness = (page) => page.evaluate(() => {
  const [r, g, b] = getComputedStyle(document.body).backgroundColor.match(/[\d.]+/g).map(Number);
  return (0.2126 * r + 0.7152 * g + 0.0722 * b) / 255;
});

export default async function views({ browser, pages }) {
  const address = await pages.report(), { page, wrong, close } = await open(browser, address);
  const shown = await tabs(page);
  is('a report has its six views', shown.join(' '), 'story map play groups evidence methods');
  is('the page begins with the story', await page.locator('[data-tab][aria-current="page"]').innerText(), 'Story');
  const faults = [], wide = [];
  for (const lang of ['en', 'fr']) {
    await page.locator(`[data-lang="${lang}"]`).click();
    is(`the document says that it is in ${lang}`, await page.locator('html').getAttribute('lang'), lang);
    is(`the tabs are named in ${lang}`, (await page.locator('[data-tab]').allInnerTexts()).join(), TABS[lang].join());
    for (const [width, height] of SIZES) {
      await page.setViewportSize({ width, height });
      for (const view of shown) {
        await show(page, view);
        if (view === 'play') await page.locator('.play-step').last().click();
        if (process.env.SHOTS) await settle(page);
        await shot(page, `${view}-${width}x${height}-${lang}`);
        for (const fault of await broken(page)) faults.push(`${view} ${lang}: ${fault}`);
        const over = await sideways(page);
        if (over > 0) wide.push(`${view} at ${width}: ${over} pixels too wide`);
      }
    }
  }
  none('no view shows a place that was not filled in', faults);
  none('no view is wider than the window', wide);
  await page.locator('[data-lang="en"]').click();
  await show(page, 'story');
  const story = await page.locator('main').innerText(), origin = await pages.origin();
  ok('the story names each step of the chain', origin.chain.every((c) => story.includes(c.post.account ?? 'anonymous post')), story);
  await page.locator('[data-lang="fr"]').click();
  ok('the French story is French', /\bpublication|\bcompte/.test(await page.locator('main').innerText()));
  await page.locator('[data-lang="en"]').click();

  await page.setViewportSize({ width: 1280, height: 900 });
  await show(page, 'map');
  is('the address names the view', new URL(page.url()).hash.split('?')[0], '#/map');
  await goBack(page);
  is('Back leads to the view before', await page.locator('[data-tab][aria-current="page"]').innerText(), 'Story');
  none('no view makes an error, a message or a request', wrong);
  await close();

  const dark = await open(browser, address, { colorScheme: 'dark' });
  ok('the page is dark where the system is', (await brightness(dark.page)) < 0.2, await brightness(dark.page));
  await dark.page.setViewportSize({ width: 1440, height: 900 });
  for (const view of process.env.SHOTS ? shown : []) {
    await show(dark.page, view);
    await settle(dark.page);
    await shot(dark.page, `${view}-1440x900-dark`);
  }
  const theme = dark.page.locator('[data-theme-switch]');
  await theme.click();
  ok('and light when the reader says so', (await brightness(dark.page)) > 0.8, await brightness(dark.page));
  none('a dark page makes no error', dark.wrong);
  await dark.close();

  const map = await open(browser, await pages.map(), { width: 1000 });
  is('map -o FILE.html shows the map alone', (await tabs(map.page)).filter((tab) => tab !== 'map').join(), '');
  has('and says what it shows', await map.page.locator('body').innerText(), '#MacronLeaks');
  ok('the map is drawn', (await map.page.locator('main canvas').count()) > 0);
  await settle(map.page);
  await shot(map.page, 'map-alone');
  none('the map alone makes no error and no request', map.wrong);
  await map.close();
}
