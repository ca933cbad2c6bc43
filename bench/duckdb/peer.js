// SPDX-License-Identifier: GPL-3.0-or-later
// The peer's side of bench/coordination.py: DuckDB's self-join by buckets.
//   node peer.js load EVENTS.csv DATABASE    EVENTS.csv holds tag,account,t (seconds)
//   node peer.js run DATABASE PAIRS.csv      prints the seconds of the join and the writing alone
// Buckets are a second wider than the window, so that two events within it are in the same bucket or in neighbouring ones; each
// event of one side is therefore put into three.
const { DuckDBInstance } = require('@duckdb/node-api');

const [command, from, to] = process.argv.slice(2);
const WINDOW = 60;
const BUCKET = WINDOW + 1;
const quoted = (path) => `'${path.replace(/'/g, "''")}'`;
const pairs = `
  WITH e AS (SELECT tag, account, t, t // ${BUCKET} AS bucket FROM events),
       near AS (SELECT tag, account, t, unnest([bucket - 1, bucket, bucket + 1]) AS bucket FROM e)
  SELECT least(x.account, y.account) AS account_a, greatest(x.account, y.account) AS account_b, count(*) AS weight
  FROM e x JOIN near y ON x.tag = y.tag AND x.bucket = y.bucket
  WHERE x.account < y.account AND abs(x.t - y.t) <= ${WINDOW}
  GROUP BY ALL ORDER BY ALL`;

// Names as numbers: the peer joins integers, as we do.
async function load(connection) {
  await connection.run(`CREATE TABLE raw AS FROM read_csv(${quoted(from)},
    columns = {'tag': 'UBIGINT', 'account': 'VARCHAR', 't': 'BIGINT'}, header = true)`);
  await connection.run('CREATE TABLE names AS SELECT account, row_number() OVER (ORDER BY account) AS number FROM (SELECT DISTINCT account FROM raw)');
  await connection.run('CREATE TABLE events AS SELECT tag, number::INTEGER AS account, t FROM raw JOIN names USING (account)');
  await connection.run('DROP TABLE raw');
  await connection.run('CHECKPOINT');
}

async function run(connection) {
  const begin = process.hrtime.bigint();
  await connection.run(`COPY (SELECT a.account AS account_a, b.account AS account_b, weight FROM (${pairs})
    JOIN names a ON a.number = account_a JOIN names b ON b.number = account_b ORDER BY ALL) TO ${quoted(to)} (HEADER)`);
  console.log(Number(process.hrtime.bigint() - begin) / 1e9);
}

async function main() {
  const options = { threads: '2', ...(command === 'run' && { access_mode: 'READ_ONLY' }) };
  const instance = await DuckDBInstance.create(command === 'load' ? to : from, options);
  await (command === 'load' ? load : run)(await instance.connect());
}

main();
