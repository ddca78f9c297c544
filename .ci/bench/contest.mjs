// The contest: the same submissions to the same tables, by us and by what a
// user would pick instead, taking turns.

import { readFileSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare, compareRefusals } from './compare.mjs';
import { measure, medians } from './measure.mjs';

const peer = (name) => fileURLToPath(new URL(`peers/${name}.mjs`, import.meta.url));

// contenders are the commands that make tables of a corpus in a folder.
export function contenders(program, definition, corpus) {
  return [
    { name: 'canevas', command: (folder) => [program, 'build', folder, '--definition', definition, '--from', corpus, '--json'] },
    { name: 'ajv + DuckDB', command: (folder) => [process.execPath, peer('ajv-duckdb'), join(definition, 'schema/canevas.schema.json'), corpus, folder] },
    { name: 'DuckDB alone', command: (folder) => [process.execPath, peer('duckdb'), corpus, folder] },
  ];
}

// rehearse lets each contender run once, unmeasured, in a folder of its own
// that stays, and holds the tables of the first two to one another.
export async function rehearse(all, work) {
  const folders = all.map(({ name }) => join(work, name));
  const runs = [];
  for (const [i, { command }] of all.entries()) {
    runs.push(await start(command(folders[i])));
  }
  const [ours, theirs] = folders;
  const outcomes = JSON.parse(runs[0].output).result.submissions;
  const refused = compareRefusals(outcomes, JSON.parse(readFileSync(join(theirs, 'refusals.json'), 'utf8')));
  return { ours, theirs, refused, written: folders.map(sizes), equal: await compare(ours, theirs) };
}

// compete runs the contenders for some rounds, each first in its turn, and
// returns the median costs of each.
export async function compete(all, rounds, work) {
  const costs = all.map(() => []);
  for (let round = 0; round < rounds; round++) {
    for (let turn = 0; turn < all.length; turn++) {
      const i = (round + turn) % all.length;
      const folder = join(work, 'round');
      costs[i].push(await start(all[i].command(folder)));
      rmSync(folder, { recursive: true });
    }
  }
  return costs.map(medians);
}

function start([command, ...args]) {
  return measure(command, args);
}

// sizes returns the bytes of each file of a folder.
function sizes(folder) {
  const names = readdirSync(folder, { recursive: true });
  return Object.fromEntries(names.map((name) => [name, statSync(join(folder, name))]).filter(([, stat]) => stat.isFile()).map(([name, stat]) => [name, stat.size]));
}
