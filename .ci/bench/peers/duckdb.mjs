// DuckDB alone: the tables without any check of what goes into them.
// usage: node duckdb.mjs CORPUS FOLDER

import { join } from 'node:path';
import { connect, quote, unchecked, writeTables } from './flatten.mjs';

const [corpus, folder] = process.argv.slice(2);
await writeTables(await connect(), quote(join(corpus, '*/*.json')), unchecked, folder);
