// SPDX-License-Identifier: GPL-3.0-or-later
// A leak in the page: from the sentence to the item, its findings, what they rest on and what would overturn them; alone, beside a story,
// hostile, on paper, and live.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { faint, faults, small } from './access.mjs';
import { changePage } from './finding.mjs';
import { unbounded } from './hostile.mjs';
import { followed, goBack, goTo, has, is, lacks, none, ok, open, output, settle, shot, show, tabs } from './lib.mjs';
import { HOSTILE, RTL } from './pages.mjs';
import { textOf } from './paper.mjs';
import { serve } from './serve.mjs';

const LONG = 'x'.repeat(300);
const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const broken = (page) => page.locator('body').evaluate((body) => [...body.innerText.matchAll(/.{0,30}(\{\w+\}|\bundefined\b|\bNaN\b|\[object|\bInvalid Date\b).{0,30}/g)].map((m) => m[0]));
const plain = (text) => text.replace(/\s+/g, ' ');
const unfold = (page) => page.evaluate(() => document.querySelectorAll('main details').forEach((d) => { d.open = true; }));

/** A case of 600 mails and their documents, with everything that the simulation plants. */
async function makeCase(program, folder) {
  const place = join(folder, 'leak'), evidence = join(folder, 'leak-evidence'), sillage = (...args) => output(program, args);
  await sillage('simulate', evidence, '--leak', '--mails', '600');
  await sillage('init', place, '--title', 'A leak');
  await sillage('-C', place, 'leak', 'add', join(evidence, 'leak'));
  const answer = JSON.parse(await sillage('-C', place, 'leak', 'verify', '--keys', join(evidence, 'keys.csv'), '--theft', '2017-04-01', '--promised-mails', '1206', '--json'));
  return { place, answer, sillage };
}

const itemsWith = (answer, severity) => new Set(answer.findings.filter((f) => f.severity === severity && f.item !== null).map((f) => f.item)).size;

async function overview(page, answer) {
  const main = page.locator('main'), said = plain(await main.innerText()), { totals } = answer;
  is('the page opens on the leak, with no view of a story', (await tabs(page)).join(' '), 'leak methods');
  is('which its tab says', await page.locator('[data-tab][aria-current="page"]').innerText(), 'Leak');
  has('the answer counts mails and the verified', said, `Of ${totals.messages} mails, ${totals.verdicts.verified} (`);
  has('and what was promised beside what is there', said, `Announced: 1,206 mails. Here: ${totals.messages} mails (50%)`);
  has('a failure is not called a forgery', said, 'A failure is not a forgery');
  has('the keys are named by their file’s hash', await main.locator('.leak-keys').innerHTML(), answer.settings.keys_sha256);
  has('what was recovered is told', said, `${totals.recovered} of the verified hold only once something is undone`);
  has('and what verified mails vouch for', said, `${totals.vouches.whole} stand whole in a verified mail that quotes them`);
  has('and what all this does not show', said, 'no attribution');
  has('and where the methods stand', said, 'doc/method/quote-chains.md');
  for (const severity of ['high', 'medium', 'low'])
    has(`items with a finding that is ${severity} are counted`, plain(await main.locator(`[data-severity="${severity}"]`).innerText()), `${severity} ${itemsWith(answer, severity)}`);
  ok('the months are bars', (await main.locator('.leak-bar').count()) >= answer.months.length);
  ok('documents that something speaks against are lines from making to saving', (await main.locator('.is-against .leak-life').count()) >= 20);
  ok('the batches are bands, the newest mail and the stated theft lines', (await main.locator('.leak-band').count()) === answer.batches.length
    && (await main.locator('.leak-newest').count()) === 1 && (await main.locator('.leak-theft').count()) === 1);
  await page.keyboard.press('Tab');
  const summary = main.locator('.leak-tables > summary');
  await summary.focus();
  await page.keyboard.press('Enter');
  has('the picture can be had as tables, by the keyboard', await main.locator('.leak-tables tbody').first().innerText(), '2015-');
  lacks('without --text no word of the leak is in the page', said, '.docx');
}

async function list(page, answer) {
  const main = page.locator('main'), table = main.locator('.paged').filter({ has: page.locator('caption', { hasText: /^What speaks against items$/ }) }), rows = table.locator('tbody tr');
  has('the gravest stand first, said in words', await rows.first().innerText(), 'high');
  await main.locator('[data-severity="high"]').click();
  lacks('a severity can be left out', await table.locator('tbody').innerText(), 'Re-saved with others');
  await main.locator('[data-severity="high"]').click();
  const n = new Set(answer.findings.filter((f) => f.rule === 'batch-edit').map((f) => f.item)).size;
  await main.getByLabel('What', { exact: true }).selectOption('batch-edit');
  has('and one kind of finding be looked at alone', await main.locator('.leak-shown').innerText(), `Shown: ${n} items`);
  await rows.nth(1).getByRole('link').click();
  await main.locator('.leak-one').waitFor();
  const id = /item=([0-9a-f]{16})/.exec(page.url())?.[1], item = answer.items.findIndex((i) => i.id === id);
  ok('the address names the item', item >= 0, page.url());
  is('its heading has the focus', await page.evaluate(() => document.activeElement?.tagName), 'H2');
  const text = plain(await main.innerText()), html = await main.innerHTML();
  has('an item shows why', text, 'were saved within');
  has('and what would overturn it', text, 'What would overturn it: A conversion or migration that somebody can name.');
  has('and its SHA-256', html, answer.items[item].sha256);
  has('and how to see all of it', text, `sillage -C CASE leak show ${id}`);
  ok('and what it rests on, each leading there', (await main.locator('.leak-finding a').count()) > 3);
  await shot(page, 'leak-item-1280');
  const next = main.getByRole('link', { name: 'The next item' }), following = /item=([0-9a-f]{16})/.exec(await next.getAttribute('href'))?.[1];
  await next.click();
  await followed(page, following);
  has('the next one of the list follows', plain(await main.innerText()), `3 / ${n}`);
  const first = main.locator('.leak-finding a').first(), leadsTo = await first.getAttribute('href');
  await first.click();
  await followed(page, leadsTo);
  for (let i = 0; i < 3; i++) await goBack(page);
  await main.locator('.leak-shown').waitFor();
  has('the way back leads to the list as it was', await main.locator('.leak-shown').innerText(), `Shown: ${n} items`);
  ok('with the focus where it was', await page.evaluate(() => document.activeElement?.closest('tr') !== null));
}

async function looks({ browser, address, content }) {
  const wrongs = [], wide = [], faces = [];
  for (const [width, colorScheme, lang] of [[1440, 'light', 'en'], [1024, 'dark', 'fr'], [380, 'light', 'fr'], [380, 'dark', 'en']]) {
    const { page, wrong, close } = await open(browser, address, { width, colorScheme });
    await page.locator(`[data-lang="${lang}"]`).click();
    for (const [name, hash] of [['whole', '#/leak'], ['mail', `#/leak?item=${content.mail}`], ['document', `#/leak?item=${content.document}`], ['methods', '#/methods']]) {
      await goTo(page, hash);
      await settle(page);
      await unfold(page);
      for (const fault of await broken(page)) wrongs.push(`${name} ${lang}: ${fault}`);
      if ((await sideways(page)) > 0) wide.push(`${name} at ${width}: ${await sideways(page)}`);
      for (const fault of [...(await page.evaluate(faults)), ...(await page.evaluate(faint)), ...(await page.evaluate(small))]) faces.push(`${name} ${width} ${colorScheme}: ${fault}`);
      await shot(page, `leak-${name}-${width}-${colorScheme}-${lang}`);
      if (lang === 'fr' && name === 'mail') {
        const said = plain(await page.locator('main').innerText());
        has('the French view says findings in French', said, 'Ce qui renverserait ce constat');
        lacks('with no English sentence left', said, 'What would');
        lacks('nor one of the program’s own words', said, 'is verified');
      }
    }
    none(`looking at ${width}, ${colorScheme}, makes no error and no request`, wrong);
    await close();
  }
  none('no place of it is left that was not filled in', wrongs);
  none('it is not wider than the window', wide);
  none('every control has a name, headings are in order, text can be read', faces);
}

async function onPaper({ browser, address }) {
  const { page, wrong, close } = await open(browser, address);
  const pdf = await page.pdf({ preferCSSPageSize: true }), text = textOf(pdf).replace(/\s/g, '');
  for (const part of ['Whatthesignaturessay', 'Whatspeaksagainstitems', 'Documentssavedtogether', 'Whatthisdoesnotshow', 'Re-savedwithotherswithinminutes']) has(`the paper holds: ${part}`, text, part);
  none('printing makes no error', wrong);
  await close();
}

async function hostile({ browser, from, folder }) {
  const file = join(folder, 'leak-hostile.html');
  changePage(from, file, (document) => {
    const { leak } = document, evil = [HOSTILE.name, HOSTILE.script, HOSTILE.quotes, HOSTILE.turned, `${RTL} ${RTL}`, LONG];
    leak.items.forEach((item, i) => Object.assign(item, { by: evil[i % 6], subject: evil[(i + 1) % 6], path: `a/${evil[(i + 2) % 6]}`, application: evil[(i + 3) % 6], type: evil[(i + 4) % 6], kind: i % 7 ? item.kind : '__proto__', harms: ['constructor'] }));
    leak.findings.forEach((f, i) => {
      for (const key of Object.keys(f.facts)) f.facts[key] = evil[i % 6];
      f.reason = evil[i % 6];
    });
    leak.findings.push({ ...leak.findings[0], item: -1, rule: 'constructor' });
    for (const key of ['types', 'langs', 'correspondents', 'domains']) leak[key].forEach((row, i) => { row.name = evil[i % 6]; });
    leak.gaps.forEach((gap, i) => Object.assign(gap, { from: evil[i % 6], to: evil[(i + 1) % 6] }));
    leak.batches.forEach((b, i) => Object.assign(b, { editor: evil[(i + 3) % 6], application: evil[i % 6] }));
    leak.diffs = [{ item: 0, other: 1, words: HOSTILE.script, other_words: HOSTILE.turned }];
    leak.months.name[0] = evil[0];
    leak.documents.created[0] = -8e15;
    leak.documents.saved[1] = 8e15;
  });
  const { page, wrong, close } = await open(browser, pathToFileURL(file).href), turned = [], wide = [];
  let all = '';
  for (const lang of ['en', 'fr']) {
    await page.locator(`[data-lang="${lang}"]`).click();
    for (const width of [1280, 380]) {
      await page.setViewportSize({ width, height: 900 });
      await goTo(page, '#/leak');
      await page.locator('.leak-there').waitFor();
      for (let i = 0; i < 7; i++) {
        await unfold(page);
        all += await page.locator('body').innerText();
        turned.push(...(await page.evaluate(unbounded)));
        if ((await sideways(page)) > 0) wide.push(`${await page.evaluate(() => location.hash)} at ${width}: ${await sideways(page)}`);
        const ids = await page.evaluate(() => [...document.querySelectorAll('.leak-name a')].map((a) => a.getAttribute('href')));
        if (ids.length > 0) await goTo(page, ids[0]);
        else {
          const next = page.locator('.leak-steps a').last(), href = await next.getAttribute('href');
          await next.click();
          await followed(page, href);
        }
        await page.locator('.leak-one').waitFor();
      }
    }
  }
  for (const [what, name] of [['markup', HOSTILE.name], ['the end of a script', HOSTILE.script], ['quotation marks', HOSTILE.quotes]]) has(`a leak’s name that holds ${what} is shown as text`, all, name);
  has('one that turns the text about is shown with the sign that does', all, 'safe[U+202E]exe.fdp');
  none('and turns nothing but itself', turned);
  none('and none makes the page wider than the window', wide);
  is('nothing of it became an element', await page.locator('img[src="x"], #planted, b[onclick], [onerror]').count(), 0);
  none('none of it ran, and nothing was asked for', wrong);
  await close();
}

/** Posts and a leak in one case: the story first, the leak beside it; a map's file holds nothing of the leak. */
async function beside({ browser, folder, place, sillage }) {
  const rows = ['time,platform,id,account,kind,audience,text', '2017-05-05T18:05:00Z,twitter,1,ann,post,90000,#one', '2017-05-05T18:06:00Z,twitter,2,ben,post,90000,#one'], file = join(folder, 'posts.csv');
  writeFileSync(file, rows.join('\n') + '\n');
  await sillage('-C', place, 'add', file);
  const report = join(folder, 'both.html'), map = join(folder, 'both-map.html');
  await sillage('-C', place, 'report', '#one', '-o', report);
  await sillage('-C', place, 'map', '#one', '-o', map);
  const { page, wrong, close } = await open(browser, pathToFileURL(report).href);
  is('beside a story the leak has its own view', (await tabs(page)).join(' '), 'story map play leak evidence methods');
  await show(page, 'leak');
  has('which says that a source was added since', await page.locator('main .note.alert').first().innerText(), '1 source was added');
  none('and makes no error', wrong);
  await close();
  let kept;
  changePage(map, join(folder, 'unused.html'), (document) => { kept = document.leak; });
  is('a map’s file holds nothing of the leak', kept, null);
}

/** A judgement that comes while the program serves is there when the page is opened anew. */
async function live({ browser, program, folder }) {
  const place = join(folder, 'leak-live'), sillage = (...args) => output(program, args);
  await sillage('init', place, '--title', 'Live');
  await sillage('-C', place, 'leak', 'add', join(folder, 'leak-evidence', 'leak'));
  const { address, stop } = await serve(program, place), origin = new URL(address).origin;
  try {
    const { page, wrong, close } = await open(browser, address, { allowed: (url) => url.startsWith(origin + '/') });
    is('a live page of a leak that nobody judged has no view of it', (await tabs(page)).includes('leak'), false);
    await sillage('-C', place, 'leak', 'verify');
    await page.reload();
    await page.locator('.leak .lead').waitFor();
    is('after leak verify it opens on the leak', (await tabs(page)).join(' '), 'leak methods');
    has('and says that no keys were given', await page.locator('main').innerText(), 'No key file was given');
    none('the live page makes no error', wrong);
    await close();
  } finally {
    is('and its server ends', await stop(), 0);
  }
}

export default async function leak({ browser, program, folder }) {
  const { place, answer, sillage } = await makeCase(program, folder), masked = join(folder, 'leak-masked.html'), whole = join(folder, 'leak-whole.html');
  await sillage('-C', place, 'report', '-o', masked);
  await sillage('-C', place, 'report', '--text', '-o', whole);
  const address = pathToFileURL(masked).href, { page, wrong, close } = await open(browser, address);
  await overview(page, answer);
  await list(page, answer);
  none('the way through the leak makes no error and no request', wrong);
  await close();
  let held = '';
  changePage(masked, join(folder, 'unused.html'), (document) => { held = JSON.stringify(document.leak); });
  for (const part of ['.eml', 'archive.mbox']) lacks(`a page without --text holds no path: ${part}`, held, part);
  const id = (rule) => answer.items[answer.findings.find((f) => f.rule === rule).item].id;
  const content = { mail: id('altered-copy'), document: id('batch-edit') };
  const text = await open(browser, `${pathToFileURL(whole).href}#/leak?item=${content.mail}`, { allowed: (url) => url.startsWith(pathToFileURL(whole).href) });
  const diff = answer.diffs.find((d) => d.item === answer.items.findIndex((i) => i.id === content.mail));
  has('with --text the words that differ are shown', await text.page.locator('.leak-diff').first().innerText(), diff.words);
  has('beside those of the other copy', await text.page.locator('.leak-diff').first().innerText(), diff.other_words);
  none('without an error', text.wrong);
  await text.close();
  await looks({ browser, address: pathToFileURL(whole).href, content });
  await onPaper({ browser, address });
  await hostile({ browser, from: masked, folder });
  await beside({ browser, folder, place, sillage });
  await live({ browser, program, folder });
}
