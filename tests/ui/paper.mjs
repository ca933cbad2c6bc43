// SPDX-License-Identifier: GPL-3.0-or-later
// The page on paper: whole pages that hold the chain.
import { inflateSync } from 'node:zlib';
import { has, none, ok, open } from './lib.mjs';

/** The text of a PDF, as its own tables say which sign is which letter; blanks are lost. Enough for what Chromium writes. */
export function textOf(pdf) {
  const raw = pdf.toString('latin1'), objects = new Map();
  for (const m of raw.matchAll(/(\d+) 0 obj\s([\s\S]*?)\sendobj/g)) objects.set(m[1], m[2]);
  const stream = (body) => {
    const from = body.indexOf('stream'), data = Buffer.from(body.slice(from + 7, body.lastIndexOf('endstream')).replace(/^\n/, ''), 'latin1');
    return /FlateDecode/.test(body.slice(0, from)) ? inflateSync(data).toString('latin1') : data.toString('latin1');
  };
  const tables = new Map();
  for (const [id, body] of objects) {
    const to = /\/ToUnicode (\d+) 0 R/.exec(body)?.[1];
    if (!to) continue;
    const map = new Map(), text = stream(objects.get(to)), letters = (hex) => Buffer.from(hex, 'hex').swap16().toString('utf16le');
    for (const block of text.matchAll(/beginbfchar([\s\S]*?)endbfchar/g))
      for (const m of block[1].matchAll(/<(\w+)>\s*<(\w+)>/g)) map.set(parseInt(m[1], 16), letters(m[2]));
    for (const block of text.matchAll(/beginbfrange([\s\S]*?)endbfrange/g))
      for (const m of block[1].matchAll(/<(\w+)>\s*<(\w+)>\s*<(\w+)>/g))
        for (let i = parseInt(m[1], 16); i <= parseInt(m[2], 16); i++) map.set(i, String.fromCharCode(parseInt(m[3], 16) + i - parseInt(m[1], 16)));
    tables.set(id, map);
  }
  let said = '';
  for (const [, body] of objects) {
    if (!/\/Type\s*\/Page\b/.test(body)) continue;
    const fonts = new Map([...body.matchAll(/\/(F\d+) (\d+) 0 R/g)].map((m) => [m[1], tables.get(m[2])]));
    const contents = stream(objects.get(/\/Contents (\d+) 0 R/.exec(body)[1]));
    let font;
    for (const m of contents.matchAll(/\/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>/g)) {
      if (m[1]) font = fonts.get(m[1]);
      else for (let i = 0; i < m[2].length; i += 4) said += font?.get(parseInt(m[2].slice(i, i + 4), 16)) ?? '';
    }
    said += '\n';
  }
  return said;
}

export default async function paper({ browser, pages }) {
  const { page, wrong, close } = await open(browser, await pages.report());
  const origin = await pages.origin(), pdf = await page.pdf({ preferCSSPageSize: true });
  const count = [...pdf.toString('latin1').matchAll(/\/Type\s*\/Page\b/g)].length;
  ok('the report prints as several pages', count >= 2 && count <= 40, `${count} pages`);
  const text = textOf(pdf).replace(/\s/g, '');
  for (const step of origin.chain) has(`the paper names step ${step.step} of the chain`, text, (step.post.account ?? 'anonymous post').replace(/\s/g, ''));
  has('and how sure an inferred step is', text, '0.94');
  has('the paper says how the findings were made', text, 'Methods');
  none('printing makes no error and no request', wrong);
  await close();
}
