// What a definition declares, read from its files as data.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

// readDefinition reads a publication (datapackage.json, tables/) and the
// contract of its submissions (canevas.schema.json, codes.csv where there are
// code lists). Shared columns are put in place.
export function readDefinition(publication, contract) {
  const descriptor = readJSON(join(publication, 'datapackage.json'));
  const shared = new Map((descriptor.shared ?? []).map((column) => [column.name, column]));
  return {
    descriptor,
    formats: descriptor.formats ?? ['csv', 'parquet', 'jsonl'],
    contract,
    schema: readJSON(join(contract, 'canevas.schema.json')),
    tables: descriptor.resources.map(({ name }) => readTable(join(publication, 'tables', `${name}.json`), shared)),
  };
}

function readTable(path, shared) {
  const { fields, source = 'documents', foreignKeys = [], ...table } = readJSON(path);
  return {
    ...table,
    source,
    foreignKeys,
    columns: fields.map((field) => (field.shared ? { ...shared.get(field.shared), isShared: true } : field)),
  };
}

export function readJSON(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}
