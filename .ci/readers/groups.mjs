// A definition made for what is hard to store: more rows than a row group
// holds, columns that are null for a whole group or throughout, extreme
// values, long texts that begin alike, a table without rows.

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { generator } from './random.mjs';

const documentRows = 33_500; // of which a document may hold 500,000 values
const documentCount = 5;
const firstGroup = 4 * documentRows; // a row group ends with the document that brings it to 131,072 rows

const texts = ['', ' ', '"', 'a,b', 'a\nb', 'a\r\nb', '\r', 'é', 'zz', '🤖', '\uFFFD', '=1+1', '-', ' bord ', 'null', 'NULL', 'x\uFEFF', 'a\tb'];
const beginning = 'Une phrase assez longue pour que les statistiques ne la répètent pas en entier, puis ';
const integers = [0n, -1n, 2n ** 63n - 1n, -(2n ** 63n), 2n ** 53n + 1n, 42n];
const numbers = [0, -0, 0.1, -1.5, 1e300, -1e300, 5e-324, 1e21, 123456789.125, 1 / 3, 1e-7];
const dates = ['0001-01-01', '1969-12-31', '1970-01-01', '2024-02-29', '9999-12-31'];
const instants = [['1969-12-31T23:59:59.999999Z', -1n], ['2024-02-29T12:00:00+02:00', 1709200800000000n], ['2025-11-24T16:00:00.5Z', 1764000000500000n]];

// A column: its type, and what it holds at a row: undefined where it is absent.
const columns = {
  cle: { type: 'string', required: true, at: (row) => `L-${String(row).padStart(6, '0')}` },
  rang: { type: 'integer', required: true, at: (row) => BigInt(row % documentRows) },
  texte: { type: 'string', at: (_, random) => random.pick([undefined, ...texts]) },
  unique: { type: 'string', at: (row, random) => (random.chance(0.1) ? undefined : `${row * 7919 % 1_000_003}`) },
  long: { type: 'string', at: (row, random) => (random.chance(0.9) ? undefined : `${beginning}${row}`) },
  constante: { type: 'string', required: true, at: () => 'toujours' },
  tardif: { type: 'string', at: (row) => (row < firstGroup || row % 2 === 0 ? undefined : 'enfin') },
  vide: { type: 'string', at: () => undefined },
  entier: { type: 'integer', at: (row, random) => (random.chance(0.2) ? undefined : random.chance(0.01) ? random.pick(integers) : BigInt(row)) },
  nombre: { type: 'number', at: (row, random) => (random.chance(0.2) ? undefined : random.chance(0.5) ? random.pick(numbers) : row / 8) },
  booleen: { type: 'boolean', at: (row, random) => (row < firstGroup ? true : random.pick([undefined, true, false])) },
  jour: { type: 'date', at: (_, random) => random.pick([undefined, ...dates]) },
  instant: { type: 'datetime', at: (_, random) => random.pick([undefined, ...instants]) },
};

// writeGroups writes the definition and its submissions, and returns the cells
// that its table must hold, column by column.
export function writeGroups(definition, submissions) {
  writeDefinition(definition);
  const random = generator(20251125);
  const names = Object.keys(columns);
  const cells = names.map(() => []);
  for (let number = 0; number < documentCount; number++) {
    const rows = [];
    for (let row = number * documentRows; row < (number + 1) * documentRows; row++) {
      const values = names.map((name) => columns[name].at(row, random));
      values.forEach((value, i) => cells[i].push(cellOf(value)));
      rows.push(`{${names.filter((_, i) => values[i] !== undefined).map((name) => `"${name}":${write(values[names.indexOf(name)])}`).join(',')}}`);
    }
    writeFileSync(join(submissions, `${number}.json`), `{"id":"D${number}","date":"2025-01-01","lignes":[\n${rows.join(',\n')}]}`);
  }
  return cells;
}

// An instant is a pair: as a document writes it, and its cell. There is one
// zero, whatever a document writes.
function cellOf(value) {
  if (Array.isArray(value)) {
    return value[1];
  }
  return value === 0 ? 0 : value ?? null;
}

function write(value) {
  if (typeof value === 'bigint') {
    return String(value);
  }
  return Object.is(value, -0) ? '-0.0' : JSON.stringify(Array.isArray(value) ? value[0] : value);
}

function writeDefinition(folder) {
  const words = (name) => ({ title: name, description: `La colonne ${name}.` });
  const fields = Object.entries(columns).map(([name, { type, required }]) => ({
    name, type, ...words(name), ...(required && { constraints: { required } }), from: `0/${name}`,
  }));
  const files = {
    'datapackage.json': {
      $schema: 'https://datapackage.org/profiles/2.0/datapackage.json',
      name: 'groupes', ...words('groupes'), version: '1.0.0',
      licenses: [{ name: 'etalab-2.0', title: 'Licence Ouverte 2.0', path: 'https://www.etalab.gouv.fr/licence-ouverte-open-licence' }],
      contributors: [{ title: 'Projet canevas', path: 'https://github.com/concertations-ia/canevas', roles: ['publisher'] }],
      frequency: 'IRREG',
      spatial: { label: 'France', geometry: { type: 'Polygon', coordinates: [[[-5.2, 41.3], [9.6, 41.3], [9.6, 51.1], [-5.2, 51.1], [-5.2, 41.3]]] } },
      temporal: { start: '/date', end: '/date' },
      document: { id: '/id', date: '/date' },
      resources: [{ name: 'lignes' }, { name: 'absents' }],
    },
    'tables/lignes.json': { name: 'lignes', ...words('lignes'), rows: ['/lignes/*'], fields, primaryKey: ['cle'] },
    'tables/absents.json': { name: 'absents', ...words('absents'), rows: ['/absents/*'], fields, primaryKey: ['cle'] },
    'schema/canevas.schema.json': schema(words),
  };
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(folder, path, '..'), { recursive: true });
    writeFileSync(join(folder, path), JSON.stringify(content));
  }
}

function schema(words) {
  const jsonTypes = { date: { type: 'string', format: 'date' }, datetime: { type: 'string', format: 'date-time' } };
  const properties = Object.fromEntries(Object.entries(columns).map(([name, { type }]) => [name, { ...words(name), ...(jsonTypes[type] ?? { type }) }]));
  const required = Object.keys(columns).filter((name) => columns[name].required);
  const list = (name) => ({ ...words(name), type: 'array', items: { type: 'object', required, additionalProperties: false, properties } });
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    $id: 'https://groupes.example/canevas.schema.json',
    ...words('groupes'),
    type: 'object',
    required: ['id', 'date'],
    additionalProperties: false,
    properties: {
      id: { ...words('id'), type: 'string' },
      date: { ...words('date'), type: 'string', format: 'date' },
      lignes: list('lignes'),
      absents: list('absents'),
    },
  };
}
