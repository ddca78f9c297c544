// A look-up over HTTP, as a page in a browser does it: hyparquet asks a server
// for ranges of a file, and the server counts what it sends. (DuckDB's reader
// for HTTP is no part of its package for Node.js.)

import { createReadStream, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { asyncBufferFromUrl, parquetQuery } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';

// lookUp finds rows in a table of a folder with every index that the file has,
// and returns them with the requests and the bytes this took.
export async function lookUp(folder, { table, filter }) {
  const server = await serve(folder);
  try {
    const url = `http://127.0.0.1:${server.address().port}/${table}.parquet`;
    const file = await asyncBufferFromUrl({ url });
    const rows = await parquetQuery({ file, filter, compressors, usePageIndex: true, useBloomFilters: true });
    return { rows, requests: server.requests, bytes: server.bytes };
  } finally {
    await new Promise((resolve) => { server.close(resolve); server.closeAllConnections(); });
  }
}

async function serve(folder) {
  const server = createServer((request, response) => answer(server, join(folder, new URL(request.url, 'http://localhost').pathname), request, response));
  Object.assign(server, { requests: 0, bytes: 0 });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

function answer(server, path, request, response) {
  const { size } = statSync(path);
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  server.requests++;
  if (first === undefined) {
    response.writeHead(200, { 'Accept-Ranges': 'bytes', 'Content-Length': size }).end();
    return;
  }
  const start = Number(first);
  const end = Math.min(Number(last), size - 1);
  server.bytes += end - start + 1;
  response.writeHead(206, { 'Accept-Ranges': 'bytes', 'Content-Length': end - start + 1, 'Content-Range': `bytes ${start}-${end}/${size}` });
  createReadStream(path, { start, end }).pipe(response);
}
