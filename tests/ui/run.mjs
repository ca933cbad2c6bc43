// SPDX-License-Identifier: GPL-3.0-or-later
// Opens the program's pages in a browser and uses them as a reader does.  SILLAGE=build/sillage node tests/ui/run.mjs [CHAPTER…]
//
//   SILLAGE    the program; build/sillage when not given
//   CHROMIUM   the browser; /usr/bin/chromium when not given
//   LATE       milliseconds that the page learns late that its address changed; what reads before it waited then fails each time
//   SLOW       how many times slower the page's processor is to be
//   SHOTS      a folder for pictures of each view at three sizes
//
// Speaks TAP.  Without the browser or playwright-core (npm ci in ui/) everything is skipped, and it says why.
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { finish, ok, PATIENCE, skip } from './lib.mjs';
import { makePages } from './pages.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const CHAPTERS = ['play', 'evidence', 'map', 'groups', 'leak', 'lookalikes', 'views', 'keyboard', 'access', 'paper', 'hostile', 'address', 'serve'];

const program = resolve(process.env.SILLAGE ?? join(root, 'build/sillage'));
const chromium = process.env.CHROMIUM ?? '/usr/bin/chromium', playwright = join(root, 'ui/node_modules/playwright-core/index.mjs');
const missing = [[program, 'the program'], [chromium, 'Chromium'], [playwright, 'playwright-core (npm ci in ui/)']].find(([path]) => !existsSync(path));
if (missing) {
  skip('the page works in a browser', `${missing[1]} is not there`);
  process.exit(finish());
}

const folder = mkdtempSync(join(tmpdir(), 'sillage-ui-'));
let browser;
try {
  const { chromium: launcher } = await import(pathToFileURL(playwright).href);
  const pages = makePages(root, program, folder);
  browser = await launcher.launch({
    executablePath: chromium,
    timeout: PATIENCE,
    args: ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : [])],
  });
  const waiting = (process.argv.length > 2 ? process.argv.slice(2) : CHAPTERS);
  const one = async () => {
    for (let name = waiting.shift(); name; name = waiting.shift()) {
      const began = performance.now();
      try {
        const chapter = await import(`./${name}.mjs`);
        await chapter.default({ browser, root, program, folder, pages });
      } catch (error) {
        ok(`the chapter "${name}" comes to its end`, false, error.stack ?? String(error));
      }
      console.log(`# ${name}: ${((performance.now() - began) / 1000).toFixed(1)} s`);
    }
  };
  await Promise.all([one(), one()]);
} finally {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true, maxRetries: 100, retryDelay: 20 }); // an engine may still write there
}
process.exit(finish());
