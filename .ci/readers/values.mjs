// The same values for everyone: the tests of what a release's tables hold.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { cellOfText, cellOfValue, show } from './cells.mjs';
import { parseCSV } from './csv.mjs';
import { fromCSV, fromJSONLines, fromParquet, read, types } from './duckdb.mjs';
import * as hyparquet from './hyparquet.mjs';
import { filePath } from './release.mjs';

// testValues registers the tests of every table: that each reader of each file
// finds what the CSV holds, and that this is what rowsOf(table) gives.
export function testValues(release, connection, rowsOf) {
  for (const table of release.tables) {
    const csv = () => readCSV(release, table);
    test(`${table.name}: the CSV holds what the submissions say`, () => {
      compare(table, 'the CSV', csv(), 'the submissions', rowsOf(table));
    });
    test(`${table.name}: DuckDB reads the CSV`, () => checkCSV(connection, table, csv()));
    test(`${table.name}: DuckDB reads the Parquet, types included`, () => checkParquet(connection, table, csv()));
    test(`${table.name}: hyparquet reads the Parquet`, () => checkHyparquet(release, table, csv()));
    if (release.formats.includes('jsonl')) {
      test(`${table.name}: JSON Lines say the same`, () => checkJSONLines(release, table, csv()));
      test(`${table.name}: DuckDB reads the JSON Lines`, () => checkDuckDBLines(connection, table, csv()));
    }
  }
}

// Reading a table is slow beside comparing it: it is read once.
const tables = new WeakMap();

// readCSV returns the cells of a table's CSV file, column by column.
export function readCSV(release, table) {
  if (!tables.has(table)) {
    tables.set(table, parseTable(release, table));
  }
  return tables.get(table);
}

function parseTable(release, table) {
  const bytes = readFileSync(filePath(release, `${table.name}.csv`));
  const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  const [header, ...records] = parseCSV(text);
  assert.deepEqual(header, names(table), 'header of the CSV');
  for (const [row, record] of records.entries()) {
    assert.equal(record.length, header.length, `fields of row ${row} of the CSV`);
  }
  return table.columns.map((column, i) => records.map((record) => cellOfText(column.type, record[i])));
}

async function checkCSV(connection, table, csv) {
  const found = await read(connection, `FROM ${fromCSV(table.name)}`);
  assert.deepEqual(found.names, names(table));
  const cells = table.columns.map((column, i) => found.cells[i].map((text) => cellOfText(column.type, text)));
  compare(table, 'DuckDB in the CSV', cells, 'the CSV', csv);
}

async function checkParquet(connection, table, csv) {
  const found = await read(connection, `FROM ${fromParquet(table.name)}`);
  assert.deepEqual(found.names, names(table));
  assert.deepEqual(found.types, table.columns.map((column) => types[column.type]));
  compare(table, 'DuckDB in the Parquet', found.cells, 'the CSV', csv);
}

async function checkHyparquet(release, table, csv) {
  const file = hyparquet.open(filePath(release, `${table.name}.parquet`));
  assert.deepEqual(file.metadata.schema.slice(1).map((element) => element.name), names(table));
  compare(table, 'hyparquet in the Parquet', await hyparquet.readColumns(file), 'the CSV', csv);
}

function checkJSONLines(release, table, csv) {
  const text = readFileSync(filePath(release, `${table.name}.jsonl`), 'utf8');
  assert.ok(text === '' || text.endsWith('\n'), 'the last line ends');
  const rows = text.split('\n').slice(0, -1).map((line) => JSON.parse(line));
  const keys = names(table);
  for (const row of rows) {
    assert.equal(Object.keys(row).join(), keys.join(), 'keys of a line');
  }
  // JSON.parse rounds integers beyond 2^53; DuckDB, below, does not.
  const rounded = csv.map((column) => column.map((cell) => (typeof cell === 'bigint' ? Number(cell) : cell)));
  const cells = table.columns.map((column, i) => rows.map((row) => jsonCell(column, row[keys[i]])));
  compare(table, 'JSON Lines', cells, 'the CSV', rounded);
}

function jsonCell(column, value) {
  switch (column.type) {
    case 'integer': return value === null ? null : cellOfValue('number', value);
    case 'datetime': return value === null ? null : Number(cellOfText('datetime', value));
    case 'date': return cellOfText('date', value);
    default: return cellOfValue(column.type, value);
  }
}

async function checkDuckDBLines(connection, table, csv) {
  const found = await read(connection, `FROM ${fromJSONLines(table)}`);
  compare(table, 'DuckDB in the JSON Lines', found.cells, 'the CSV', csv);
}

function names(table) {
  return table.columns.map((column) => column.name);
}

// compare holds the cells of one reader to those of another, and tells the
// first difference.
export function compare(table, who, cells, whom, expected) {
  for (const [i, column] of table.columns.entries()) {
    const found = cells[i];
    const wanted = expected[i];
    for (let row = 0; row < Math.max(found.length, wanted.length); row++) {
      if (!Object.is(found[row], wanted[row])) {
        assert.fail(`${table.name}.${column.name}, row ${row}: ${who}: ${tell(found, row)}; ${whom}: ${tell(wanted, row)}`);
      }
    }
  }
}

function tell(cells, row) {
  return row < cells.length ? show(cells[row]) : 'no such row';
}
