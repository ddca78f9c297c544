// What the definition promises beyond values: the tests of keys, of required
// columns, of codes.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fromParquet, identifier, literal, readRows } from './duckdb.mjs';

// testKeys registers the tests of every table.
export function testKeys(release, connection) {
  const count = async (sql) => (await readRows(connection, `SELECT count(*) AS n FROM (${sql})`))[0].n;
  for (const table of release.tables) {
    const it = fromParquet(table.name);
    test(`${table.name}: keys, required columns and codes hold`, async () => {
      const key = table.primaryKey.map(identifier).join(', ');
      assert.equal(await count(`SELECT ${key} FROM ${it} GROUP BY ALL HAVING count(*) > 1`), 0n, `primary key ${key}`);
      for (const name of [...table.primaryKey, ...table.columns.filter((column) => column.constraints?.required).map((column) => column.name)]) {
        assert.equal(await count(`FROM ${it} WHERE ${identifier(name)} IS NULL`), 0n, `nulls in ${name}`);
      }
      for (const foreign of table.foreignKeys) {
        assert.equal(await count(antiJoin(it, foreign)), 0n, `foreign key ${JSON.stringify(foreign)}`);
      }
      for (const column of table.columns.filter((one) => one.codes)) {
        assert.equal(await count(unknownCodes(it, column)), 0n, `codes of ${column.name}`);
      }
    });
  }
}

// antiJoin selects the rows whose reference leads nowhere; one that is null
// throughout leads nowhere on purpose.
function antiJoin(it, { fields, reference }) {
  const pairs = fields.map((field, i) => `a.${identifier(field)} = b.${identifier(reference.fields[i])}`);
  const given = fields.map((field) => `a.${identifier(field)} IS NOT NULL`);
  return `SELECT 1 FROM ${it} a WHERE (${given.join(' OR ')}) AND NOT EXISTS (FROM ${fromParquet(reference.resource)} b WHERE ${pairs.join(' AND ')})`;
}

function unknownCodes(it, column) {
  const name = identifier(column.name);
  return `FROM ${it} WHERE ${name} IS NOT NULL AND ${name} NOT IN (SELECT code FROM ${fromParquet('nomenclatures')} WHERE liste = ${literal('string', column.codes)})`;
}
