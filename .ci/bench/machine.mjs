// What the figures were measured on, and of which versions.

import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, release, totalmem, type } from 'node:os';

// machine describes the computer.
export function machine() {
  return `${availableParallelism()} cores of ${cpus()[0].model.trim()}, ${Math.round(totalmem() / 2 ** 30)} GiB of memory, ${type()} ${release().split('.', 2).join('.')}`;
}

// versions describes the programs; repository is the folder of ours.
export function versions(repository) {
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8'));
  const packages = Object.entries(dependencies).map(([name, version]) => `${name} ${version}`);
  return [`canevas ${revision(repository)}`, tell(repository, 'go', 'env', 'GOVERSION'), `Node.js ${process.versions.node}`, ...packages].join(', ');
}

// revision is the commit, and whether it is all that was measured.
function revision(repository) {
  const changes = tell(repository, 'git', 'status', '--porcelain', '--', '.', ':!.ci/bench/RESULTS.md');
  return tell(repository, 'git', 'rev-parse', '--short', 'HEAD') + (changes === '' ? '' : ' with changes');
}

function tell(folder, command, ...args) {
  return execFileSync(command, args, { cwd: folder, encoding: 'utf8' }).trim();
}
