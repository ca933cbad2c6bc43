// How fast a page is: node bench/page.mjs PAGE.html [WxH]. Prints one JSON line: milliseconds from opening to the first picture, frames a
// second while panning and while zooming, milliseconds from the last movement to a sharp picture, and frames a second of states in time.
// Needs Chromium (CHROMIUM names another than /usr/bin/chromium); it runs without a GPU, as for the figures in doc/.
import { chromium } from 'playwright-core';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

const [page = '', size = '1440x900'] = process.argv.slice(2);
if (!page) {
  console.error('usage: node bench/page.mjs PAGE.html [WxH]');
  process.exit(2);
}
const [width, height] = size.split('x').map(Number);
const flags = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: flags });
try {
  const tab = await browser.newPage({ viewport: { width, height } });
  await tab.goto(pathToFileURL(resolve(page)).href + '#/map', { waitUntil: 'commit' });
  await tab.waitForSelector('.picture[data-picture]', { timeout: 60_000 });
  const first = await tab.evaluate(() => performance.getEntriesByName('sillage:first-picture')[0].startTime);
  await tab.waitForSelector('.picture[data-state="sharp"]', { timeout: 60_000 });
  await tab.waitForTimeout(1500);

  /** Moves for two seconds, one movement a frame, and counts the frames; then waits for the sharp picture. */
  const measure = (kind) => tab.evaluate(async (moves) => {
    const picture = document.querySelector('.picture'), canvas = picture.querySelector('canvas'), box = canvas.getBoundingClientRect();
    const at = (x, y, more) => ({ bubbles: true, cancelable: true, view: window, clientX: box.left + x, clientY: box.top + y, ...more });
    const frame = () => new Promise((done) => requestAnimationFrame(done));
    if (moves === 'pan') canvas.dispatchEvent(new MouseEvent('mousedown', at(box.width / 2, box.height / 2)));
    const deltas = [], begin = performance.now();
    let last = await frame();
    for (let i = 0; performance.now() - begin < 2000; i++) {
      if (moves === 'pan') window.dispatchEvent(new MouseEvent('mousemove', at(box.width / 2 + 200 * Math.sin(i / 20), box.height / 2 + 120 * Math.sin(i / 13))));
      else canvas.dispatchEvent(new WheelEvent('wheel', at(box.width / 2, box.height / 2, { deltaY: i % 80 < 40 ? -30 : 30 })));
      const now = await frame();
      deltas.push(now - last);
      last = now;
    }
    if (moves === 'pan') window.dispatchEvent(new MouseEvent('mouseup', at(box.width / 2, box.height / 2)));
    const stopped = performance.now();
    while (picture.dataset.state !== 'sharp') await frame();
    deltas.sort((a, b) => a - b);
    return { fps: (1000 * deltas.length) / deltas.reduce((a, b) => a + b, 0), slowest: deltas[Math.floor(deltas.length * 0.95)], sharp: performance.now() - stopped };
  }, kind);
  await tab.locator('.map-zoom button').nth(1).click();
  await tab.waitForTimeout(1500);
  const pan = await measure('pan');
  await tab.waitForTimeout(500);
  const zoom = await measure('zoom');
  // States in time: the Play view's scrub bar, moved forward over the whole story in four seconds.
  await tab.goto(pathToFileURL(resolve(page)).href + '#/play');
  await tab.waitForSelector('.scrub', { timeout: 60_000 });
  await tab.waitForTimeout(3000);
  const states = await tab.evaluate(async () => {
    const bar = document.querySelector('.scrub'), box = bar.getBoundingClientRect(), picture = document.querySelector('.picture');
    const at = (share) => ({ bubbles: true, cancelable: true, pointerId: 1, button: 0, buttons: 1, isPrimary: true, clientX: box.left + share * box.width, clientY: box.top + 5 });
    bar.setPointerCapture = () => {};
    bar.dispatchEvent(new PointerEvent('pointerdown', at(0)));
    await new Promise((done) => setTimeout(done, 1500));
    const drawn = Number(picture.dataset.drawn), begin = performance.now();
    for (let now = begin; now - begin < 4000; now = performance.now()) {
      bar.dispatchEvent(new PointerEvent('pointermove', at((now - begin) / 4000)));
      await new Promise((done) => requestAnimationFrame(done));
    }
    const seconds = (performance.now() - begin) / 1000, count = Number(picture.dataset.drawn) - drawn;
    bar.dispatchEvent(new PointerEvent('pointerup', at(1)));
    return count / seconds;
  });
  const round = (n) => Math.round(n * 10) / 10;
  console.log(JSON.stringify({
    first_picture_ms: Math.round(first), pan_fps: round(pan.fps), pan_p95_ms: round(pan.slowest), zoom_fps: round(zoom.fps), zoom_p95_ms: round(zoom.slowest),
    sharp_ms: Math.round(Math.max(pan.sharp, zoom.sharp)), states_fps: round(states),
  }));
} finally {
  await browser.close();
}
