// The case's files, with what is needed to check each.
import type { App } from '../../app';
import { h } from '../../parts/dom';
import { bytes, count, many, platformName, text } from '../../parts/format';
import { hash } from '../../parts/copy';
import '../../parts/table.css';

export function sourcesTable(app: App): HTMLElement {
  const w = app.words,
    s = w.methods.sources,
    files = app.source.document.case.sources;
  const withPlatform = files.some((f) => f.platform);
  const rows = files.reduce((sum, f) => sum + f.rows, 0),
    size = files.reduce((sum, f) => sum + f.bytes, 0);
  return h(
    'div',
    null,
    h(
      'p',
      { class: 'soft' },
      text(s.total, {
        files: many(w, files.length, w.count.files),
        rows: many(w, rows, s.rowCount),
        bytes: bytes(w, size),
      }),
    ),
    h(
      'div',
      { class: 'table-frame' },
      h(
        'table',
        { class: 'sources stack' },
        h('caption', { class: 'spoken' }, s.caption),
        h(
          'thead',
          null,
          h(
            'tr',
            null,
            [s.file, s.format, withPlatform && s.platform]
              .filter(Boolean)
              .map((name) => h('th', { scope: 'col' }, name)),
            [s.rows, s.rejected, s.repaired, s.size].map((name) => h('th', { scope: 'col', class: 'number' }, name)),
            h('th', { scope: 'col' }, s.sha),
          ),
        ),
        h(
          'tbody',
          null,
          files.map((f) =>
            h(
              'tr',
              null,
              h(
                'td',
                { 'data-head': s.file },
                h('bdi', null, f.file),
                f.error && h('p', { class: 'small caution' }, text(s.error, { error: f.error })),
              ),
              h('td', { 'data-head': s.format }, f.format),
              withPlatform && h('td', { 'data-head': s.platform }, platformName(w, f.platform)),
              (
                [
                  [s.rows, f.rows],
                  [s.rejected, f.rejected],
                  [s.repaired, f.repaired],
                ] as const
              ).map(([name, n]) => h('td', { class: 'number', 'data-head': name }, count(w, n))),
              h('td', { class: 'number nowrap', 'data-head': s.size }, bytes(w, f.bytes)),
              h('td', { 'data-head': s.sha }, hash(app, f.sha256, f.file)),
            ),
          ),
        ),
      ),
    ),
    h('p', { class: 'small soft' }, s.check),
  );
}
