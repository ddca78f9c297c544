// A release of tens of thousands of rows: the bench definition, its examples
// and documents made up here.

import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { writeDocuments } from './benchdocuments.mjs';
import { testDescription } from './description.mjs';
import { connect } from './duckdb.mjs';
import expected from './expected/bench.mjs';
import { flatten } from './flatten.mjs';
import { testKeys } from './keys.mjs';
import { buildRelease, root, scratch, valuesOf } from './release.mjs';
import { testStatistics } from './statistics.mjs';
import { testValues } from './values.mjs';

const definition = join(root, 'pipeline', 'definition', 'testdata', 'bench');
const submissions = scratch();
cpSync(join(definition, 'example', 'submissions'), submissions, { recursive: true });
writeDocuments(submissions, 30);
const release = buildRelease({ submissions, definition });
const connection = await connect(release.folder);

test('every document is published but the example that is wrong', () => {
  const others = release.report.submissions.filter(({ status }) => status !== 'publiee');
  assert.deepEqual(others.map(({ origin, status }) => [origin, status]), [['000003.json', 'refusee']]);
  assert.equal(release.report.submissions.length, 33);
});

testValues(release, connection, (table) => flatten(table, valuesOf(release, table), expected));
testStatistics(release, connection);
testKeys(release, connection);
testDescription(release);
