// SPDX-License-Identifier: GPL-3.0-or-later
// The live page: its address with the token opens it once, a question makes a story appear.
import { spawn } from 'node:child_process';
import { has, is, none, ok, open, output, PATIENCE, show, tabs } from './lib.mjs';

/** Starts `serve` on any free port; gives its address and how to end it. */
export async function serve(program, demo) {
  const child = spawn(program, ['-C', demo, 'serve', '--port', '0'], { stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = new Promise((done) => child.on('exit', done));
  let said = '';
  const address = await new Promise((found, failed) => {
    const read = (piece) => {
      said += piece;
      const url = /http:\/\/127\.0\.0\.1:\d+\/\?token=\S+/.exec(said);
      if (url) found(url[0]);
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    void ended.then((status) => failed(new Error(`serve ended with ${status}: ${said}`)));
    setTimeout(() => failed(new Error('serve named no address: ' + said)), PATIENCE).unref();
  });
  return { address, async stop() { child.kill('SIGINT'); return ended; } };
}

/** A finding that comes while the page is open: groups and accounts are numbers of one finding, and mean nothing in another. */
async function anotherFinding({ browser, program, pages }) {
  const place = await pages.inStepCase(), { address, stop } = await serve(program, place), origin = new URL(address).origin;
  try {
    const { page, wrong, close } = await open(browser, address, { allowed: (url) => url.startsWith(origin + '/') });
    const ask = async (query) => {
      await page.locator('.ask input').fill(query);
      await page.locator('.ask input').press('Enter');
      await page.waitForFunction((q) => document.querySelector('.ask button')?.disabled === false && document.title.includes(q), query);
    };
    await ask('#talk');
    is('a case without a finding has no groups to show', (await tabs(page)).includes('groups'), false);
    await output(program, ['-C', place, 'coordination']);
    await ask('#step');
    is('a finding that comes while the page is open is there with the next question', (await tabs(page)).includes('groups'), true);
    await show(page, 'groups');
    has('with its accounts', await page.locator('main').innerText(), 'ann');
    await output(program, ['-C', place, 'coordination', 'account:ben OR account:cem OR #talk', '--min-group', '2']);
    await ask('account:ben');
    await page.locator('#groups-finding').waitFor();
    is('another one becomes the newest of two', await page.locator('#groups-finding option').count(), 2);
    const heads = await page.locator('#groups-finding option').allInnerTexts();
    has('which stands first', heads[0], 'account:ben');
    // The story that was asked for before leads into the new finding: of its three accounts, two are in it.
    await page.locator('#story-picker').selectOption({ label: '#step' });
    await show(page, 'story');
    has('an earlier story is told with the new one too', await page.locator('main').innerText(), '2 accounts of this story are in 1 group');
    none('the live page makes no error meanwhile', wrong);
    await close();
  } finally {
    is('and its server ends in order', await stop(), 0);
  }
}

export default async function live({ browser, program, pages }) {
  await anotherFinding({ browser, program, pages });
  const { address, stop } = await serve(program, await pages.demo()), origin = new URL(address).origin;
  let status;
  try {
    const { page, wrong, close } = await open(browser, address, { allowed: (url) => url.startsWith(origin + '/') });
    ok('the token is not left in the address', !page.url().includes('token'), page.url());
    const question = page.locator('.ask input');
    await question.fill('#MacronLeaks');
    await question.press('Enter');
    await page.locator('main h2').filter({ hasText: /./ }).first().waitFor();
    await page.waitForFunction(() => document.querySelector('main')?.innerText.includes('wikileaks'));
    has('a question makes its story appear', await page.locator('main').innerText(), 'JackPosobiec');
    is('with all its views', (await tabs(page)).join(' '), 'story map play groups evidence methods');
    const places = wrong.length;
    await question.fill('platform:');
    await question.press('Enter');
    await page.locator('.ask .wrong').waitFor();
    ok('a question that cannot be read is answered with what is wrong', (await page.locator('.ask .wrong').innerText()).length > 10);
    // The browser itself notes the answer's status; nothing else may be wrong.
    none('the live page asks its own server alone and makes no error', wrong.filter((w, i) => i < places || !/status of 4\d\d/.test(w)));
    await close();

    const again = await browser.newContext();
    const answer = await (await again.newPage()).goto(address);
    is('the address opens one browser only', answer.status(), 401);
    await again.close();
  } finally {
    status = await stop();
  }
  is('an interrupt ends the server in order', status, 0);
}

