// hyparquet, as a reader of what is published.

import { readFileSync } from 'node:fs';
import { parquetMetadata, parquetQuery, parquetRead, readColumnIndex, readOffsetIndex } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { dateOfDays } from './cells.mjs';

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

// parsers give dates, instants and texts as cells: the library's own go through
// Date, which has no microseconds, and mend broken UTF-8.
const parsers = {
  stringFromBytes: (bytes) => decoder.decode(bytes),
  dateFromDays: dateOfDays,
  timestampFromMicroseconds: (micros) => BigInt(micros),
};

// open reads a Parquet file.
export function open(path) {
  const bytes = readFileSync(path);
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  return { buffer, metadata: parquetMetadata(buffer, { parsers }) };
}

// readColumns returns the cells of some rows of every column, in the order of
// the schema; options are those of parquetRead.
export async function readColumns(file, options = {}) {
  let rows;
  await parquetRead({ file: file.buffer, metadata: file.metadata, compressors, parsers, onComplete: (all) => { rows = all; }, ...options });
  return file.metadata.schema.slice(1).map((_, i) => rows.map((row) => row[i] ?? null));
}

// query returns the rows that a filter keeps, with the page index in use.
export function query(file, filter) {
  return parquetQuery({ file: file.buffer, metadata: file.metadata, compressors, parsers, filter, usePageIndex: true });
}

// readIndexes returns the column index of a column chunk, or null where it has
// none, and its offset index.
export function readIndexes(file, chunk, element) {
  const indexed = chunk.column_index_offset !== undefined;
  return {
    column: indexed ? readColumnIndex(reader(file, chunk.column_index_offset, chunk.column_index_length), element, parsers) : null,
    offset: readOffsetIndex(reader(file, chunk.offset_index_offset, chunk.offset_index_length)),
  };
}

function reader(file, offset, length) {
  return { view: new DataView(file.buffer, Number(offset), length), offset: 0 };
}
