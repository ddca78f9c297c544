// The benchmark: how fast canevas is beside what a user would pick instead, on
// the same machine in the same run, for the same tables. Linux only: the kernel
// counts.
// usage: node bench.mjs [--corpus small|full] [--rounds 5]

import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compete, contenders, rehearse } from './contest.mjs';
import { corpus } from './corpus/corpus.mjs';
import { machine, versions } from './machine.mjs';
import { measure, medians, requireTime } from './measure.mjs';
import { nights } from './nights.mjs';
import { ask } from './queries.mjs';
import { report } from './report.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));
const repository = join(here, '../..');
const definition = join(repository, 'pipeline/definition/testdata/bench');
const cache = join(here, '.cache');
const work = join(cache, 'work');

const seed = 1;
const sizes = { small: { documents: 2500, canevas: 2000 }, full: { documents: 21_000, canevas: 20_000 } };

const { values } = parseArgs({ options: { corpus: { type: 'string', default: 'small' }, rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);
const wanted = { small: ['small'], full: ['small', 'full'] }[values.corpus];
if (wanted === undefined || !(rounds >= 1)) {
  throw new Error('usage: node bench.mjs [--corpus small|full] [--rounds 5]');
}

requireTime();
rmSync(work, { recursive: true, force: true });
mkdirSync(work, { recursive: true });
try {
  const program = join(work, 'bin/canevas');
  execFileSync('go', ['build', '-trimpath', '-o', program, './cmd/canevas'], { cwd: repository, stdio: 'inherit' });
  const measured = [];
  for (const name of wanted) {
    measured.push(await measureSize(program, sizes[name]));
  }
  const text = report({ machine: machine(), versions: versions(repository), day: new Date().toISOString().slice(0, 10), rounds, measured });
  writeFileSync(join(here, 'RESULTS.md'), text);
  console.log(text);
} finally {
  rmSync(work, { recursive: true, force: true });
}

async function measureSize(program, { documents, canevas }) {
  say(`making ${documents} documents`);
  const submissions = corpus(cache, 'bench', documents, seed);
  const all = contenders(program, definition, submissions.folder);
  say('comparing what everyone makes of them');
  const rehearsal = await rehearse(all, work);
  say(`measuring ${rounds} rounds`);
  const costs = await compete(all, rounds, work);
  say('asking DuckDB about the tables');
  const queries = await ask(rehearsal.ours, rehearsal.theirs);
  all.forEach(({ name }) => rmSync(join(work, name), { recursive: true }));
  say('measuring the nights after the first');
  const later = await measureNights(program, submissions);
  say(`making and measuring ${canevas} canevas of the built-in definition`);
  return { submissions, names: all.map(({ name }) => name), rehearsal, costs, queries, nights: later, builtIn: await measureBuiltIn(program, canevas) };
}

async function measureNights(program, submissions) {
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    runs.push(await nights(program, definition, submissions.folder, join(work, 'nights')));
  }
  const middle = (name) => ({ ...runs.at(-1)[name], ...medians(runs.map((run) => run[name])) });
  return { first: middle('first'), unchanged: middle('unchanged'), hundredth: middle('hundredth') };
}

async function measureBuiltIn(program, documents) {
  const submissions = corpus(cache, 'concertations-ia', documents, seed);
  const runs = [];
  for (let round = 0; round < rounds; round++) {
    const folder = join(work, 'built-in');
    const run = await measure(program, ['build', folder, '--from', submissions.folder, '--json']);
    const refused = JSON.parse(run.output).result.submissions.filter(({ status }) => status !== 'publiee');
    if (refused.length > 0) {
      throw new Error(`${refused.length} canevas were to be accepted and are not, as ${JSON.stringify(refused[0])}`);
    }
    rmSync(folder, { recursive: true });
    runs.push(run);
  }
  return { submissions, ...medians(runs) };
}

function say(what) {
  console.error(`bench: ${what}`);
}
