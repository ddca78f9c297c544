// The report: one page of tables, in Markdown.

// report writes what was measured.
export function report({ machine, versions, day, rounds, measured }) {
  return `# Results of \`make bench\`

Written by the benchmark itself. Figures are medians over ${rounds} round(s), in which the contenders take turns on the same machine, the page cache
warm. A ratio below 1 is in favour of canevas. MB are millions of bytes.

- ${day}, ${machine}
- ${versions}
${measured.map(reportSize).join('')}`;
}

function reportSize(measured) {
  const { submissions } = measured;
  return `
## ${count(submissions.documents)} documents, ${mega(submissions.bytes)} MB, ${count(submissions.propositions)} propositions

Seed ${submissions.seed}, SHA-256 ${submissions.sha256.slice(0, 16)}…
${[reportContest, reportNights, reportSizes, reportQueries, reportLookUps, reportBuiltIn].map((section) => section(measured)).join('')}`;
}

function reportContest({ names, costs, rehearsal, submissions }) {
  const totals = rehearsal.written.map((files) => total(Object.values(files)));
  const rows = names.map((name, i) => [name, ...show(costs[i]), mega(totals[i]), count(Math.round(submissions.documents / costs[i].wall))]);
  const against = names.slice(1).map((name, i) => [
    `**canevas ÷ ${name}**`,
    ...['wall', 'cpu', 'peak'].map((cost) => ratio(costs[0][cost], costs[i + 1][cost])),
    ratio(totals[0], totals[i + 1]),
    '',
  ]);
  const { equal, refused } = rehearsal;
  return `
### From submissions to tables, from nothing

${table(['', 'wall, s', 'CPU, s', 'peak, MB', 'written, MB', 'documents/s'], [...rows, ...against])}
The tables of canevas (Parquet and CSV) and those of ajv + DuckDB hold the same values: ${equal.tables} tables, ${equal.columns} columns, ${count(equal.rows)} rows, types
and nulls included. Both refuse the same ${refused} documents. DuckDB alone checks nothing. canevas also writes the catalogue, the pages
and the checksums of a release, which the others do not.
`;
}

function reportNights({ nights }) {
  const row = (name, night) => [name, ...show(night), ratio(night.wall, nights.first.wall), night.uploaded, night.published, night.archived];
  return `
### Night after night: \`canevas run\`, published to a folder

${table(['', 'wall, s', 'CPU, s', 'peak, MB', 'wall ÷ first', 'uploads (receipt)', 'public files written', 'archive files written'], [
    row('first publication', nights.first),
    row('nothing changed', nights.unchanged),
    row(`${nights.hundredth.changed} submissions changed`, nights.hundredth),
  ])}`;
}

function reportSizes({ rehearsal }) {
  const [ours, theirs] = rehearsal.written;
  const names = Object.keys(theirs).filter((name) => name.endsWith('.parquet')).sort();
  const row = (name, mine, other) => [name, count(mine), count(other), ratio(mine, other)];
  return `
### Bytes of Parquet (zstd)

${table(['', 'canevas', 'DuckDB', 'ratio'], [
    ...names.map((name) => row(name, ours[name], theirs[name])),
    row('**all**', total(names.map((name) => ours[name])), total(names.map((name) => theirs[name]))),
  ])}`;
}

function reportQueries({ queries }) {
  const { results } = queries;
  const row = (name, ours, theirs) => [name, ours.time.toFixed(1), theirs.time.toFixed(1), ratio(ours.time, theirs.time), count(ours.bytes), count(theirs.bytes), ratio(ours.bytes, theirs.bytes)];
  const sum = (who) => ({ time: total(results.map((one) => one[who].time)), bytes: total(results.map((one) => one[who].bytes)) });
  return `
### DuckDB on the Parquet of canevas, and on its own

The same answers; the bytes are those DuckDB reads from the files.

${table(['query', 'canevas, ms', 'DuckDB, ms', 'ratio', 'canevas, bytes', 'DuckDB, bytes', 'ratio'], [
    ...results.map(({ name, ours, theirs }) => row(name, ours, theirs)),
    row('**all**', sum('ours'), sum('theirs')),
  ])}`;
}

function reportLookUps({ queries }) {
  return `
### Looking up over HTTP, by ranges (hyparquet, every index used)

${table(['look-up', 'canevas, requests', 'DuckDB, requests', 'canevas, bytes', 'DuckDB, bytes', 'ratio'], queries.lookUps.map(({ name, ours, theirs }) => [
    name, ours.requests, theirs.requests, count(ours.bytes), count(theirs.bytes), ratio(ours.bytes, theirs.bytes),
  ]))}`;
}

function reportBuiltIn({ builtIn, costs, submissions }) {
  const row = (name, corpus, cost) => [name, count(corpus.documents), mega(corpus.bytes), ...show(cost), count(Math.round(corpus.documents / cost.wall)), (cost.cpu * 1e9 / corpus.bytes).toFixed(1)];
  return `
### The built-in definition: more tables, rules, personal data

${table(['', 'documents', 'MB', 'wall, s', 'CPU, s', 'peak, MB', 'documents/s', 'CPU, ns per byte'], [
    row('concertations-ia', builtIn.submissions, builtIn),
    row('bench', submissions, costs[0]),
  ])}
CPU, concertations-ia ÷ bench: ${ratio(builtIn.cpu / builtIn.submissions.bytes, costs[0].cpu / submissions.bytes)} per byte, ${ratio(builtIn.cpu / builtIn.submissions.documents, costs[0].cpu / submissions.documents)} per document. The former also
writes JSON Lines.
`;
}

// show writes a cost as three cells.
function show({ wall, cpu, peak }) {
  return [wall.toFixed(2), cpu.toFixed(2), mega(peak)];
}

function table(header, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |\n`;
  return line(header) + line(header.map((_, i) => (i === 0 ? '---' : '--:'))) + rows.map(line).join('');
}

function ratio(ours, theirs) {
  return (ours / theirs).toFixed(2);
}

function mega(bytes) {
  return (bytes / 1e6).toFixed(bytes < 100e6 ? 1 : 0);
}

function count(number) {
  return number.toLocaleString('en-GB');
}

function total(numbers) {
  return numbers.reduce((sum, one) => sum + one, 0);
}
