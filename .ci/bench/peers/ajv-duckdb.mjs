// ajv, then DuckDB: every document checked against the JSON Schema in as many
// threads as there are cores, then the tables of those that passed.
// usage: node ajv-duckdb.mjs SCHEMA CORPUS FOLDER

import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { checked, connect, listFiles, quote, writeTables } from './flatten.mjs';

const [schema, corpus, folder] = process.argv.slice(2);
const refusals = await check(listFiles(corpus));
mkdirSync(folder, { recursive: true });
writeFileSync(join(folder, 'refusals.json'), JSON.stringify(refusals));

const refused = new Set(refusals.map(({ file }) => file));
const accepted = listFiles(corpus).filter((file) => !refused.has(file));
await writeTables(await connect(), `[${accepted.map((file) => quote(join(corpus, file)))}]`, checked, folder);

// check shares files out among threads and returns what they refuse.
async function check(files) {
  const threads = availableParallelism();
  const shares = Array.from({ length: threads }, (_, i) => files.filter((_, at) => at % threads === i));
  return (await Promise.all(shares.map((share) => checkInThread(share)))).flat();
}

function checkInThread(files) {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('ajv.mjs', import.meta.url), { workerData: { schema, corpus, files } });
    worker.once('message', resolve);
    worker.once('error', reject);
  });
}
