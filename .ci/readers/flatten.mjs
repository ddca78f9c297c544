// Documents made into rows a second time, from the description of the tables
// and without the program: what its tables are held to.

import { cellOfValue, compareCells } from './cells.mjs';

// flatten returns the cells that a table must hold, column by column, sorted by
// its primary key.
//
// values are what its rows are made of: documents, codes or entries of the
// ledger. expected holds, for every computed column, a function from a place to
// its value, under 'table.column' or, for a shared column, 'column'.
export function flatten(table, values, expected) {
  const patterns = table.source === 'documents' ? table.rows : [''];
  let rows = [];
  for (const value of values) {
    for (const pattern of patterns) {
      for (const place of places(value, pattern)) {
        rows.push({ document: value, cells: table.columns.map((column) => cell(table, column, place, expected)) });
      }
    }
  }
  const key = table.primaryKey.map((name) => table.columns.findIndex((column) => column.name === name));
  rows = sorted(rows, key);
  if (table.merge) {
    rows = rows.filter((row, i) => i === 0 || compareKeys(rows[i - 1], row, key) !== 0);
  }
  return table.columns.map((_, i) => rows.map((row) => row.cells[i]));
}

// sorted orders rows by key; sort is stable, so rows of one key stay in the
// order of the documents, which the caller gives best first.
function sorted(rows, key) {
  return rows.sort((a, b) => compareKeys(a, b, key));
}

function compareKeys(a, b, key) {
  for (const i of key) {
    const order = compareCells(a.cells[i], b.cells[i]);
    if (order !== 0) {
      return order;
    }
  }
  return 0;
}

// A place is the steps from a document, first, to a value, last: each a value
// and the name or index it has in the one before.
function places(value, pattern) {
  let found = [[{ value, name: null }]];
  for (const token of pattern.split('/').slice(1).map(unescape)) {
    found = found.flatMap((steps) => {
      const here = steps.at(-1).value;
      const names = token === '*' ? Object.keys(here).map(Number) : [token];
      return names.map((name) => [...steps, { value: here[name], name }]).filter((place) => !isNull(place.at(-1).value));
    });
  }
  return found;
}

function cell(table, column, place, expected) {
  try {
    return cellOfValue(column.type, valueAt(table, column, place, expected));
  } catch (error) {
    throw new Error(`${table.name}.${column.name}: ${error.message}`, { cause: error });
  }
}

function valueAt(table, column, place, expected) {
  if (column.from !== undefined) {
    return taken(column.from, place);
  }
  const compute = column.isShared ? expected[column.name] : expected[`${table.name}.${column.name}`];
  if (!compute) {
    throw new Error('nothing says what this computed column must hold');
  }
  return compute(scope(place));
}

// taken follows a Relative JSON Pointer.
function taken(pointer, place) {
  const [, levels, rest] = /^(\d+)(.*)$/.exec(pointer);
  const step = place.at(-1 - Number(levels));
  if (rest === '#') {
    return step.name;
  }
  return rest.split('/').slice(1).map(unescape).reduce((value, name) => value?.[name], step.value);
}

// scope is what a computed column may be computed from.
function scope(place) {
  const { value, name } = place.at(-1);
  return {
    self: value,
    root: place[0].value,
    index: typeof name === 'number' ? name : -1,
    list: typeof name === 'number' ? place.at(-2).name : '',
    parents: place.slice(0, -1).reverse().map((step) => step.value).filter((at) => !Array.isArray(at)),
  };
}

function unescape(token) {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

function isNull(value) {
  return value === null || value === undefined;
}
