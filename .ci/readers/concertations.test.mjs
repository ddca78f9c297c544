// The release of the bundled examples.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { testBalance } from './balance.mjs';
import { testDescription } from './description.mjs';
import { connect } from './duckdb.mjs';
import expected from './expected/concertations-ia.mjs';
import { flatten } from './flatten.mjs';
import { testKeys } from './keys.mjs';
import { buildRelease, root, valuesOf } from './release.mjs';
import { testStatistics } from './statistics.mjs';
import { testValues } from './values.mjs';

const example = join(root, 'datasets', 'concertations-ia', 'example');
const release = buildRelease({ submissions: join(example, 'submissions') });
const connection = await connect(release.folder);

test('every example ends as its README says', () => {
  const rows = readFileSync(join(example, 'README.md'), 'utf8').matchAll(/^\| `([^`]+)` \|.*\| `(\w+)`[^|]*\|[^|]*\|$/gm);
  const documented = [...rows].map(([, file, status]) => [file, status]);
  const found = release.report.submissions.map(({ origin, status }) => [origin, status]);
  assert.deepEqual(Object.fromEntries(found), Object.fromEntries(documented));
  assert.deepEqual(release.report.failures, []);
});

testValues(release, connection, (table) => flatten(table, valuesOf(release, table), expected));
testStatistics(release, connection);
testKeys(release, connection);
testBalance(release, connection);
testDescription(release);
