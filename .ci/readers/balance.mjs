// The documented queries, run as they are documented, and their answers from
// the submissions.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readRows } from './duckdb.mjs';
import { documents, root } from './release.mjs';

const sum = (numbers) => numbers.reduce((total, n) => total + (n ?? 0), 0);
const all = (list, member) => list.flatMap((document) => document[member] ?? []);
const hours = (list) => sum(all(list, 'rencontres').map((meeting) => meeting.duree_heures));

// answers are what the queries of datasets/README.md give, in their order.
const answers = [
  (list) => ({
    porteurs: new Set(all(list, 'porteurs').filter(({ role }) => role === 'chef_de_file' || role === 'co_porteur').map(({ siren, nom_officiel: name }) => siren ?? name)).size,
  }),
  (list) => ({ participants: sum(list.map((document) => document.nb_participants_uniques)) }),
  (list) => ({ heures: hours(list) }),
  (list) => ({ chartes_et_cadres: all(list, 'productions').filter(({ type }) => type === 'charte' || type === 'cadre_de_confiance').length }),
  (list) => ({ heures: hours(list.filter(({ origine }) => origine !== 'exemple_fictif')) }),
];

// testBalance registers a test for each documented query, which the
// documentation says work on the CSV files too.
export function testBalance(release, connection) {
  const queries = documented(join(root, 'datasets', 'README.md'));
  test('every documented query has its answer here', () => assert.equal(queries.length, answers.length));
  for (const [i, query] of queries.entries()) {
    test(`documented query: ${query.split('\n')[0]}`, async () => {
      const answer = answers[i]?.(documents(release));
      for (const sql of [query, query.replaceAll(".parquet'", ".csv'")]) {
        const rows = await readRows(connection, sql);
        assert.deepEqual(rows.map(numbers), [answer], sql);
      }
    });
  }
}

// documented returns the statements of the SQL blocks of a Markdown file.
function documented(path) {
  const blocks = [...readFileSync(path, 'utf8').matchAll(/^```sql\n(.*?)^```$/gms)];
  return blocks.flatMap(([, block]) => block.split(';')).map((statement) => statement.trim()).filter(Boolean);
}

// numbers returns a row with its counts and sums as numbers.
function numbers(row) {
  return Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, Number(cell)]));
}
