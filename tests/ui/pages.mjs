// SPDX-License-Identifier: GPL-3.0-or-later
// The pages that the tests open, each made once by the program and only when a chapter asks for it.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { output } from './lib.mjs';

/** Text that would do harm if it were read as markup, or that would turn the text around it about. */
export const HOSTILE = {
  name: '<img src=x onerror=alert(1)>',
  script: '</script><script>document.title="taken"</script>',
  quotes: `"'><b onclick=alert(2)>`,
  turned: 'safe\u202Eexe.fdp',
  title: '<h1 id=planted>title</h1></title><script>alert(3)</script>',
};

/** A name in letters that run from right to left: Hebrew alef, bet, gimel. */
export const RTL = '\u05d0\u05d1\u05d2';

const quoted = (value) => `"${value.replaceAll('"', '""')}"`;

export function makePages(root, program, folder) {
  const made = {};
  const once = (name, make) => () => (made[name] ??= make());
  const sillage = (...args) => output(program, args);
  const page = async (name, args) => {
    const file = join(folder, name);
    await sillage(...args, '-o', file);
    return pathToFileURL(file).href;
  };
  /** The folder of the demo case, after tools/demo.sh. */
  const demo = once('demo', async () => {
    const place = join(folder, 'demo');
    await output('sh', [join(root, 'tools/demo.sh'), program, place]);
    return place;
  });
  const hostileCase = once('hostile-case', async () => {
    const place = join(folder, 'hostile'), rows = [['time', 'platform', 'id', 'account', 'name', 'kind', 'audience', 'url', 'reply_to', 'text']];
    const names = [HOSTILE.name, HOSTILE.script, HOSTILE.quotes, HOSTILE.turned];
    names.forEach((name, i) => rows.push([`2017-05-05T18:0${i}:00Z`, 'twitter', String(100 + i), name, name, 'post', String(100 * i), 'javascript:alert(4)',
      i ? String(99 + i) : '', `#hostile ${HOSTILE.script} ${name}`]));
    const file = join(folder, 'hostile.csv');
    writeFileSync(file, rows.map((row) => row.map(quoted).join(',')).join('\n') + '\n');
    await sillage('init', place, '--title', HOSTILE.title);
    await sillage('-C', place, 'calendar', 'add', HOSTILE.script, '2017-05-05T18:01Z', '2017-05-05T18:03Z');
    await sillage('-C', place, 'add', file);
    return place;
  });
  /** Two stories; a post that is missing, and a name that is written from right to left. */
  const severalCase = once('several-case', async () => {
    const place = join(folder, 'several'), file = join(folder, 'several.csv');
    const rows = [['time', 'platform', 'id', 'account', 'kind', 'audience', 'quote_of', 'reply_to', 'repost_of', 'text'],
      ['2017-05-05T18:05:00Z', 'twitter', '101', 'bob', 'post', '90000', '998', '', '', '#one #two'],
      ['2017-05-05T18:07:00Z', 'twitter', '102', 'carol', 'repost', '95000', '', '', '101', '#one #two'],
      ['2017-05-05T20:17:00Z', 'twitter', '103', RTL, 'reply', '60000', '', '102', '', '#two'],
      ['2017-05-05T20:18:00Z', 'twitter', '104', 'dave', 'reply', '7000', '', '103', '', '#two']];
    writeFileSync(file, rows.map((row) => row.map(quoted).join(',')).join('\n') + '\n');
    await sillage('init', place, '--title', 'Two stories');
    await sillage('-C', place, 'add', file);
    for (const query of ['#one', '#two']) await sillage('-C', place, 'origin', query);
    return place;
  });
  /** Three accounts that carry eight addresses within seconds of each other, and twenty that do not. */
  const inStepCase = once('in-step-case', async () => {
    const place = join(folder, 'step'), file = join(folder, 'step.csv');
    const rows = [['time', 'platform', 'id', 'account', 'kind', 'audience', 'text']];
    const time = (minutes, seconds) => new Date(Date.UTC(2017, 4, 5, 8, minutes, seconds)).toISOString().replace('.000', '');
    for (let i = 0; i < 8; i++)
      ['ann', 'ben', 'cem'].forEach((who, k) => rows.push([time(37 * i, 2 * k), 'twitter', `${i}${k}`, who, 'post', '90000', `#step https://example.org/${i}`]));
    for (let i = 0; i < 60; i++) rows.push([time(5 * i, 30), 'twitter', `9${i}`, `reader${i % 20}`, 'post', '90000', `#talk https://example.net/${i % 30}`]);
    writeFileSync(file, rows.map((row) => row.map(quoted).join(',')).join('\n') + '\n');
    await sillage('init', place, '--title', 'In step');
    await sillage('-C', place, 'add', file);
    return place;
  });
  return {
    demo,
    inStepCase,
    several: once('several', async () => page('several.html', ['-C', await severalCase(), 'report', '--names', 'all'])),
    /** The report that the demo ends with. */
    report: once('report', async () => pathToFileURL(join(await demo(), 'report.html')).href),
    /** One story, every name, with the texts. */
    full: once('full', async () => page('full.html', ['-C', await demo(), 'report', '#MacronLeaks', '--names', 'all', '--text'])),
    map: once('map', async () => page('map.html', ['-C', await demo(), 'map', '#MacronLeaks'])),
    hostile: once('hostile', async () => page('hostile.html', ['-C', await hostileCase(), 'report', '#hostile', '--names', 'all', '--text'])),
    origin: once('origin', async () => JSON.parse(await sillage('-C', await demo(), 'origin', '#MacronLeaks', '--json'))),
  };
}
