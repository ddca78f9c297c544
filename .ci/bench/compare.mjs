// Whether two programs made the same tables: every value of every column, as
// often in one as in the other, of the same types and with as many nulls.

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { connect, quote } from './peers/flatten.mjs';

// compare holds our tables, in each of the formats that we write, to those of
// a peer in Parquet, and throws where they differ. It returns what it compared.
export async function compare(ours, theirs) {
  const connection = await connect();
  const names = readdirSync(theirs).filter((name) => name.endsWith('.parquet')).map((name) => name.slice(0, -'.parquet'.length)).sort();
  const total = { tables: names.length, columns: 0, rows: 0 };
  for (const name of names) {
    const wanted = quote(join(theirs, `${name}.parquet`));
    const columns = await describe(connection, wanted);
    for (const [format, found] of Object.entries(readers(join(ours, name), columns))) {
      await compareTable(connection, columns, found, wanted, `${name}.${format}`);
    }
    total.columns += columns.length;
    total.rows += await count(connection, `FROM ${wanted}`);
  }
  return total;
}

// readers are the expressions of SQL that read a table of ours. CSV has no
// types of its own: it is given those that are expected.
function readers(path, columns) {
  const types = `{${columns.map(({ name, type }) => `${quote(name)}: ${quote(type)}`)}}`;
  return {
    parquet: quote(`${path}.parquet`),
    csv: `read_csv(${quote(`${path}.csv`)}, header = true, auto_detect = false, delim = ',', quote = '"', escape = '"', allow_quoted_nulls = false, columns = ${types})`,
  };
}

async function compareTable(connection, columns, found, wanted, name) {
  demand(`columns of ${name}`, JSON.stringify(await describe(connection, found)), JSON.stringify(columns));
  demand(`nulls of ${name}`, await nulls(connection, columns, found), await nulls(connection, columns, wanted));
  demand(`rows of ${name} that the peer has not`, await count(connection, `FROM ${found} EXCEPT ALL FROM ${wanted}`), 0);
  demand(`rows of the peer that ${name} has not`, await count(connection, `FROM ${wanted} EXCEPT ALL FROM ${found}`), 0);
}

function demand(what, found, wanted) {
  if (found !== wanted) {
    throw new Error(`${what}: ${found}, and not ${wanted}`);
  }
}

async function describe(connection, table) {
  return (await rows(connection, `DESCRIBE FROM ${table}`)).map(([name, type]) => ({ name, type }));
}

async function nulls(connection, columns, table) {
  const counts = columns.map(({ name }) => `count(*) FILTER ("${name}" IS NULL)`);
  return JSON.stringify(await rows(connection, `SELECT ${counts} FROM ${table}`));
}

async function count(connection, query) {
  return Number((await rows(connection, `SELECT count(*) FROM (${query})`))[0][0]);
}

async function rows(connection, sql) {
  return (await connection.runAndReadAll(sql)).getRowsJson();
}

// compareRefusals holds the files that we refused, among what canevas build
// printed, to those that a peer refused, and returns how many they are.
export function compareRefusals(outcomes, refusals) {
  const ours = outcomes.filter(({ status }) => status === 'refusee').map(({ origin }) => origin).sort();
  const theirs = refusals.map(({ file }) => file).sort();
  demand('refused files', ours.join(' '), theirs.join(' '));
  demand('files neither published nor refused', outcomes.filter(({ status }) => !['publiee', 'refusee'].includes(status)).length, 0);
  return ours.length;
}
