// SPDX-License-Identifier: GPL-3.0-or-later
// Accounts that acted in step: from the sentence to the group, the pair and both posts with file and row; and from the map to the same.
import { basename, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { makeFinding, changePage, putFinding } from './finding.mjs';
import { followed, goBack, goTo, has, is, lacks, none, ok, open, output, settle, shot, show, tabs } from './lib.mjs';
import { HOSTILE, RTL } from './pages.mjs';

const LONG = 'x'.repeat(300);
const sideways = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
const broken = (page) => page.locator('body').evaluate((body) => [...body.innerText.matchAll(/.{0,30}(\{\w+\}|\bundefined\b|\bNaN\b|\[object|\bInvalid Date\b).{0,30}/g)].map((m) => m[0]));

/** What the program itself finds in simulated evidence, all the way to a file and a row. */
async function found({ browser, program, folder }) {
  const place = join(folder, 'in-step'), evidence = join(folder, 'in-step-evidence'), file = join(folder, 'in-step.html'), sillage = (...args) => output(program, args);
  await sillage('simulate', evidence, '--posts', '12000', '--groups', '4', '--seed', '3');
  await sillage('init', place, '--title', 'In step');
  await sillage('-C', place, 'add', join(evidence, 'evidence'));
  const answer = JSON.parse(await sillage('-C', place, 'coordination', '--signals', '--json'));
  await sillage('-C', place, 'report', '', '--names', 'all', '-o', file);
  const { page, wrong, close } = await open(browser, pathToFileURL(file).href + '#/groups', { allowed: (url) => url.startsWith(pathToFileURL(file).href) });
  const main = page.locator('main'), members = answer.groups.reduce((sum, g) => sum + g.members.length, 0);
  ok('the program finds groups that were planted', answer.groups.length > 0, answer.groups.length);
  has('the page counts the same groups', await main.innerText(), `${members} accounts in ${answer.groups.length} group`);
  await main.getByRole('link', { name: 'Group 1', exact: true }).click();
  await main.getByRole('heading', { level: 2, name: 'Group 1' }).waitFor();
  is('with the same members', await main.locator('.groups-disc').count(), answer.groups[0].members.length);
  await main.locator('.paged').filter({ has: page.locator('caption', { hasText: /^Pairs$/ }) }).locator('tbody tr').first().getByRole('link').click();
  await followed(page, 'pair=');
  const text = await main.locator('tbody').innerText(), rows = new Set(answer.posts.map((p) => `${basename(p.source.file)}:${p.source.row}`));
  ok('a co-action names file and row as the answer does', [...text.matchAll(/[\w.-]+:\d+(?=\s|$)/g)].filter((m) => rows.has(m[0])).length >= 2, text);
  none('and makes no error and no request', wrong);
  await close();
}

export default async function groups({ browser, pages, program, folder }) {
  await found({ browser, program, folder });
  const from = fileURLToPath(await pages.full());
  const made = (name, options) => {
    const file = join(folder, name), finding = makeFinding(options);
    changePage(from, file, (document) => putFinding(document, finding));
    return { address: pathToFileURL(file).href, finding };
  };
  const without = join(folder, 'no-groups.html');
  changePage(from, without, (document) => {
    document.coordination = [];
    for (const story of document.stories) {
      story.finding = null;
      story.accounts.group = story.accounts.stepper = story.accounts.name.map(() => -1);
    }
  });
  const plain = await open(browser, pathToFileURL(without).href);
  lacks('a page without a finding has no view of groups', (await tabs(plain.page)).join(), 'groups');
  await plain.close();

  const { address, finding } = made('groups.html', { sizes: [40, 5, 3], names: [HOSTILE.name, HOSTILE.script, `${RTL} ${RTL}`, LONG, 'account 12'], extra: 2 });
  const { page, wrong, close } = await open(browser, address), main = page.locator('main');
  const story = await main.innerText();
  has('the story says that accounts of it are in groups', story, '11 accounts of this story are in 3 groups that acted in step.');
  await main.getByRole('link', { name: '3 groups' }).click();
  await page.locator('[data-tab="groups"][aria-current="page"]').waitFor();
  const said = await main.innerText();
  has('the view says what was found', said, '48 accounts in 3 groups acted in step more often than chance explains.');
  has('and against what', said, '41,023 pairs of accounts could have been found.');
  has('and that sources were added since', said, '1 source was added to the case after this was found');
  has('and what a group is not', said, 'It is no proof that anyone planned it.');
  has('and what was left out', said, '3 pairs and 12 co-actions');
  has('and how the answer moves with the window', said, '60 seconds (asked for)');
  lacks('no word calls anyone a bot', said.toLowerCase().replace(/t0049/g, ''), ' bot');
  is('each group is a row', await main.locator('table').first().locator('tbody tr').count(), 3);
  await shot(page, 'groups-1280');

  await main.getByRole('link', { name: 'Group 1', exact: true }).click();
  await main.getByRole('heading', { level: 2, name: 'Group 1' }).waitFor();
  has('the address names the group', page.url(), 'group=0');
  is('its heading has the focus', await page.evaluate(() => document.activeElement?.tagName), 'H2');
  const text = await main.innerText();
  has('the group says how it acted', text, `40 accounts acted in step: ${finding.groups[0].weight} co-actions.`);
  has('and what techniques that would be consistent with', text, 'T0049.003');
  has('a name that looks like markup is text', text, HOSTILE.name);
  is('and makes no element', await page.locator('img, main b, #planted').count(), 0);
  is('every member is drawn', await main.locator('.groups-disc').count(), 40);
  ok('co-actions are bars over time, with the calendar behind them', (await main.locator('.groups-bar').count()) > 3 && (await main.locator('.groups-period').count()) > 0);
  const names = await main.locator('.groups-signals select option').count();
  is('figures of each member can be seen', names, 41);
  await main.locator('.groups-signals select').selectOption({ index: 6 });
  has('beside what may serve for scale', await main.locator('.groups-signals tbody').innerText(), '7 to 9 h of sleep');
  await main.locator('.groups-picture svg').scrollIntoViewIfNeeded();
  const disc = await main.locator('.groups-disc').first().boundingBox();
  await page.mouse.move(disc.x + disc.width / 2, disc.y + disc.height / 2);
  ok('the picture names what the pointer rests on', /joint act/.test(await main.locator('.groups-pointed').innerText()));

  const pairs = main.locator('.paged').filter({ has: page.locator('caption', { hasText: /^Pairs$/ }) });
  const first = [...finding.pairs.group.keys()].filter((p) => finding.pairs.group[p] === 0).sort((x, y) => finding.pairs.joint[y] - finding.pairs.joint[x] || finding.pairs.expected[x] - finding.pairs.expected[y])[0];
  await pairs.locator('tbody tr').first().getByRole('link').click();
  await followed(page, 'pair=');
  has('the strongest pair comes first', page.url(), `pair=${first}`);
  const facts = await main.locator('.facts').first().innerText();
  has('a pair says how often it acted jointly', facts.replace(/\s+/g, ' '), `Joint acts ${finding.pairs.joint[first]} `);
  const rows = main.locator('tbody tr');
  is('every co-action of it in this page is a row', await rows.count(), finding.pairs.steps[first]);
  const step = finding.pairs.step[first], rowOf = (post) => `shares.csv:${finding.posts.row[post]}`;
  const body = await main.locator('tbody').innerText();
  ok('with the file and row of both posts', [finding.steps.a[step], finding.steps.b[step]].every((post) => finding.posts.source[post] < 0 || body.includes(rowOf(post))), body);
  await rows.first().getByRole('button').click();
  await main.locator('.groups-both').waitFor();
  const both = await main.locator('.groups-both').evaluate((e) => e.outerHTML);
  has('both posts are shown, with the SHA-256 of the file', both, finding.sources[0].sha256);
  has('and the words of each', both, 'words of post');
  has('and how to find it again', both, 'sillage -C CASE search');
  ok('the detail has the focus', await page.evaluate(() => document.activeElement?.closest('.groups-both') !== null));

  await goBack(page);
  await main.getByRole('heading', { level: 2, name: 'Group 1' }).waitFor();
  await main.getByRole('link', { name: /accounts of this story on the map/ }).click();
  await page.locator('[data-tab="map"][aria-current="page"]').waitFor();
  await page.locator('.picture[data-state="sharp"]').waitFor();
  const details = page.locator('.map-details');
  has('the map shows the group', await details.innerText(), 'Accounts in this story');
  has('with its pairs drawn', await page.locator('.map-legend').innerText(), 'pairs that acted in step are drawn.');
  await details.locator('.map-relays .map-link').first().click();
  await details.getByRole('button', { name: 'Show the posts behind it' }).click();
  await page.locator('[data-tab="groups"][aria-current="page"]').waitFor();
  ok('a pair on the map leads to the posts that made it', (await main.locator('tbody tr').count()) > 0);
  await show(page, 'map');
  await page.locator('[data-choice="color"]').selectOption('group');
  has('colours by group stand in the legend', await page.locator('.map-classes').innerText(), 'Group 2');
  await page.locator('[data-search]').fill('wikileaks');
  await page.keyboard.press('Enter');
  has('a member says its group', await details.innerText(), 'Group 1 (40 accounts)');
  has('and with whom it acted in step', await details.innerText(), 'In step with');
  await page.keyboard.press('Escape');
  has('lines between accounts that acted in step are drawn without a selection', await page.locator('.map-signs').innerText(), 'acted in step');
  await shot(page, 'groups-map');
  await page.locator('[data-steps]').uncheck();
  has('the address holds that they are not wanted', await page.evaluate(() => location.hash), 'steps=0');
  lacks('and then they are gone', await page.locator('.map-signs').innerText(), 'acted in step');
  none('the way from the story to the posts and back makes no error and no request', wrong);
  await close();

  const faults = [], wide = [];
  const large = made('groups-large.html', { sizes: [400, 40, 5], neighbours: 6, names: [LONG] });
  for (const [width, scheme, lang] of [[1440, 'light', 'en'], [390, 'dark', 'fr']]) {
    const small = await open(browser, large.address, { width, colorScheme: scheme });
    await small.page.locator(`[data-lang="${lang}"]`).click();
    for (const hash of ['#/groups', '#/groups?group=0', '#/groups?group=2', '#/groups?pair=0']) {
      await goTo(small.page, hash);
      await settle(small.page);
      for (const fault of await broken(small.page)) faults.push(`${hash} ${lang}: ${fault}`);
      const over = await sideways(small.page);
      if (over > 0) wide.push(`${hash} at ${width}: ${over} pixels too wide`);
      await shot(small.page, `groups-${width}-${lang}-${hash.replace(/\W+/g, '-')}`);
    }
    if (lang === 'fr') has('the French view is French', await small.page.locator('main').innerText(), 'Ce que les deux ont fait ensemble');
    await small.page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    const paper = await small.page.locator('.paper [data-view="groups"]').evaluate((e) => e.textContent);
    has('the paper holds the groups', paper, lang === 'fr' ? 'Groupe 3' : 'Group 3');
    none('groups of 400, 40 and 5 make no error and no request', small.wrong);
    await small.close();
  }
  none('no place is left that was not filled in', faults);
  none('groups are not wider than the window', wide);
}
