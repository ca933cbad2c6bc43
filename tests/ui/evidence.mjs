// SPDX-License-Identifier: GPL-3.0-or-later
// From a name to a relay to the file and row that say so, the same as `sillage origin --json` gives.
import { basename } from 'node:path';
import { has, is, none, ok, open, show } from './lib.mjs';

export default async function evidence({ browser, pages }) {
  const address = await pages.full(), origin = await pages.origin();
  const { page, wrong, close } = await open(browser, address), main = page.locator('main');
  const last = origin.chain.at(-1), before = origin.chain.at(-2), place = (post) => `${basename(post.source.file)}:${post.source.row}`;

  await show(page, 'map');
  await page.locator('[data-search]').fill('wikileaks');
  await page.keyboard.press('Enter');
  has('a name that was searched is selected', await page.locator('.map-details h3').innerText(), '@wikileaks');
  const relays = page.locator('.map-details .map-relays li');
  ok('its relays are listed', (await relays.count()) >= 3, await relays.allInnerTexts());
  await relays.filter({ hasText: '@' + before.post.account }).filter({ hasText: 'inferred' }).getByRole('button').click();
  has('a relay can be selected', await page.locator('.map-details').innerText(), before.post.account);
  await page.locator('.map-details').getByRole('button', { name: 'Show the evidence' }).click();
  await page.locator('[data-tab="evidence"][aria-current="page"]').waitFor();
  const row = main.locator('tbody tr').filter({ hasText: place(last.post) });
  is('the relay rests on one row, that of the post that relays', await row.count(), 1);
  has('beside the row of the post that is relayed', await row.innerText(), place(before.post));
  has('and says that it was inferred, and how sure that is', await row.innerText(), last.link.confidence.toFixed(2));
  await row.getByRole('link', { name: place(last.post) }).click();
  await main.getByRole('heading', { name: '@wikileaks' }).waitFor();
  const fact = (name) => main.locator('.facts > div').filter({ has: page.locator('dt', { hasText: new RegExp(`^${name}$`) }) }).locator('dd').innerText();
  is('the post names its file, as origin does', await fact('File'), basename(last.post.source.file));
  is('and its row', await fact('Row'), String(last.post.source.row));
  has('and its time', await main.getByRole('heading', { level: 2 }).innerText(), last.post.time.slice(11, 19));
  has('and the SHA-256 of the file', await main.evaluate((e) => e.outerHTML), last.post.source.sha256);

  const link = page.url();
  const again = await open(browser, link, { allowed: (url) => url.split('#')[0] === address });
  has('the address of an evidence leads there again', await again.page.locator('main h2').first().innerText(), '@wikileaks');
  none('and makes no error', again.wrong);
  await again.close();

  await page.getByRole('link', { name: /All posts|Back/ }).first().click();
  const rows = main.locator('tbody tr');
  await rows.first().waitFor();
  is('without a selection all posts are listed', await rows.count(), origin.evidence_posts + origin.counts.ghosts + origin.counts.duplicates);
  await main.getByRole('searchbox').fill('wikileaks');
  await page.waitForFunction((n) => document.querySelectorAll('main tbody tr').length < n, origin.evidence_posts);
  ok('a search leaves those that were looked for', (await rows.allInnerTexts()).every((t) => /wikileaks/i.test(t)), await rows.allInnerTexts());
  const [saved] = await Promise.all([page.waitForEvent('download'), main.locator('[data-csv]').click()]);
  let csv = '';
  for await (const piece of await saved.createReadStream()) csv += piece;
  is('what is shown can be saved as CSV', csv.trim().split('\n').length, (await rows.count()) + 1);
  has('with file and row', csv, basename(last.post.source.file));
  none('the way to the evidence makes no error and no request', wrong);
  await close();
}
