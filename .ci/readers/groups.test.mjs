// A release whose one table fills several row groups with hard values.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testDescription } from './description.mjs';
import { connect } from './duckdb.mjs';
import { writeGroups } from './groups.mjs';
import * as hyparquet from './hyparquet.mjs';
import { testKeys } from './keys.mjs';
import { buildRelease, filePath, scratch } from './release.mjs';
import { testStatistics } from './statistics.mjs';
import { testValues } from './values.mjs';

const definition = scratch();
const submissions = scratch();
const cells = writeGroups(definition, submissions);
const release = buildRelease({ submissions, definition });
const connection = await connect(release.folder);

test('the table has several row groups, and chunks that are null throughout', () => {
  const { metadata } = hyparquet.open(filePath(release, 'lignes.parquet'));
  assert.equal(Number(metadata.num_rows), cells[0].length);
  assert.ok(metadata.row_groups.length > 1, `${metadata.row_groups.length} row groups`);
  const late = metadata.row_groups.map((group) => group.columns[6].meta_data);
  assert.equal(late[0].statistics.null_count, late[0].num_values);
  assert.ok(late.at(-1).statistics.null_count < late.at(-1).num_values);
});

testValues(release, connection, (table) => (table.name === 'lignes' ? cells : table.columns.map(() => [])));
testStatistics(release, connection);
testKeys(release, connection);
testDescription(release);
