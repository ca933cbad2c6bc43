// SPDX-License-Identifier: GPL-3.0-or-later
// The Play view: the night plays to its end and tells the chain in order.
import { has, is, none, ok, open, PATIENCE, show } from './lib.mjs';

/** By so much a clock is put on before it is stopped: it goes on until then, however long a busy machine takes. */
const AN_HOUR = 3_600_000;
const number = (text) => Number(text.replace(/\D/g, ''));

export default async function play({ browser, pages }) {
  const address = await pages.full(), origin = await pages.origin();
  const { page, wrong, close } = await open(browser, address);
  await page.clock.install();
  await page.clock.pauseAt(Date.now() + AN_HOUR);
  await show(page, 'play');
  await page.evaluate(() => {
    window.told = [];
    const line = document.querySelector('.play-caption'), banner = document.querySelector('.play-banner');
    new MutationObserver(() => window.told.push(line.textContent)).observe(line, { childList: true, characterData: true, subtree: true });
    new MutationObserver(() => { if (banner.textContent) window.banner = banner.textContent; }).observe(banner, { childList: true });
    new MutationObserver((all) => { window.spoken = (window.spoken ?? []).concat(all.map((m) => m.target.textContent)); })
      .observe(document.querySelector('[aria-live]'), { childList: true, characterData: true, subtree: true });
  });
  const state = () => page.locator('.play').getAttribute('data-state');
  const figure = async (name) => number(await page.locator('.play-figures div', { has: page.locator('dt', { hasText: name }) }).locator('.play-value').innerText());

  is('the play waits until it is asked', await state(), 'paused');
  await page.getByLabel('Speed').selectOption({ label: 'all in 15 seconds' });
  await page.locator('[data-tab="play"]').focus();
  await page.keyboard.press('Space');
  is('Space plays', await state(), 'playing');
  await page.clock.runFor(3000);
  await page.keyboard.press('Space');
  is('Space pauses', await state(), 'paused');
  const at = await page.locator('.play').getAttribute('data-time');
  await page.clock.runFor(1000);
  is('a pause stands still', await page.locator('.play').getAttribute('data-time'), at);
  await page.keyboard.press('Space');
  await page.clock.runFor(8000);
  is('the night still plays after eleven of fifteen seconds', await state(), 'playing');
  await page.clock.runFor(5000);
  is('and is at its end after sixteen', await state(), 'ended');

  const told = [await page.evaluate(() => window.told)].flat(), names = origin.chain.map((c) => c.post.account ?? 'nonymous post');
  const places = names.map((name, i) => told.findIndex((t) => t.includes(origin.chain[i].post.time.slice(11, 16)) && t.includes(name)));
  // The first step stands there before the play begins, so the change to it is not seen.
  ok('the captions tell the chain, step after step', places.slice(1).every((p, i) => p >= 0 && p > places[i === 0 ? 0 : i]), places, told);
  ok('each step says how much later it came', told.some((t) => t.includes('14 minutes later')), told);
  ok('an inferred step says so', told.some((t) => t.includes('@wikileaks') && t.includes('inferred, not seen')), told);
  has('the period of silence stands over the picture while it lasts', await page.evaluate(() => window.banner), 'pre-election silence');
  ok('a screen reader hears the captions', (await page.evaluate(() => window.spoken ?? [])).some((t) => t.includes('@wikileaks')));
  is('at the end all posts have been counted', await figure('Posts'), origin.evidence_posts);
  is('and all relays', await figure('Relays'), origin.counts.explicit_links + origin.counts.inferred_links);
  await page.getByRole('checkbox', { name: 'Inferred relays' }).uncheck();
  is('without inferred relays only those that were seen', await figure('Relays'), origin.counts.explicit_links);
  await page.getByRole('checkbox', { name: 'Inferred relays' }).check();

  const slider = page.getByRole('slider', { name: 'Position in time' });
  await slider.focus();
  await page.keyboard.press('Home');
  has('Home goes to the beginning', await slider.getAttribute('aria-valuetext'), '11:17');
  await page.keyboard.press('ArrowRight');
  has('the right arrow goes to the next event', await page.locator('.play-caption').innerText(), 'EMLEAKS');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowLeft');
  has('the left arrow goes back', await page.locator('.play-caption').innerText(), 'EMLEAKS');
  await page.getByRole('button', { name: /^Step 4:/ }).click();
  has('a step of the chain can be gone to', await page.locator('.play-caption').innerText(), '@JackPosobiec');
  await page.getByRole('button', { name: 'To pre-election silence' }).click();
  has('a period can be gone to', await page.locator('.play-clock').innerText(), '22:00');
  const same = await page.locator('.play').evaluate((e) => e.dataset.time + document.querySelector('.play-figures').textContent);
  await page.keyboard.press('End');
  await page.getByRole('button', { name: 'To pre-election silence' }).click();
  is('the same time shows the same', await page.locator('.play').evaluate((e) => e.dataset.time + document.querySelector('.play-figures').textContent), same);
  await page.locator('[data-mode="timeline"]').click();
  is('the timeline is one click away', await page.locator('[data-mode="timeline"]').getAttribute('aria-pressed'), 'true');
  await page.getByRole('checkbox', { name: 'Skip quiet hours' }).uncheck();
  ok('time passes evenly when asked', Number(await page.locator('.play').getAttribute('data-time')) > 0);
  await page.clock.resume();
  await page.locator('[data-event^="post-"]').filter({ hasText: '@wikileaks' }).filter({ hasText: 'inferred' }).getByRole('link', { name: 'Evidence' }).click();
  await page.locator('[data-tab="evidence"][aria-current="page"]').waitFor();
  has('an event leads to its evidence', await page.locator('main').innerText(), 'twitter.ndjson');
  none('the play makes no error and no request', wrong);
  await close();

  const still = await open(browser, address, { reducedMotion: 'reduce' });
  await still.page.clock.install();
  await still.page.clock.pauseAt(Date.now() + AN_HOUR);
  await show(still.page, 'play');
  await still.page.keyboard.press('Space');
  const times = new Set();
  for (let i = 0; i < 12; i++) {
    times.add(await still.page.locator('.play').getAttribute('data-time'));
    await still.page.clock.runFor(100);
  }
  ok('with reduced motion the play steps and does not move', times.size <= 2, [...times]);
  // The picture at 22:00, reached from the step before and from the end.
  const picture = async () => {
    await still.page.clock.runFor(100);
    return still.page.locator('.play-picture canvas').evaluateAll((all) => all.map((c) => c.toDataURL()).join());
  };
  /** Looks until it is good, at most as long as anything may take. */
  const until = async (good) => {
    let found = await picture();
    for (const end = Date.now() + PATIENCE; !good(found) && Date.now() < end; found = await picture()) await still.page.waitForTimeout(100);
    return found;
  };
  const there = still.page.getByRole('button', { name: 'To pre-election silence' }), isSharp = still.page.locator('.play-picture [data-state="sharp"]');
  const before = await picture();
  await there.click();
  let alike = 0, last = '';
  const once = await until((now) => {
    alike = now === last ? alike + 1 : 0;
    last = now;
    return now !== before && alike >= 10;
  });
  await still.page.locator('.scrub').focus();
  await still.page.keyboard.press('End');
  await isSharp.waitFor();
  const atEnd = await until((now) => now !== once);
  await there.click();
  ok('the picture is a function of the time', once.length > 5000 && atEnd !== once && (await until((now) => now === once)) === once);
  none('nor makes it an error', still.wrong);
  await still.close();
}
