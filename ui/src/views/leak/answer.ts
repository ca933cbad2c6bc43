// The answer in sentences: what is in the leak, what its signatures say, what verified mails vouch for, and with which keys.
import type { App } from '../../app';
import type { Leak } from '../../data/leak';
import { hash } from '../../parts/copy';
import { h, type Child } from '../../parts/dom';
import { bytes, count, date, many, percent, text, time, TO_MINUTE } from '../../parts/format';
import { countShare, plainTable, shareSaid } from './say';

export function lead(app: App, leak: Leak): Child {
  const w = app.words,
    l = w.leak,
    { totals: t, hidden_items: hidden } = leak.d,
    against = leak.suspects.length + hidden,
    all = t.messages + t.documents + t.others;
  return h(
    'p',
    { class: 'lead' },
    t.messages > 0 ? text(many(w, t.messages, l.lead), { verified: count(w, t.verified), share: shareSaid(w, t.verified, t.messages) }) : l.leadNoMail,
    ' ',
    against > 0 ? text(many(w, against, l.leadAgainst), { all: count(w, all) }) : l.leadNothing,
  );
}

export function inIt(app: App, leak: Leak): Child {
  const w = app.words,
    l = w.leak,
    { totals: t, settings: s } = leak.d;
  const promised = [s.promised_mails > 0 && many(w, s.promised_mails, l.mails), s.promised_bytes > 0 && bytes(w, s.promised_bytes)].filter(Boolean).join(', ');
  const here = [
    s.promised_mails > 0 && text(l.shareOf, { what: many(w, t.messages, l.mails), share: percent(w, t.messages / s.promised_mails) }),
    s.promised_bytes > 0 && text(l.shareOf, { what: bytes(w, t.bytes), share: percent(w, t.bytes / s.promised_bytes) }),
  ].filter(Boolean).join(', ');
  const said = [
    text(l.holds, { mails: many(w, t.messages, l.mails), documents: many(w, t.documents, l.documents), others: many(w, t.others, l.others), bytes: bytes(w, t.bytes) }),
    t.first !== null && t.last !== null && text(l.dated, { from: date(w, t.first), to: time(w, t.last, TO_MINUTE) }),
    t.bulk > 0 && many(w, t.bulk, l.bulk),
    promised && text(l.promised, { promised, here }),
    s.theft !== null && text(l.theft, { date: date(w, s.theft) }),
    t.rejects > 0 && many(w, t.rejects, l.rejects),
  ];
  return h('p', null, said.filter(Boolean).join(' '));
}

function keys(app: App, leak: Leak): Child {
  const w = app.words,
    l = w.leak,
    { keys_sha256: sha, n_keys: n, dns } = leak.d.settings;
  if (!sha) return h('p', { class: dns ? null : 'note' }, dns ? l.keysDnsOnly : l.keysNone);
  const said = many(w, n, l.keys);
  return h('p', { class: 'leak-keys' }, said, ' ', hash(app, sha, said), dns && [' ', l.keysDns]);
}

/** Shares as one bar, for the eye; the table says them. */
function shares(leak: Leak): Child {
  const { verified, signed_unverified, unsigned } = leak.d.totals;
  return h(
    'div',
    { class: 'leak-shares', 'aria-hidden': 'true' },
    ([['is-verified', verified], ['is-signed', signed_unverified], ['is-unsigned', unsigned]] as const).map(([name, n]) => n > 0 && h('span', { class: `leak-share ${name}`, style: { 'flex-grow': String(n) } })),
  );
}

export function signatures(app: App, leak: Leak): Child {
  const w = app.words,
    l = w.leak,
    { totals: t } = leak.d,
    c = l.verdictColumns;
  if (t.messages === 0) return null;
  const key = (name: string, said: string): Child => h('span', { class: 'nowrap' }, h('span', { class: `leak-key ${name}` }), said);
  const row = (name: string, verdict: keyof typeof l.verdicts, n: number): Child[] => [key(name, l.verdicts[verdict]), count(w, n), shareSaid(w, n, t.messages), l.verdictMeans[verdict]];
  return [
    h('h3', null, l.verdictsTitle),
    shares(leak),
    plainTable(l.verdictsTitle, [[c.verdict, false], [c.n, true], [c.share, true], [c.means, false]], [
      row('is-verified', 'verified', t.verified),
      row('is-signed', 'signed-unverified', t.signed_unverified),
      row('is-unsigned', 'unsigned', t.unsigned),
    ]),
    keys(app, leak),
    t.recovered > 0 && h('p', null, many(w, t.recovered, l.recovered)),
    t.vouched_whole + t.vouched_part + t.vouched_unverified + t.vouched_conflict > 0 &&
      [
        h('p', { class: 'leak-list-head' }, l.vouched),
        h('ul', null, (['whole', 'part', 'unverified', 'conflict'] as const).map((how) => {
          const n = t[`vouched_${how}`];
          return n > 0 && h('li', { class: how === 'conflict' ? 'caution' : null }, many(w, n, l.vouchedRows[how]), how === 'whole' && ` (${shareSaid(w, n, t.messages)})`);
        })),
        t.spans > 0 && h('p', null, text(l.quotes, { quoting: count(w, t.replies_quoting), replies: many(w, t.replies, l.answers), spans: many(w, t.spans, l.passages), same: countShare(w, t.spans_same, t.spans) })),
      ],
  ];
}
