// SPDX-License-Identifier: GPL-3.0-or-later
// The Map view: what is drawn, what is left out when inferred relays or times are, what can be saved.
import { has, is, none, ok, open, settle, show } from './lib.mjs';

const all = async (download) => {
  let text = '';
  for await (const piece of await download.createReadStream()) text += piece.toString('latin1');
  return text;
};
const dashed = (svg) => svg.split('stroke-dasharray').length - 1;

export default async function map({ browser, pages }) {
  const { page, wrong, close } = await open(browser, await pages.full(), { width: 1400 }), origin = await pages.origin();
  await show(page, 'map');
  const drawn = () => page.locator('.map-drawn').innerText();
  const numbers = async () => {
    const said = await drawn();
    return [/(\d+) accounts?/, /(\d+) relays?/, /(\d+) of them inferred/].map((what) => Number(what.exec(said)?.[1] ?? 0));
  };
  const save = async (name) => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name }).click()]);
    return all(download);
  };
  const before = await numbers(), whole = await save('Picture as SVG');
  is('the map says how many inferred relays it draws', before[2], origin.counts.inferred_links);
  has('the picture is saved with its texts as text', whole, '@wikileaks');
  ok('as one well-formed picture', await page.evaluate((text) => !new DOMParser().parseFromString(text, 'image/svg+xml').querySelector('parsererror'), whole));
  await page.getByRole('checkbox', { name: 'Inferred relays' }).uncheck();
  await settle(page);
  const after = await numbers(), seen = await save('Picture as SVG');
  is('without inferred relays none of them is drawn', after[2] ?? 0, 0);
  is('the count of relays is less by as many', before[1] - after[1], before[2]);
  ok('their dashed lines are gone from the picture', dashed(whole) > dashed(seen), dashed(whole), dashed(seen));
  await page.reload();
  await page.locator('main canvas').first().waitFor();
  is('the address keeps that choice', await page.getByRole('checkbox', { name: 'Inferred relays' }).isChecked(), false);
  await page.getByRole('checkbox', { name: 'Inferred relays' }).check();

  await page.locator('[data-mode="timeline"]').click();
  await settle(page);
  const timeline = await save('Picture as SVG');
  has('the timeline is one click away, with its lanes', timeline, '4chan');
  has('and the periods of the calendar', timeline, 'pre-election silence');
  ok('a picture can be saved as PNG', (await save('Picture as PNG')).startsWith('\x89PNG'));
  await page.locator('[data-mode="network"]').click();

  const said = page.locator('.brush-said'), begin = page.getByRole('slider', { name: 'Beginning of the window' });
  const posts = async () => Number((await said.innerText()).match(/(\d+) posts?/)[1]);
  is('the time brush counts all posts', await posts(), origin.evidence_posts + origin.counts.ghosts + origin.counts.duplicates);
  await begin.focus();
  for (let i = 0; i < 3; i++) await page.keyboard.press('PageUp');
  ok('moving its beginning leaves fewer', (await posts()) < origin.evidence_posts, await said.innerText());
  ok('and fewer marks in the picture', (await numbers())[0] < before[0], await drawn());
  const plot = await page.locator('.brush-overlay').boundingBox();
  await page.getByRole('button', { name: 'Whole period' }).click();
  await page.mouse.move(plot.x + plot.width * 0.1, plot.y + plot.height / 2);
  await page.mouse.down();
  await page.mouse.move(plot.x + plot.width * 0.25, plot.y + plot.height / 2, { steps: 5 });
  await page.mouse.up();
  await settle(page);
  ok('a window can be dragged', (await posts()) < origin.evidence_posts && (await begin.getAttribute('aria-valuetext')).includes('2017'), await said.innerText());
  await page.getByRole('button', { name: 'Whole period' }).click();
  is('and let go of again', (await numbers())[0], before[0]);

  await page.locator('[data-choice="color"]').selectOption('role');
  has('colours can stand for roles', await page.locator('.map-side').innerText(), 'on the chain');
  await page.locator('[data-table]').click();
  ok('the same stands in a table', (await page.locator('.map-table tbody tr').allInnerTexts()).some((t) => t.includes('@wikileaks')));
  none('the map makes no error and no request', wrong);
  await close();
}
