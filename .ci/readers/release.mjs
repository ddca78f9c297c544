// Releases, built by the program itself.

import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseCSV } from './csv.mjs';
import { readDefinition } from './definition.mjs';
import { readDocument } from './documents.mjs';

// root is the top of the repository.
export const root = fileURLToPath(new URL('../../', import.meta.url));

// madeAt is when the releases say they were made.
export const madeAt = new Date('2025-11-24T16:00:00Z');

// scratch returns a new folder that goes when the tests end.
export function scratch() {
  const folder = mkdtempSync(join(tmpdir(), 'canevas-readers-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

// buildRelease builds the release of a folder of submissions. Of a definition
// that is not the program's own, definition is the folder.
export function buildRelease({ submissions, definition }) {
  const folder = join(scratch(), 'release');
  const options = definition ? ['--definition', definition] : [];
  // Go keeps the program it builds here, so that the next test finds it built.
  const output = execFileSync('go', ['run', './cmd/canevas', 'build', folder, '--from', submissions, '--json', ...options], {
    cwd: root,
    env: { ...process.env, SOURCE_DATE_EPOCH: String(madeAt.getTime() / 1000) },
    encoding: 'utf8',
    maxBuffer: 1 << 28,
  });
  return {
    folder,
    submissions,
    report: JSON.parse(output).result,
    ...(definition ? readDefinition(definition, join(definition, 'schema')) : builtin()),
  };
}

function builtin() {
  return readDefinition(join(root, 'datasets', 'concertations-ia'), join(root, 'schema'));
}

// filePath returns where a file of a release is.
export function filePath(release, name) {
  return join(release.folder, name);
}

// documents returns the documents that a release says it publishes, the best
// first where they share a row: the last submitted, then the one of the
// greatest identifier.
export function documents(release) {
  const { id, date } = release.descriptor.document;
  const name = (document) => lookup(document, id);
  const moment = (document) => Date.parse(lookup(document, date));
  return release.report.submissions
    .filter(({ status }) => status === 'publiee')
    .map(({ origin }) => readDocument(join(release.submissions, origin), release.schema))
    .sort((a, b) => moment(b) - moment(a) || (name(a) < name(b) ? 1 : -1));
}

// codes returns the codes of the code lists, each an object with the columns
// of codes.csv.
export function codes(release) {
  const [header, ...records] = parseCSV(crlf(readFileSync(join(release.contract, 'codes.csv'), 'utf8')));
  return records.map((record) => Object.fromEntries(header.map((column, i) => [column, record[i]])));
}

// crlf ends the lines of a source file as RFC 4180 says.
function crlf(text) {
  return text.replace(/\r?\n/g, '\r\n');
}

// ledger returns what became of every submission, as the tables see it: from
// the files and from the report on standard output.
export function ledger(release) {
  const { submissions } = release.report;
  const published = new Set(submissions.filter(({ status }) => status === 'publiee').map(({ document }) => document));
  return submissions.map(({ origin, document, version, status, findings }) => {
    const path = join(release.submissions, origin);
    const sha256 = createHash('sha256').update(readFileSync(path)).digest('hex');
    const count = (severity) => findings.filter((finding) => finding.severity === severity).length;
    return {
      id: sha256.slice(0, 16),
      sha256,
      document: published.has(document) ? document : null,
      version,
      date: lookup(readDocument(path, release.schema), release.descriptor.document.date),
      status,
      errors: count('error'),
      holds: count('hold'),
      warnings: count('warning'),
      infos: count('info'),
    };
  });
}

// valuesOf returns what the rows of a table are made of.
export function valuesOf(release, table) {
  switch (table.source) {
    case 'nomenclatures': return codes(release);
    case 'soumissions': return ledger(release);
    default: return documents(release);
  }
}

// lookup returns the value that a JSON Pointer leads to, or undefined.
export function lookup(document, pointer) {
  return pointer.split('/').slice(1).reduce((value, name) => value?.[name], document);
}
