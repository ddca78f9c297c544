// The release of another definition: a participatory budget, with instants,
// nested lists, and a document without optional parts.

import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { testDescription } from './description.mjs';
import { connect } from './duckdb.mjs';
import expected from './expected/budget-participatif.mjs';
import { flatten } from './flatten.mjs';
import { testKeys } from './keys.mjs';
import { buildRelease, root, valuesOf } from './release.mjs';
import { testStatistics } from './statistics.mjs';
import { testValues } from './values.mjs';

const definition = join(root, 'pipeline', 'definition', 'testdata', 'budget-participatif');
const release = buildRelease({ submissions: join(definition, 'example', 'submissions'), definition });
const connection = await connect(release.folder);

test('the example that breaks rules is refused', () => {
  const statuses = release.report.submissions.map(({ origin, status }) => [origin, status]);
  assert.deepEqual(Object.fromEntries(statuses), {
    'port-celadon-2026.yaml': 'publiee', 'saint-estoril-2025.json': 'refusee', 'valombre-2025.json': 'publiee',
  });
});

testValues(release, connection, (table) => flatten(table, valuesOf(release, table), expected));
testStatistics(release, connection);
testKeys(release, connection);
testDescription(release);
