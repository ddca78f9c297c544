// What the files are worth to who reads them: DuckDB answers the same queries
// on ours and on those that DuckDB wrote.

import { readFileSync } from 'node:fs';
import { median } from './measure.mjs';
import { connect, quote } from './peers/flatten.mjs';
import { lookUp } from './ranges.mjs';

// repeats is how often each query is asked of each folder.
const repeats = 21;

// queries are what researchers ask, from the whole of a column to one row.
const queries = (id) => ({
  'propositions and votes by theme': `SELECT theme, count(*), sum(pour), sum(contre) FROM 'propositions.parquet' GROUP BY ALL ORDER BY ALL`,
  'suites by decision and year': `SELECT decision, year("date"), count(*), max(part) FROM 'suites.parquet' GROUP BY ALL ORDER BY ALL`,
  'propositions by type of body (join)': `SELECT type_collectivite, theme, count(*) FROM 'propositions.parquet' JOIN 'concertations.parquet' USING (identifiant) GROUP BY ALL ORDER BY ALL`,
  'the texts most voted for on a theme': `SELECT identifiant, proposition, texte FROM 'propositions.parquet' WHERE theme = 'urbanisme' AND pour > 230 ORDER BY ALL`,
  'deadlines of one month': `SELECT identifiant, proposition, service FROM 'suites.parquet' WHERE echeance BETWEEN DATE '2026-05-01' AND DATE '2026-05-31' ORDER BY ALL`,
  'a word in the texts': `SELECT count(*) FROM 'propositions.parquet' WHERE texte LIKE '%médiathèque accessible%'`,
  'the propositions of one canevas': `SELECT * FROM 'propositions.parquet' WHERE identifiant = '${id}' ORDER BY ALL`,
  'one suite': `SELECT * FROM 'suites.parquet' WHERE identifiant = '${id}' AND proposition = 'P-0001'`,
});

// ask puts every query to two folders of tables and returns, for each, the
// median time in milliseconds and the bytes read from the files. It throws
// where the answers differ.
export async function ask(ours, theirs) {
  const [mine, other] = [await open(ours), await open(theirs)];
  const id = JSON.parse(await answer(mine, `SELECT identifiant FROM 'concertations.parquet' ORDER BY identifiant LIMIT 1 OFFSET 1234`))[0][0];
  const results = [];
  for (const [name, sql] of Object.entries(queries(id))) {
    if (await answer(mine, sql) !== await answer(other, sql)) {
      throw new Error(`answers differ: ${name}`);
    }
    results.push({ name, ...(await alternate(mine, other, sql)) });
  }
  return { results, lookUps: await lookUps(ours, theirs, id) };
}

// open returns a connection that reads files anew for each query.
async function open(folder) {
  const connection = await connect();
  await connection.run(`SET file_search_path = ${quote(folder)}; SET enable_external_file_cache = false`);
  return connection;
}

async function answer(connection, sql) {
  return JSON.stringify((await connection.runAndReadAll(sql)).getRowsJson());
}

async function alternate(mine, other, sql) {
  const costs = { ours: [], theirs: [] };
  for (let i = 0; i < repeats; i++) {
    costs.ours.push(await time(mine, sql));
    costs.theirs.push(await time(other, sql));
  }
  const middle = (list, cost) => median(list.map((one) => one[cost]));
  return Object.fromEntries(Object.entries(costs).map(([who, list]) => [who, { time: middle(list, 'time'), bytes: middle(list, 'bytes') }]));
}

async function time(connection, sql) {
  const bytes = bytesRead();
  const start = process.hrtime.bigint();
  await answer(connection, sql);
  return { time: Number(process.hrtime.bigint() - start) / 1e6, bytes: bytesRead() - bytes };
}

// bytesRead is what this process has read so far, by what Linux counts.
function bytesRead() {
  return Number(/^rchar: (\d+)$/m.exec(readFileSync('/proc/self/io', 'utf8'))[1]);
}

async function lookUps(ours, theirs, id) {
  const wanted = {
    'the propositions of one canevas': { table: 'propositions', filter: { identifiant: { $eq: id } } },
    'one suite': { table: 'suites', filter: { identifiant: { $eq: id }, proposition: { $eq: 'P-0001' } } },
  };
  const results = [];
  for (const [name, query] of Object.entries(wanted)) {
    const [mine, other] = [await lookUp(ours, query), await lookUp(theirs, query)];
    if (mine.rows.length === 0 || mine.rows.length !== other.rows.length) {
      throw new Error(`rows differ: ${name}`);
    }
    results.push({ name, ours: mine, theirs: other });
  }
  return results;
}
