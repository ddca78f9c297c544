// A release in which documents name the same body: the last one submitted is
// believed, and a row of each document refers to it.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJSON } from './definition.mjs';
import { connect } from './duckdb.mjs';
import expected from './expected/concertations-ia.mjs';
import { flatten } from './flatten.mjs';
import { testKeys } from './keys.mjs';
import { buildRelease, root, scratch, valuesOf } from './release.mjs';
import { readCSV, testValues } from './values.mjs';

const example = readJSON(join(root, 'datasets', 'concertations-ia', 'example', 'submissions', '03-ville-questionnaire-journee.json'));
const submissions = scratch();

// The second was submitted last, the fourth on the same day as the third.
for (const [number, day] of [[1, '2025-11-02'], [2, '2025-12-24'], [3, '2025-10-01'], [4, '2025-10-01']]) {
  const document = structuredClone(example);
  document.id_concertation = example.id_concertation.replace(/01$/, `0${number}`);
  document.date_soumission = day;
  document.porteurs[0].nom_officiel = `Nom donné par le canevas ${number}`;
  writeFileSync(join(submissions, `${number}.json`), JSON.stringify(document));
}

const release = buildRelease({ submissions });
const connection = await connect(release.folder);

test('the bodies merge, and say what the last document says', () => {
  assert.deepEqual(release.report.submissions.map(({ status }) => status), ['publiee', 'publiee', 'publiee', 'publiee']);
  const table = release.tables.find(({ name }) => name === 'collectivites');
  const names = readCSV(release, table)[table.columns.findIndex(({ name }) => name === 'nom_officiel')];
  assert.equal(names.length, example.porteurs.length);
  assert.ok(names.includes('Nom donné par le canevas 2'));
});

testValues(release, connection, (table) => flatten(table, valuesOf(release, table), expected));
testKeys(release, connection);
