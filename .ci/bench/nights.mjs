// What a scheduled run costs after the first one: when nothing has changed, and
// when one submission in a hundred has.

import { existsSync, linkSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { measure } from './measure.mjs';
import { listFiles } from './peers/flatten.mjs';

// nights runs the program three times over a corpus, from nothing, in a work
// folder of its own: a first time, again, and again with a hundredth changed.
export async function nights(program, definition, corpus, folder) {
  const inbox = join(folder, 'inbox');
  link(corpus, inbox);
  const night = () => run(program, definition, inbox, folder);
  const first = await night();
  const unchanged = await night();
  const changed = change(inbox);
  const hundredth = { ...(await night()), changed };
  rmSync(folder, { recursive: true });
  return { first, unchanged, hundredth };
}

// link makes a second tree of the files of a corpus, to change some of them in.
function link(corpus, inbox) {
  for (const file of listFiles(corpus)) {
    mkdirSync(dirname(join(inbox, file)), { recursive: true });
    linkSync(join(corpus, file), join(inbox, file));
  }
}

// run publishes and counts the objects it wrote, by what the program says and
// by what is there: public ones, and those of the archive.
async function run(program, definition, inbox, folder) {
  const places = { public: join(folder, 'public'), archive: join(folder, 'archive') };
  const before = Object.values(places).map(snapshot);
  const args = ['run', '--definition', definition, '--from', inbox, '--to', places.public, '--archive', places.archive, '--json'];
  const cost = await measure(program, args);
  const [published, archived] = Object.values(places).map((place, i) => written(before[i], snapshot(place)));
  const { receipt } = JSON.parse(cost.output).result;
  return { ...cost, output: '', published, archived, uploaded: receipt.uploaded };
}

// snapshot tells the files of a folder apart from what may replace them.
function snapshot(folder) {
  const entries = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : [];
  return new Map(entries.filter((entry) => entry.isFile()).map((entry) => {
    const path = join(entry.parentPath, entry.name);
    const { ino, mtimeNs } = statSync(path, { bigint: true });
    return [path, `${ino} ${mtimeNs}`];
  }));
}

function written(before, after) {
  return [...after].filter(([path, mark]) => before.get(path) !== mark).length;
}

// change gives every hundredth submission a later version and says how many
// they are. A link is replaced, never written through.
function change(inbox) {
  const files = listFiles(inbox).sort().filter((_, at) => at % 100 === 50);
  for (const file of files) {
    const path = join(inbox, file);
    const document = JSON.parse(readFileSync(path, 'utf8'));
    document.depot = '2027-01-01T00:00:00Z';
    document.propositions[0].texte += ' (texte revu)';
    writeFileSync(`${path}.new`, JSON.stringify(document));
    renameSync(`${path}.new`, path);
  }
  return files.length;
}
