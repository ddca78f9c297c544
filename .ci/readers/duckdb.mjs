// DuckDB, as a reader of what is published.

import { DuckDBInstance } from '@duckdb/node-api';
import { dateOfDays } from './cells.mjs';

// types are DuckDB's names of the types of columns.
export const types = {
  string: 'VARCHAR',
  integer: 'BIGINT',
  number: 'DOUBLE',
  boolean: 'BOOLEAN',
  date: 'DATE',
  datetime: 'TIMESTAMP WITH TIME ZONE',
};

// connect opens a database in memory, with default settings but for where
// files are looked for: queries name them as the documentation does.
export async function connect(folder) {
  const instance = await DuckDBInstance.create(':memory:');
  const connection = await instance.connect();
  await connection.run(`SET file_search_path = ${quote(folder)}`);
  await connection.run("SET TimeZone = 'UTC'");
  return connection;
}

// read returns the columns of a query's result: their names, DuckDB's types,
// and their cells.
export async function read(connection, sql) {
  const result = await connection.runAndReadAll(sql);
  const columns = result.getColumns(); // none where there is no row
  const names = result.columnNames();
  return {
    names,
    types: result.columnTypes().map(String),
    cells: names.map((_, i) => (columns[i] ?? []).map(cellOf)),
  };
}

// readRows returns the rows of a query's result as objects of cells.
export async function readRows(connection, sql) {
  const { names, cells } = await read(connection, sql);
  return (cells[0] ?? []).map((_, row) => Object.fromEntries(names.map((name, i) => [name, cells[i][row]])));
}

function cellOf(value) {
  switch (value?.constructor?.name) {
    case 'DuckDBDateValue': return dateOfDays(value.days);
    case 'DuckDBTimestampTZValue': return value.micros;
    default: return value;
  }
}

// csv are the options that read our CSV, with an empty field null and a quoted
// one not.
const csv = `header = true, delim = ',', quote = '"', escape = '"', allow_quoted_nulls = false`;

// fromCSV is a table of SQL that reads a CSV file as it stands: texts.
export function fromCSV(name) {
  return `read_csv(${quote(`${name}.csv`)}, all_varchar = true, ${csv})`;
}

// fromTypedCSV is the same with the types that the table declares.
export function fromTypedCSV(table) {
  return `read_csv(${quote(`${table.name}.csv`)}, columns = ${columns(table)}, auto_detect = false, ${csv})`;
}

// fromJSONLines is a table of SQL that reads a JSON Lines file.
export function fromJSONLines(table) {
  return `read_json(${quote(`${table.name}.jsonl`)}, format = 'newline_delimited', columns = ${columns(table)})`;
}

// fromParquet is a table of SQL that reads a Parquet file.
export function fromParquet(name) {
  return quote(`${name}.parquet`);
}

function columns(table) {
  return `{${table.columns.map((column) => `${quote(column.name)}: ${quote(types[column.type])}`).join(', ')}}`;
}

// literal writes a cell in SQL.
export function literal(type, cell) {
  switch (type) {
    case 'string': return quote(cell);
    case 'integer': return `${quote(String(cell))}::BIGINT`;
    case 'number': return `${quote(String(cell))}::DOUBLE`;
    case 'boolean': return String(cell);
    case 'date': return `DATE ${quote(cell)}`;
    case 'datetime': return `make_timestamptz(${quote(String(cell))}::BIGINT)`;
  }
}

// quote writes a text in SQL.
export function quote(text) {
  return `'${text.replaceAll("'", "''")}'`;
}

// identifier writes a name in SQL.
export function identifier(name) {
  return `"${name.replaceAll('"', '""')}"`;
}
