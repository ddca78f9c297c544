// The submissions of a run of the benchmark: made once for a seed and a size,
// then kept.

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCanevas } from './canevas.mjs';
import { makeDocument } from './documents.mjs';
import { draws } from './draws.mjs';

const makers = { bench: makeDocument, 'concertations-ia': makeCanevas };

// corpus returns a folder of submissions to a definition and what is in it,
// making it below a cache where it is not there yet.
export function corpus(cache, definition, documents, seed) {
  const folder = join(cache, `${definition}-${documents}-${seed}-${recipe(definition)}`);
  const record = `${folder}.json`;
  if (!existsSync(record)) {
    rmSync(folder, { recursive: true, force: true });
    writeFileSync(record, JSON.stringify(write(folder, makers[definition], documents, seed)));
  }
  return { folder, ...JSON.parse(readFileSync(record, 'utf8')) };
}

// recipe tells corpora apart that were made in different ways.
function recipe(definition) {
  const hash = createHash('sha256');
  const here = fileURLToPath(new URL('.', import.meta.url));
  for (const name of readdirSync(here).sort()) {
    hash.update(readFileSync(join(here, name)));
  }
  if (definition !== 'bench') {
    hash.update(readFileSync(join(here, '../../../schema/testdata/valid/complet.json')));
    hash.update(readFileSync(join(here, '../../../schema/canevas.schema.json')));
  }
  return hash.digest('hex').slice(0, 8);
}

function write(folder, make, documents, seed) {
  const hash = createHash('sha256');
  let bytes = 0;
  let propositions = 0;
  for (let number = 0; number < documents; number++) {
    const document = make(draws(seed, number), number);
    const text = spell(document, number);
    const shelf = join(folder, (number % 256).toString(16).padStart(2, '0'));
    mkdirSync(shelf, { recursive: true });
    writeFileSync(join(shelf, `${String(number).padStart(6, '0')}.json`), text);
    hash.update(text);
    bytes += Buffer.byteLength(text);
    propositions += document.propositions.length;
  }
  return { documents, bytes, propositions, seed, sha256: hash.digest('hex') };
}

// spell writes a document as the many programs that make such files do: most on
// one line, some indented, some in ASCII alone.
function spell(document, number) {
  const text = JSON.stringify(document, null, number % 10 === 1 ? 2 : 0);
  return number % 7 === 0 ? text.replaceAll(/[^\0-\x7f]/g, escape) : text;
}

function escape(unit) {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
