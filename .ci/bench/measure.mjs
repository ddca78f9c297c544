// What a command costs: wall time by our clock; processor time and peak memory
// by GNU time, which asks the kernel.

import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// longest is how long a command may take, in milliseconds.
const longest = 30 * 60 * 1000;

// measure runs a command to its end and returns what it printed and what it
// cost: wall and cpu in seconds, peak in bytes.
export async function measure(command, args) {
  const folder = mkdtempSync(join(tmpdir(), 'canevas-bench-'));
  try {
    const usage = join(folder, 'usage');
    const start = process.hrtime.bigint();
    const output = await run('time', ['-f', '%U %S %M', '-o', usage, command, ...args]);
    const wall = Number(process.hrtime.bigint() - start) / 1e9;
    const [user, system, kilobytes] = readFileSync(usage, 'utf8').trim().split(' ').map(Number);
    return { output, wall, cpu: user + system, peak: kilobytes * 1024 };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: longest });
    const output = [];
    const talk = [];
    child.stdout.on('data', (part) => output.push(part));
    child.stderr.on('data', (part) => talk.push(part));
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0) {
        resolve(Buffer.concat(output).toString());
      } else {
        reject(new Error(`${args.join(' ')} ended with ${code}: ${Buffer.concat(talk).toString().slice(-2000)}`));
      }
    });
  });
}

// requireTime sees to it that GNU time is there; on Debian it is a package.
export function requireTime() {
  if (hasTime()) {
    return;
  }
  if (process.getuid() === 0) {
    execFileSync('apt-get', ['update', '-qq'], { stdio: 'inherit' });
    execFileSync('apt-get', ['install', '-y', '-qq', 'time'], { stdio: 'inherit' });
  }
  if (!hasTime()) {
    throw new Error('GNU time is missing: install the package "time"');
  }
}

function hasTime() {
  try {
    return execFileSync('time', ['--version'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).includes('GNU');
  } catch {
    return false;
  }
}

// median returns the middle value of a list of numbers.
export function median(list) {
  const sorted = list.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

// medians returns the median of each cost over the runs of a command.
export function medians(runs) {
  return Object.fromEntries(['wall', 'cpu', 'peak'].map((cost) => [cost, median(runs.map((run) => run[cost]))]));
}
