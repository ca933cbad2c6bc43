// SPDX-License-Identifier: GPL-3.0-or-later
// What a reader who does not see the page, or not well, needs of each view: names, headings in order, contrast, targets.
import { none, ok, open, settle, show, tabs } from './lib.mjs';

/** Controls without a name, headings out of order, ids given twice … as sentences. Runs in the page. */
export function faults() {
  const wrong = [], isShown = (e) => e.checkVisibility({ checkVisibilityCSS: true, contentVisibilityAuto: true });
  const of = (e) => `<${e.tagName.toLowerCase()} class="${e.getAttribute('class') ?? ''}"> ${e.textContent.trim().slice(0, 40)}`;
  const textOf = (ids) => ids.split(/\s+/).map((id) => document.getElementById(id)?.textContent ?? '').join(' ');
  const name = (e) => (e.getAttribute('aria-label') || (e.getAttribute('aria-labelledby') && textOf(e.getAttribute('aria-labelledby')))
    || [...(e.labels ?? [])].map((l) => l.textContent).join(' ') || e.textContent || e.getAttribute('title') || e.getAttribute('alt') || '').trim();
  const controls = 'a[href], button, input, select, textarea, summary, [tabindex="0"], [role="slider"], [role="button"], [role="img"], svg[role], dialog, [role="dialog"]';
  for (const e of document.querySelectorAll(controls)) {
    if (!isShown(e) || e.closest('[aria-hidden="true"]')) continue;
    if (!name(e)) wrong.push('no name: ' + of(e));
    if (e.tabIndex > 0) wrong.push('a tab order of its own: ' + of(e));
  }
  for (const e of document.querySelectorAll('[aria-hidden="true"] :is(a[href], button, input, select, [tabindex="0"])')) if (isShown(e)) wrong.push('hidden, yet it takes the focus: ' + of(e));
  const headings = [...document.querySelectorAll('h1, h2, h3, h4, h5, h6')].filter(isShown);
  if (headings.filter((e) => e.tagName === 'H1').length !== 1) wrong.push(`${headings.filter((e) => e.tagName === 'H1').length} first headings`);
  headings.forEach((e, i) => {
    if (i > 0 && Number(e.tagName[1]) > Number(headings[i - 1].tagName[1]) + 1) wrong.push(`after ${of(headings[i - 1])} comes ${of(e)}`);
  });
  const ids = [...document.querySelectorAll('[id]')].map((e) => e.id);
  for (const id of new Set(ids.filter((id, i) => ids.indexOf(id) !== i))) wrong.push('given twice: id ' + id);
  for (const e of [...document.querySelectorAll('[aria-labelledby], [aria-describedby], [aria-controls]')].filter(isShown))
    for (const key of ['aria-labelledby', 'aria-describedby', 'aria-controls'])
      for (const id of (e.getAttribute(key) ?? '').split(/\s+/).filter(Boolean)) if (!document.getElementById(id)) wrong.push(`${key} names nothing: ${id}`);
  for (const landmark of ['main', 'header', 'nav']) if (!document.querySelector(landmark)) wrong.push('no ' + landmark);
  for (const e of document.querySelectorAll('table')) if (isShown(e) && !e.querySelector('th')) wrong.push('a table without headings: ' + of(e));
  for (const e of document.querySelectorAll('main canvas'))
    if (isShown(e) && !e.closest('[aria-hidden="true"], [role="img"], [role="application"], [role="group"], [aria-label]')) wrong.push('a picture without a name');
  return wrong;
}

/** Texts whose colour is too near to what lies behind (WCAG AA). Runs in the page. */
export function faint() {
  const wrong = new Map(), parse = (c) => {
    const m = c.match(/[\d.]+/g)?.map(Number) ?? [0, 0, 0, 0];
    return c.startsWith('color(') ? [...m.slice(0, 3).map((v) => v * 255), m[3] ?? 1] : [m[0], m[1], m[2], m[3] ?? 1];
  };
  const over = (top, below) => [0, 1, 2].map((i) => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
  const light = (c) => c.slice(0, 3).map((v) => v / 255).map((v) => (v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)).reduce((a, v, i) => a + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = (e) => {
    const layers = [];
    for (; e; e = e.parentElement) {
      const c = parse(getComputedStyle(e).backgroundColor);
      if (c[3] > 0) layers.push(c);
      if (c[3] === 1) break;
    }
    return layers.reduceRight((below, top) => over(top, below), [255, 255, 255, 1]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const e = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || e.closest('svg, canvas, .spoken, :disabled, script, style, noscript') || !e.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true })) continue;
    const style = getComputedStyle(e), ground = behind(e), ink = over(parse(style.color), ground);
    const [a, b] = [light(ink), light(ground)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
    const size = parseFloat(style.fontSize), isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) wrong.set(`${e.tagName}.${e.className} ${ratio.toFixed(2)}`, walker.currentNode.data.trim().slice(0, 40));
  }
  return [...wrong].map(([where, text]) => `${where}: ${text}`);
}

/** Controls smaller than 24 pixels either way that do not stand in a line of text (WCAG 2.5.8). Runs in the page. */
export function small() {
  return [...document.querySelectorAll('button, select, input, [role="slider"]')].filter((e) => e.checkVisibility({ checkVisibilityCSS: true }) && !e.closest('p, td, th, label')).map((e) => [e, e.getBoundingClientRect()])
    .filter(([, box]) => box.width > 0 && (box.width < 24 || box.height < 23.5)).map(([e, box]) => `${e.tagName}.${e.className} ${Math.round(box.width)} x ${Math.round(box.height)}: ${e.textContent.slice(0, 30)}`);
}

export default async function access({ browser, pages }) {
  const address = await pages.report();
  for (const colorScheme of ['light', 'dark']) {
    const { page, wrong, close } = await open(browser, address, { colorScheme, width: 1280, height: 900 });
    for (const view of await tabs(page)) {
      await show(page, view);
      await settle(page);
      if (colorScheme === 'light') {
        none(`${view}: every control has a name, headings are in order`, await page.evaluate(faults));
        none(`${view}: controls are large enough to be hit`, await page.evaluate(small));
      }
      none(`${view}: text can be read on its ground, ${colorScheme}`, await page.evaluate(faint));
    }
    if (colorScheme === 'light') {
      await show(page, 'map');
      ok('a table stands beside the map', (await page.locator('main table').count()) > 0);
      await show(page, 'play');
      ok('a list tells what the play shows', (await page.locator('main ol li').count()) > 5);
    }
    none(`looking makes no error, ${colorScheme}`, wrong);
    await close();
  }
}
