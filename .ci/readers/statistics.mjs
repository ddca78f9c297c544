// What a reader concludes without reading the values: the tests of the
// statistics and of the page index of a release's Parquet files.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compareCells, microseconds, show } from './cells.mjs';
import { fromParquet, fromTypedCSV, identifier, literal, quote, read, readRows } from './duckdb.mjs';
import * as hyparquet from './hyparquet.mjs';
import { filePath } from './release.mjs';
import { compare, readCSV } from './values.mjs';

// longestBound is the most bytes of a text that statistics repeat.
const longestBound = 64;

// testStatistics registers the tests of every table.
export function testStatistics(release, connection) {
  for (const table of release.tables) {
    test(`${table.name}: DuckDB answers from the Parquet as from the CSV`, () => checkAnswers(release, connection, table));
    test(`${table.name}: DuckDB finds true statistics`, () => checkDuckDBStatistics(release, connection, table));
    test(`${table.name}: hyparquet finds true statistics and a true page index`, () => checkIndexes(release, table));
    test(`${table.name}: hyparquet finds rows by the page index`, () => checkSeek(release, table));
  }
}

async function checkAnswers(release, connection, table) {
  const csv = readCSV(release, table);
  await connection.run(`CREATE OR REPLACE TEMP TABLE truth AS FROM ${fromTypedCSV(table)}`);
  for (const [i, column] of table.columns.entries()) {
    const asked = questions(column, csv[i]);
    const expected = await ask(connection, asked, 'truth');
    const found = await ask(connection, asked, fromParquet(table.name));
    for (const [n, question] of asked.entries()) {
      const [answer, wanted] = [found[`a${n}`], expected[`a${n}`]];
      const what = `${table.name}.${column.name}: SELECT ${question.replace('?', 'it')}`;
      assert.ok(Object.is(answer, wanted), `${what}: Parquet: ${show(answer)}; CSV: ${show(wanted)}`);
    }
  }
}

// ask returns the answers a0, a1 … to questions about one source.
async function ask(connection, asked, from) {
  const answers = asked.map((question, n) => `(SELECT ${question.replace('?', from)}) AS a${n}`);
  const rows = await readRows(connection, `SELECT ${answers.join(', ')}`);
  return rows[0];
}

// questions are queries that readers answer from statistics, or by leaving out
// what statistics say cannot match: about the least value, the greatest, one
// between, and one that is not there.
function questions(column, cells) {
  const name = identifier(column.name);
  const { least, most } = bounds(cells);
  const some = cells.filter((cell) => cell !== null);
  const filters = [['>=', stranger(column.type, most)], ['=', stranger(column.type, most)]];
  if (some.length > 0) {
    filters.push(['=', least], ['<', least], ['=', most], ['>=', most], ['=', some[some.length >> 1]], ['<', some[some.length >> 1]]);
  }
  return [
    `count(${name}) FROM ?`, `min(${name}) FROM ?`, `max(${name}) FROM ?`,
    `count(*) FROM ? WHERE ${name} IS NULL`, `count(*) FROM ? WHERE ${name} IS NOT NULL`,
    ...filters.map(([operator, cell]) => `count(*) FROM ? WHERE ${name} ${operator} ${literal(column.type, cell)}`),
  ];
}

// stranger is a value greater than the greatest, where the type has one.
function stranger(type, most) {
  switch (type) {
    case 'string': return `${most ?? ''}z`;
    case 'integer': case 'datetime': return (most ?? 0n) + (most === 2n ** 63n - 1n ? 0n : 1n);
    case 'number': return (most ?? 0) + 1;
    case 'boolean': return true;
    case 'date': return '9999-12-31';
  }
}

function bounds(cells) {
  let least = null;
  let most = null;
  for (const cell of cells) {
    if (cell !== null) {
      least = least === null || compareCells(cell, least) < 0 ? cell : least;
      most = most === null || compareCells(cell, most) > 0 ? cell : most;
    }
  }
  return { least, most };
}

// chunkBounds are the bounds that statistics must give: exact, or none where
// one is a long text.
function chunkBounds(cells) {
  const exact = bounds(cells);
  const isLong = (cell) => typeof cell === 'string' && Buffer.byteLength(cell) > longestBound;
  return isLong(exact.least) || isLong(exact.most) ? { least: null, most: null } : exact;
}

const countNulls = (cells) => cells.filter((cell) => cell === null).length;

async function checkDuckDBStatistics(release, connection, table) {
  const csv = readCSV(release, table);
  const chunks = await readRows(connection, `
    SELECT path_in_schema AS name, row_group_num_rows AS rows, stats_null_count AS nulls, stats_min_value AS least, stats_max_value AS most,
      sum(row_group_num_rows) OVER (PARTITION BY path_in_schema ORDER BY row_group_id) - row_group_num_rows AS start
    FROM parquet_metadata(${quote(`${table.name}.parquet`)}) ORDER BY row_group_id, column_id`);
  assert.equal(chunks.length % table.columns.length, 0, 'every row group has every column');
  for (const chunk of chunks) {
    const i = table.columns.findIndex((column) => column.name === chunk.name);
    const cells = csv[i].slice(Number(chunk.start), Number(chunk.start) + Number(chunk.rows));
    const { least, most } = chunkBounds(cells);
    const where = `${table.name}.${chunk.name}, rows from ${chunk.start}`;
    assert.equal(chunk.nulls, BigInt(countNulls(cells)), `${where}: null count`);
    same(cellOfStatistic(table.columns[i].type, chunk.least), least, `${where}: min`);
    same(cellOfStatistic(table.columns[i].type, chunk.most), most, `${where}: max`);
  }
}

// cellOfStatistic reads a statistic as DuckDB prints it.
function cellOfStatistic(type, text) {
  if (text === null) {
    return null;
  }
  switch (type) {
    case 'integer': return BigInt(text);
    case 'number': return Number(text);
    case 'boolean': return text === 'true';
    case 'datetime': return microseconds(text.replace(' ', 'T').replace('+00', 'Z'));
    default: return text;
  }
}

function same(found, expected, where) {
  // Statistics say -0 below and +0 above wherever there is a zero.
  assert.ok(found === expected, `${where}: ${show(found)} instead of ${show(expected)}`);
}

function checkIndexes(release, table) {
  const csv = readCSV(release, table);
  const file = hyparquet.open(filePath(release, `${table.name}.parquet`));
  let start = 0;
  for (const group of file.metadata.row_groups) {
    const end = start + Number(group.num_rows);
    for (const [i, chunk] of group.columns.entries()) {
      const where = `${table.name}.${table.columns[i].name}, rows from ${start}`;
      const cells = csv[i].slice(start, end);
      checkChunk(chunk.meta_data.statistics, cells, where);
      const indexes = hyparquet.readIndexes(file, chunk, file.metadata.schema[i + 1]);
      checkPages(indexes, cells, where);
      assert.ok(indexes.column !== null || cells.every((cell) => cell === null), `${where}: no column index`);
    }
    start = end;
  }
  assert.equal(start, csv[0].length, 'rows of the row groups');
}

function checkChunk(statistics, cells, where) {
  const { least, most } = chunkBounds(cells);
  assert.equal(statistics.null_count, BigInt(countNulls(cells)), `${where}: null count`);
  same(statistics.min_value ?? null, least, `${where}: min`);
  same(statistics.max_value ?? null, most, `${where}: max`);
}

// checkPages holds the page index of a chunk to its cells. Bounds of pages may
// be wider than the values, for long texts, never narrower.
function checkPages({ column, offset }, cells, where) {
  const starts = offset.page_locations.map((location) => Number(location.first_row_index));
  assert.equal(starts[0], 0, `${where}: first page`);
  for (const [page, from] of starts.entries()) {
    const inside = cells.slice(from, starts[page + 1] ?? cells.length);
    const { least, most } = bounds(inside);
    const at = `${where}, page ${page}`;
    assert.ok(inside.length > 0, `${at}: rows`);
    if (column === null) continue;
    assert.equal(column.null_counts[page], BigInt(countNulls(inside)), `${at}: null count`);
    assert.equal(column.null_pages[page], least === null, `${at}: null page`);
    if (least !== null) {
      assert.ok(compareCells(column.min_values[page], least) <= 0, `${at}: min ${show(column.min_values[page])} is above ${show(least)}`);
      assert.ok(compareCells(column.max_values[page], most) >= 0, `${at}: max ${show(column.max_values[page])} is below ${show(most)}`);
    }
  }
  if (column !== null) checkOrder(column, where);
}

function checkOrder({ boundary_order: order, null_pages: empty, min_values: least, max_values: most }, where) {
  const pages = [...empty.keys()].filter((page) => !empty[page]);
  const sign = { ASCENDING: 1, DESCENDING: -1, UNORDERED: 0 }[order];
  assert.notEqual(sign, undefined, `${where}: boundary order ${order}`);
  for (let i = 1; i < pages.length; i++) {
    for (const values of [least, most]) {
      assert.ok(sign * compareCells(values[pages[i - 1]], values[pages[i]]) <= 0, `${where}: pages are not ${order}`);
    }
  }
}

async function checkSeek(release, table) {
  const csv = readCSV(release, table);
  const rows = csv[0].length;
  const file = hyparquet.open(filePath(release, `${table.name}.parquet`));
  const [rowStart, rowEnd] = [Math.floor(rows * 0.45), Math.ceil(rows * 0.55)];
  if (rowStart < rowEnd) {
    const found = await hyparquet.readColumns(file, { rowStart, rowEnd, useOffsetIndex: true });
    compare(table, 'hyparquet by offset', found, 'the CSV', csv.map((cells) => cells.slice(rowStart, rowEnd)));
  }
  const key = table.primaryKey[0];
  const cells = csv[table.columns.findIndex((column) => column.name === key)];
  for (const cell of new Set([cells[0], cells[rows >> 1], cells[rows - 1]].filter((one) => one !== undefined))) {
    const found = await hyparquet.query(file, { [key]: { $eq: cell } });
    assert.equal(found.length, cells.filter((one) => one === cell).length, `${table.name}: rows where ${key} is ${show(cell)}`);
  }
}
