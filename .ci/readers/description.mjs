// What a release says of itself: the tests of the metadata of its Parquet files
// and of its catalogue.

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { readJSON } from './definition.mjs';
import * as hyparquet from './hyparquet.mjs';
import { documents, filePath, lookup, madeAt } from './release.mjs';

// testDescription registers the tests.
export function testDescription(release) {
  for (const table of release.tables) {
    test(`${table.name}: the Parquet says what it is`, () => checkMetadata(release, table));
    test(`${table.name}: schemas/${table.name}.json says what the Parquet holds`, () => checkSchema(release, table));
  }
  test('datapackage.json describes every file of every table', () => checkDataPackage(release));
  test('catalog.jsonld leads to every file of every table, and says the period', () => checkCatalogue(release));
  test('the manifest names every file but itself', () => checkManifest(release));
  test('SHA256SUMS covers every file but itself and the manifest', () => checkSums(release));
}

function checkMetadata(release, table) {
  const { metadata } = hyparquet.open(filePath(release, `${table.name}.parquet`));
  const said = Object.fromEntries(metadata.key_value_metadata.map(({ key, value }) => [key, value]));
  const { name, version, licenses } = release.descriptor;
  assert.equal(said.title, table.title);
  assert.equal(said.description, table.description);
  assert.equal(said.licence, licenses.map((licence) => licence.name).join(' OR '));
  assert.equal(said['canevas.dataset'], `${name} ${version}`);
  assert.deepEqual(JSON.parse(said.tableschema), readJSON(filePath(release, `schemas/${table.name}.json`)));
  assert.match(metadata.created_by, /^canevas/);
}

function checkSchema(release, table) {
  const schema = readJSON(filePath(release, `schemas/${table.name}.json`));
  const { metadata } = hyparquet.open(filePath(release, `${table.name}.parquet`));
  assert.equal(schema.name, table.name);
  assert.deepEqual(schema.fields.map((field) => field.name), metadata.schema.slice(1).map((element) => element.name));
  for (const [i, field] of schema.fields.entries()) {
    const column = table.columns[i];
    assert.equal(field.type, column.type, `type of ${field.name}`);
    assert.equal(field.title, column.title, `title of ${field.name}`);
    assert.equal(field.description, column.description, `description of ${field.name}`);
    const required = metadata.schema[i + 1].repetition_type === 'REQUIRED';
    assert.equal(required, field.constraints?.required ?? false, `whether ${field.name} is required`);
    assert.equal(required, column.constraints?.required ?? false, `whether ${field.name} is required`);
  }
  assert.deepEqual([schema.primaryKey].flat(), table.primaryKey);
  assert.deepEqual(schema.foreignKeys ?? [], table.foreignKeys.map((key) => withoutSelf(key, table)));
}

// withoutSelf leaves the name of a table out of its references to itself, as
// Table Schema asks.
function withoutSelf({ fields, reference }, table) {
  const { resource, ...rest } = reference;
  return { fields, reference: resource === table.name ? rest : reference };
}

function checkDataPackage(release) {
  const descriptor = readJSON(filePath(release, 'datapackage.json'));
  for (const key of ['name', 'title', 'description', 'version', 'licenses']) {
    assert.deepEqual(descriptor[key], release.descriptor[key], key);
  }
  assert.equal(descriptor.created, madeAt.toISOString().slice(0, 10) + 'T00:00:00Z'); // the day, and no hour
  assert.deepEqual(descriptor.resources.map(({ name }) => name), release.tables.map(({ name }) => name));
  for (const { name, schema, alternates, ...file } of descriptor.resources) {
    const { $schema, name: _, title, description, ...alone } = readJSON(filePath(release, `schemas/${name}.json`));
    assert.deepEqual(schema, alone, `schema of ${name}`);
    assert.deepEqual([file, ...alternates].map(({ path }) => path), release.formats.map((extension) => `${name}.${extension}`));
    for (const { path, bytes, hash: sum } of [file, ...alternates]) {
      assert.equal(bytes, statSync(filePath(release, path)).size, `bytes of ${path}`);
      assert.equal(sum, `sha256:${hash(release, path)}`, `hash of ${path}`);
    }
  }
}

function checkCatalogue(release) {
  const { dataset, ...catalogue } = readJSON(filePath(release, 'root/catalog.jsonld'));
  const { distribution, temporal } = [dataset].flat()[0];
  assert.equal(catalogue.title, release.descriptor.title);
  assert.deepEqual({ start: temporal.startDate, end: temporal.endDate }, period(release));
  const files = new Map(distribution.map((file) => [file.downloadURL, file]));
  assert.equal(files.size, release.tables.length * release.formats.length);
  for (const { name } of release.tables) {
    for (const path of release.formats.map((extension) => `${name}.${extension}`)) {
      const file = files.get(`latest/${path}`);
      assert.equal(file?.byteSize, statSync(filePath(release, path)).size, `bytes of ${path}`);
      assert.equal(file.checksum.checksumValue, hash(release, path), `checksum of ${path}`);
    }
    assert.equal(files.get(`latest/${name}.csv`).conformsTo, `latest/schemas/${name}.json`, `schema of ${name}`);
  }
}

// period is the first and the last day that the documents name.
function period(release) {
  const published = documents(release);
  const days = (pointer) => published.map((document) => lookup(document, pointer)).filter(Boolean).sort();
  const { start, end } = release.descriptor.temporal;
  return { start: days(start)[0], end: days(end).at(-1) };
}

function checkManifest(release) {
  const { files, tables, release: id } = readJSON(filePath(release, 'manifest.json'));
  assert.equal(id, release.report.release);
  assert.deepEqual(files.map((file) => file.path).sort(), filesOf(release).filter((path) => path !== 'manifest.json'));
  for (const file of files) {
    assert.equal(file.sha256, hash(release, file.path), file.path);
    assert.equal(file.size, statSync(filePath(release, file.path)).size, file.path);
  }
  const declared = release.tables.map(({ name, columns }) => ({ name, columns: columns.map((column) => ({ name: column.name, type: column.type })) }));
  assert.deepEqual(tables.map(({ name, columns }) => ({ name, columns })), declared);
}

function checkSums(release) {
  const lines = readFileSync(filePath(release, 'SHA256SUMS'), 'utf8').split('\n').slice(0, -1);
  const sums = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
  assert.deepEqual([...sums.keys()].sort(), filesOf(release).filter((path) => path !== 'manifest.json' && path !== 'SHA256SUMS'));
  for (const [path, sum] of sums) {
    assert.equal(sum, hash(release, path), path);
  }
}

function filesOf(release) {
  const entries = readdirSync(release.folder, { recursive: true }).filter((path) => statSync(join(release.folder, path)).isFile());
  return entries.map((path) => path.replaceAll('\\', '/')).sort();
}

function hash(release, path) {
  assert.ok(existsSync(filePath(release, path)), `${path} is missing`);
  return createHash('sha256').update(readFileSync(filePath(release, path))).digest('hex');
}
