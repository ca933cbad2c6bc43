// SPDX-License-Identifier: GPL-3.0-or-later
// How they may have got in: from the sentence to the name, its letters, and the mail and post that carried it; hostile, on paper, and with nothing.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { faint, faults, small } from './access.mjs';
import { BEGIN, MAIL, makeEntry, makeLeak, sightingsOf } from './entry.mjs';
import { changePage } from './finding.mjs';
import { unbounded } from './hostile.mjs';
import { goTo, has, is, lacks, none, ok, open, output, shot, show, tabs } from './lib.mjs';
import { HOSTILE, RTL } from './pages.mjs';
import { textOf } from './paper.mjs';

const LONG = 'x'.repeat(240);
const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const broken = (page) => page.locator('body').evaluate((body) => [...body.innerText.matchAll(/.{0,30}(\{\w+\}|\bundefined\b|\bNaN\b|\[object|\bInvalid Date\b).{0,30}/g)].map((m) => m[0]));
const plain = (text) => text.replace(/\s+/g, ' ');
const unfold = (page) => page.evaluate(() => document.querySelectorAll('main details').forEach((d) => { d.open = true; }));
/** Addresses that lead out of the page. */
const outward = (page) => page.locator('a').evaluateAll((links) => links.map((a) => a.getAttribute('href') ?? '').filter((href) => !href.startsWith('#')));

/** Follows an address inside the page, until it is shown and drawn. */
async function go(page, hash) {
  await goTo(page, hash);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

async function overview(page) {
  const main = page.locator('main'), said = plain(await main.innerText());
  has('the answer names the first mail’s time, name and trick', said, 'was received by its first server on 17 March 2017, 09:12:40 UTC and has exarnple.org in it, which looks like example.org: “rn” stands for “m”.');
  has('and how many it was addressed to, and the period', said, 'It was addressed to 1 recipient. Its date lies in “official campaign”.');
  has('and what that does not show', said, 'a link that was received is no link that was followed');
  has('nor does it say who', said, 'There is no attribution here.');
  has('and what was looked through', said, 'Looked through: 12,345 posts, 6,001 mails and 214 documents.');
  has('and what was left out', said, '31 names are alike, but below the severity low, and only counted');
  has('the list that was used is named, with its hash', await main.locator('.leak-keys').innerHTML(), '88ab');
  has('allowed names are shown', said, 'Allowed, and never flagged with all that lies below: 2 names');
  has('indicators of others are told as theirs', said, 'Looked for: 4,120 indicators; 4 of them occur');
  has('one seen when its feed did not call it valid is marked', said, 'outside the time that the feed calls it valid');
  has('and what a feed holds that nothing can match', said, '120: md5 (100), sha1 (20)');
  is('each name has a lane in the picture', await main.locator('.look-lane').count(), 7);
  has('with the letters marked that look like others', (await main.locator('.look-lane-changed').allTextContents()).join(' '), 'rn');
  ok('with the calendar’s periods behind', (await main.locator('.look-picture .groups-period').count()) >= 1);
  const legend = main.locator('.look-legend li'), signs = await main.locator('.look-legend .look-sign').evaluateAll((all) => all.map((one) => one.innerHTML));
  has('the legend names the envelope', (await legend.allInnerTexts()).join('; '), 'envelope sender of a mail');
  has('and the signature', (await legend.allInnerTexts()).join('; '), 'signature of a mail');
  is('each place has a sign of its own', new Set(signs).size, signs.length);
  is('the changed letters are marked in the list', await main.locator('.look-names .look-changed').first().innerText(), 'rn');
  const summary = main.locator('.look-table > summary');
  await summary.focus();
  await page.keyboard.press('Enter');
  has('the picture can be had as a table, by the keyboard', await main.locator('.look-table tbody').innerText(), '2017-03-17 09:12');
  none('no name leads out of the page', await outward(page));
}

async function list(page) {
  const main = page.locator('main'), names = main.locator('.look-names'), rows = names.locator('tbody tr'), shown = main.locator('.look-shown');
  has('the gravest stand first, said in words', await rows.first().innerText(), 'high');
  await rows.first().locator('summary').click();
  has('why a name is grave is told on demand', await rows.first().innerText(), 'hardly to be told from it on a screen');
  await main.locator('[data-severity="high"]').click();
  is('a severity can be left out', await shown.innerText(), 'Shown: 4 names');
  await main.locator('[data-severity="high"]').click();
  await names.getByLabel('Looks like', { exact: true }).selectOption({ label: 'vote.example' });
  is('names can be chosen by what they look like', await shown.innerText(), 'Shown: 1 name');
  await names.getByLabel('Looks like', { exact: true }).selectOption('-1');
  await names.getByLabel('Contains', { exact: true }).fill('SWAPPED com');
  await page.waitForFunction(() => document.querySelector('.look-shown').textContent.includes('1 name'));
  has('and by words, of the trick as well', await rows.first().innerText(), 'exampel.com');
  await rows.first().getByRole('link').first().click();
  await main.locator('.look-one').waitFor();
  has('the address names the name', page.url(), 'name=exampel.com');
  is('its heading has the focus', await page.evaluate(() => document.activeElement?.tagName), 'H2');
  const said = plain(await main.innerText());
  has('both steps are told', said, '“le” has become “el”; “.com” instead of “.org”.');
  has('and what speaks for chance', said, 'several steps from it');
  is('the two names are laid letter by letter', (await main.locator('.look-column.is-changed').allInnerTexts()).map((t) => t.replace(/\s+/g, '>')).join(' '), 'le>el org>com');
  await page.goBack();
  await shown.waitFor();
  is('the way back leads to the list as it was', await shown.innerText(), 'Shown: 1 name');
  ok('with the focus where it was', await page.evaluate(() => document.activeElement?.closest('td') !== null));
  await names.getByLabel('Contains', { exact: true }).fill('');
}

/** From a name to the mail in the Leak view and back, and to a post's evidence. */
async function further(page) {
  const main = page.locator('main'), to = (hash) => goTo(page, hash);
  await to('#/lookalikes?name=exarnple.org');
  await main.locator('.look-one').waitFor();
  const mail = main.locator('td.look-carrier a').first();
  has('a mail leads to its item of the leak', await mail.getAttribute('href'), `item=${MAIL}`);
  const row = plain(await main.locator('.look-one tbody tr').first().innerText());
  has('a carrier is told with file and row', row, 'archive.mbox');
  await mail.click();
  await main.locator('.leak-one').waitFor();
  await main.locator('.leak-one .look-link').click();
  await main.locator('.look-one').waitFor();
  has('and from there back to the name', page.url(), 'name=exarnple.org');
  await to('#/lookalikes?name=login-example.org');
  await page.waitForFunction(() => document.querySelector('.look-one h2')?.textContent.includes('login'));
  await main.locator('td.look-carrier a[href*="post="]').first().click();
  await page.waitForFunction(() => document.documentElement.dataset.view === 'evidence');
  has('a post leads to its evidence, with file and row', await main.innerText(), 'SHA-256');
  await to('#/lookalikes?name=domain%3Aexarnple.org');
  await main.locator('.look-one').waitFor();
  is('an indicator shows what each feed says of it', await main.locator('.look-one .facts').count(), 2);
  await to('#/lookalikes?name=nobody.example');
  await main.locator('.look-shown').waitFor();
  ok('an address of no name shows the overview', (await main.locator('.look-one').count()) === 0);
}

/** What the program itself finds in simulated mails, from the planted name to the mail that carries it. */
async function found({ browser, program, folder }) {
  const place = join(folder, 'look'), evidence = join(folder, 'look-evidence'), file = join(folder, 'look-found.html'), sillage = (...args) => output(program, args);
  await sillage('simulate', evidence, '--leak', '--mails', '200', '--documents', '10', '--lookalikes', '4', '--seed', '2');
  const planted = JSON.parse(readFileSync(join(evidence, 'truth.json'), 'utf8')).lookalikes, protect = [...new Set(planted.map((p) => p.protected))];
  await sillage('init', place, '--title', 'Names');
  await sillage('-C', place, 'leak', 'add', join(evidence, 'leak'));
  const names = (await sillage('-C', place, 'lookalike', ...protect, '--severity', 'low', '--json')).split('\n').filter(Boolean).map((line) => JSON.parse(line)).filter((n) => n.domain);
  await sillage('-C', place, 'report', '-o', file);
  const { page, wrong, close } = await open(browser, pathToFileURL(file).href), main = page.locator('main');
  const first = planted.reduce((a, b) => (a.time < b.time ? a : b)), told = names.find((n) => n.domain === first.name), said = plain(await main.innerText());
  is('a case of mails in which only names were looked for opens on them', (await tabs(page)).join(' '), 'lookalikes methods');
  has('the answer names the name that was planted first', said, `has ${told.shown} in it, which looks like ${first.protected}: `);
  const list = await main.locator('.look-names tbody').innerText();
  none('every name that the program tells stands in the list', names.map((n) => n.shown).filter((name) => !list.includes(name)));
  await go(page, `#/lookalikes?name=${first.name}`);
  has('and leads to the mail that the program names', await main.locator('.look-carrier').allInnerTexts().then((cells) => cells.join(' ')), told.first_mail.id);
  none('the program’s own page makes no error and no request', [...wrong, ...(await broken(page))]);
  await close();
}

async function looks({ browser, address }) {
  const wrongs = [], wide = [], faces = [];
  for (const [width, colorScheme, lang] of [[1440, 'light', 'en'], [1024, 'dark', 'fr'], [380, 'light', 'fr'], [380, 'dark', 'en']]) {
    const { page, wrong, close } = await open(browser, address, { width, colorScheme });
    await page.locator(`[data-lang="${lang}"]`).click();
    for (const [name, hash] of [['whole', '#/lookalikes'], ['name', '#/lookalikes?name=xn--xample-9ta.org'], ['combo', '#/lookalikes?name=accounts-stranger.net'], ['match', '#/lookalikes?name=domain%3Aexarnple.org']].slice(0, width === 1440 || colorScheme === 'light' ? 4 : 2)) {
      await go(page, hash);
      await shot(page, `look-${name}-${width}-${colorScheme}-${lang}`, true);
      await unfold(page);
      for (const fault of await broken(page)) wrongs.push(`${name} ${lang}: ${fault}`);
      if ((await sideways(page)) > 0) wide.push(`${name} at ${width}: ${await sideways(page)}`);
      for (const fault of [...(await page.evaluate(faults)), ...(await page.evaluate(faint)), ...(await page.evaluate(small))]) faces.push(`${name} ${width} ${colorScheme}: ${fault}`);
      if (lang === 'fr' && width === 1024 && name === 'name') {
        const said = plain(await page.locator('main').innerText());
        has('the French view says steps in French', said, '« е » tient lieu de « e » (U+0435, cyrillique).');
        has('and why', said, 'Gravité forte : à peine discernable à l’écran');
        lacks('with none of the program’s own sentences', said, 'The sentence of');
      }
    }
    none(`looking at ${width}, ${colorScheme}, makes no error and no request`, wrong);
    await close();
  }
  none('no place of it is left that was not filled in', wrongs);
  none('it is not wider than the window', wide);
  none('every control has a name, headings are in order, text can be read', faces);
}

/** A case of mails alone. */
const withoutPosts = (document) => Object.assign(document, { stories: [], coordination: [], leak: null, entry: makeEntry(), case: { ...document.case, posts: 0 } });

async function onPaper({ browser, make }) {
  const { page, wrong, close } = await open(browser, make('look-paper.html', withoutPosts));
  is('a case without posts opens on it', (await tabs(page)).join(' '), 'lookalikes methods');
  const text = textOf(await page.pdf({ preferCSSPageSize: true })).replace(/\s/g, '');
  for (const part of ['Howdidtheygetin?', 'exarnple.org', 'Whatthisdoesnotshow', 'Whenthey', 'Whatwasprotected', 'archive.mbox', '192.0.2.17']) has(`the paper holds: ${part}`, text, part);
  none('printing makes no error', wrong);
  await close();
}

async function hostile({ browser, make }) {
  const address = make('look-hostile.html', (document) => {
    const entry = makeEntry({ posts: sightingsOf(document, 3), more: 40 }), evil = [HOSTILE.name, HOSTILE.script, HOSTILE.quotes, HOSTILE.turned, `${RTL} ${RTL}`, LONG];
    const { lookalikes: l, matches: m } = entry, at = (i) => evil[i % evil.length];
    l.names.forEach((n, i) => {
      Object.assign(n, { domain: `${at(i)}${i}`, host: at(i + 1), shown: at(i), tricks: i % 2 ? n.tricks : ['__proto__'], flags: [at(i)], grounds: ['constructor', at(i)], reason: i % 3 ? at(i) : '' });
      n.steps = [{ trick: i % 4 ? 'confusable' : '__proto__', from: at(i + 2), to: at(i + 3) }, { trick: 'tld', from: '{to}', to: '{from}' }];
      n.carriers[at(i)] = 3;
      n.sightings.forEach((s, k) => Object.assign(s, { value: at(i + k), by: at(k), id: k % 2 ? s.id : at(k), title: k % 3 ? '' : at(k), file: at(i + k + 1), where: k === 1 ? 'toString' : s.where, time: k === 2 ? 8e15 : s.time, platform: s.platform && at(k) }));
    });
    l.protected = l.protected.map((p, i) => ({ ...p, domain: at(i + 3), aliases: `${HOSTILE.turned} ${LONG}`, brands: at(i) }));
    l.allowed = evil;
    l.list = HOSTILE.script;
    l.periods[0].name = `${RTL} ${HOSTILE.name}`;
    m.rows.forEach((r, i) => Object.assign(r, { kind: i ? r.kind : 'valueOf', value: at(i), label: at(i + 1), author: at(i + 2), id: at(i + 3) }));
    m.feeds.forEach((f, i) => Object.assign(f, { file: at(i + 3), format: at(i), other_kinds: at(i + 1) }));
    document.entry = entry;
  });
  const { page, wrong, close } = await open(browser, address), turned = [], wide = [], out = [];
  let all = '';
  for (const [lang, width] of [['en', 1280], ['fr', 380]]) {
    await page.setViewportSize({ width, height: 900 });
    await page.locator(`[data-lang="${lang}"]`).click();
    await goTo(page, '#/lookalikes');
    await page.locator('.look-names').waitFor();
    const hrefs = await page.evaluate(() => [...document.querySelectorAll('td a')].map((a) => a.getAttribute('href')).filter((href) => href.includes('name=')));
    for (const href of ['', ...new Set(hrefs)].slice(0, 7).concat(hrefs.slice(-1))) {
      if (href) await go(page, href);
      await unfold(page);
      all += await page.locator('body').innerText();
      turned.push(...(await page.evaluate(unbounded)));
      out.push(...(await outward(page)));
      if ((await sideways(page)) > 0) wide.push(`${await page.evaluate(() => location.hash.slice(0, 60))} at ${width}: ${await sideways(page)}`);
      if (href.includes('xxxx') || !href) await shot(page, `look-hostile-${width}${href ? '-long' : ''}`, true);
    }
  }
  for (const [what, name] of [['markup', HOSTILE.name], ['the end of a script', HOSTILE.script], ['quotation marks', HOSTILE.quotes]]) has(`a name that holds ${what} is shown as text`, all, name);
  has('one that turns the text about is shown with the sign that does', all, 'safe[U+202E]exe.fdp');
  none('and turns nothing but itself', turned);
  none('and none makes the page wider than the window', wide);
  none('none leads out of the page', out);
  is('nothing of it became an element', await page.locator('img[src="x"], #planted, b[onclick], [onerror]').count(), 0);
  none('none of it ran, and nothing was asked for', wrong);
  await close();
}

/** What the view says when there is little, or nothing. */
async function less({ browser, make }) {
  const at = async (name, change, test) => {
    const { page, wrong, close } = await open(browser, make(`look-${name}.html`, change));
    await test(page);
    none(`a page with ${name.replace(/-/g, ' ')} makes no error`, [...wrong, ...(await broken(page))]);
    await close();
  };
  const lead = async (page) => {
    await show(page, 'lookalikes');
    return plain(await page.locator('.lookalikes .lead').innerText());
  };
  await at('no-part-of-it', (document) => { delete document.entry; }, async (page) => lacks('a page of an older program has no view of it', (await tabs(page)).join(), 'lookalikes'));
  await at('nothing-found', (document) => {
    const entry = makeEntry();
    Object.assign(entry.lookalikes, { names: [], first_mail: -1 });
    document.entry = { ...entry, matches: null };
  }, async (page) => {
    is('when nothing was found that is said', await lead(page), 'Nothing here looks like a protected name.');
    has('with what was looked through', await page.locator('main').innerText(), '6,001 mails');
    is('and there is neither a picture nor a table of names', await page.locator('.look-picture, .look-names').count(), 0);
    await shot(page, 'look-nothing', true);
  });
  await at('posts-only', (document) => {
    const entry = makeEntry({ posts: sightingsOf(document, 3) }), name = entry.lookalikes.names[2];
    name.sightings = name.sightings.filter((s) => s.where === 'post-link');
    Object.assign(name, { carriers: { 'post-link': 3 }, first: name.sightings[0].time, first_mail: -1 });
    Object.assign(entry.lookalikes, { names: [name], first_mail: -1 });
    document.entry = { ...entry, matches: null };
  }, async (page) => has('without a mail, what posts carry', await lead(page), 'No mail here carries a name that looks like a protected one. In posts there is 1 such name; the first, webmail.login-example.org, was posted on'));
  await at('indicators-alone', (document) => {
    const { matches } = makeEntry();
    document.entry = { lookalikes: null, matches: { ...matches, rows: [], stale: 2 } };
  }, async (page) => {
    has('when only indicators were looked for that is said', await lead(page), 'Look-alike names were not looked for');
    const said = await page.locator('main').innerText();
    has('and that none occurs', said, 'None of the 4,120 indicators');
    has('and that sources were added since', said, '2 sources were added');
  });
}

export default async function lookalikes({ browser, pages, program, folder }) {
  const finding = found({ browser, program, folder }); // the program works while the browser does
  const from = fileURLToPath(await pages.full());
  const make = (name, change) => {
    const file = join(folder, name);
    changePage(from, file, change);
    return pathToFileURL(file).href;
  };
  const address = make('look.html', (document) => {
    document.leak = makeLeak();
    document.entry = makeEntry({ posts: sightingsOf(document, 4) });
  });
  const { page, wrong, close } = await open(browser, address);
  ok('the view stands beside the leak', (await tabs(page)).join(' ').includes('leak lookalikes evidence'), await tabs(page));
  await show(page, 'lookalikes');
  ok('the planted mail is the first', BEGIN > 0 && (await page.locator('.look-head .facts').count()) === 1);
  await overview(page);
  await list(page);
  await further(page);
  none('the way through the names makes no error and no request', wrong);
  await close();
  await Promise.all([looks({ browser, address }), onPaper({ browser, make }).then(() => hostile({ browser, make })), less({ browser, make }), finding]);
}
