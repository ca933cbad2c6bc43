// SPDX-License-Identifier: GPL-3.0-or-later
// What every chapter of the page's tests begins with: TAP, the program, a browser whose pages are watched.
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

let said = 0, failed = 0, skipped = 0;

/** Milliseconds after which what should come counts as not coming: longer than a machine that has other things to do needs for anything here. */
export const PATIENCE = 60_000;

export function ok(sentence, good, ...why) {
  said++;
  console.log(`${good ? 'ok' : 'not ok'} ${said} - ${sentence}`);
  if (good) return;
  failed++;
  for (const line of why.map((w) => (typeof w === 'string' ? w : JSON.stringify(w))).join('\n').split('\n').slice(0, 40)) console.log('# ' + line);
}

export const is = (sentence, found, expected) => ok(sentence, found === expected, `expected: ${expected}`, `found: ${found}`);
export const has = (sentence, text, part) => ok(sentence, String(text).includes(part), `looked for: ${part}`, `in: ${text}`);
export const lacks = (sentence, text, part) => ok(sentence, !String(text).includes(part), `found: ${part}`, `in: ${text}`);
/** For a list of what is wrong, which should be empty. */
export const none = (sentence, wrong) => ok(sentence, wrong.length === 0, ...wrong);

export function skip(sentence, reason) {
  said++;
  skipped++;
  console.log(`ok ${said} - ${sentence} # SKIP ${reason}`);
}

export function finish() {
  console.log(`1..${said}`);
  console.log(`${said - failed - skipped} passed, ${failed} failed`);
  return failed ? 1 : 0;
}

const run = promisify(execFile);
/** Runs a program; its standard output, or an error that tells what it said. */
export async function output(program, args, options = {}) {
  const { stdout } = await run(program, args, { maxBuffer: 1 << 28, ...options });
  return stdout;
}

/**
 * Keeps in `window.followed` the address that the page has followed. With `ms` the page is told so much later that its address
 * changed, as on a loaded machine. Runs in the page, before any of its own code and before a test stops its clock.
 */
function watchAddress(ms) {
  const later = window.setTimeout.bind(window);
  window.addEventListener('hashchange', (event) => {
    if (ms && !event.isLate) {
      event.stopImmediatePropagation();
      later(() => window.dispatchEvent(Object.assign(new HashChangeEvent('hashchange', event), { isLate: true })), ms);
    } else later(() => { window.followed = new URL(event.newURL).hash; }, 0);
  }, true);
}

/**
 * Opens an address and gives the page and the list of what it did wrong: errors, messages of the policy, requests to anywhere.
 * `allowed` says which requests are its own.
 */
export async function open(browser, address, { width = 1280, height = 900, allowed = (url) => url.split('#')[0] === address.split('#')[0], ...context } = {}) {
  const made = await browser.newContext({ viewport: { width, height }, locale: 'en-GB', acceptDownloads: true, ...context });
  const page = await made.newPage(), wrong = [];
  page.setDefaultTimeout(PATIENCE);
  made.on('request', (request) => {
    const url = request.url();
    if (!url.startsWith('blob:') && !url.startsWith('data:') && !allowed(url)) wrong.push('request: ' + url);
  });
  page.on('console', (message) => { if (['error', 'warning'].includes(message.type())) wrong.push(`console ${message.type()}: ${message.text()}`); });
  page.on('pageerror', (error) => wrong.push('error: ' + error.message));
  page.on('dialog', (dialog) => { wrong.push('dialog: ' + dialog.message()); void dialog.dismiss(); });
  await made.addInitScript(() => document.addEventListener('securitypolicyviolation', (e) => console.error(`policy: ${e.violatedDirective} ${e.blockedURI}`)));
  await made.addInitScript(watchAddress, Number(process.env.LATE ?? 0));
  if (process.env.SLOW) await (await made.newCDPSession(page)).send('Emulation.setCPUThrottlingRate', { rate: Number(process.env.SLOW) });
  await page.goto(address);
  await page.locator('main .view > *').first().waitFor({ state: 'attached' });
  return { page, wrong, close: () => made.close() };
}

/** Shows a view by its tab. */
export async function show(page, view) {
  await page.locator(`[data-tab="${view}"]`).click();
  await page.waitForFunction((v) => document.querySelector('[data-tab][aria-current="page"]')?.dataset.tab === v, view);
}

/** Until the page shows what an address that holds `part` says. The address bar says it sooner. */
export const followed = (page, part) => page.waitForFunction((p) => window.followed?.includes(p), part);

/** Gives the page another address, and waits until it shows what that says. */
export async function goTo(page, hash) {
  const written = await page.evaluate((h) => {
    if (location.hash === h) return null;
    window.followed = undefined;
    location.hash = h;
    return location.hash;
  }, hash);
  if (written !== null) await followed(page, written);
}

export const tabs = (page) => page.locator('[data-tab]').evaluateAll((links) => links.map((a) => a.dataset.tab));

/** One step back in the page's history, until the page shows what stands there. */
export async function goBack(page) {
  await page.evaluate(() => {
    window.followed = undefined;
    history.back();
  });
  await page.waitForFunction(() => window.followed !== undefined);
}

/** Until every picture in sight is drawn as it is to be, the letters are there, and two frames have shown it. */
export async function settle(page) {
  await page.waitForFunction(() => document.fonts.status === 'loaded'
    && [...document.querySelectorAll('.picture')].every((p) => p.clientWidth < 2 || ['sharp', 'playing'].includes(p.dataset.state)));
  await page.evaluate(() => new Promise((done) => { requestAnimationFrame(() => requestAnimationFrame(done)); }));
}

/** A picture of the page into the folder SHOTS, when that is given; `fullPage`: beyond the window too. */
export async function shot(page, name, fullPage = false) {
  if (!process.env.SHOTS) return;
  mkdirSync(process.env.SHOTS, { recursive: true });
  await page.screenshot({ path: join(process.env.SHOTS, name + '.png'), fullPage });
}
