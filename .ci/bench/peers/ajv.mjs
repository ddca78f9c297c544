// One thread of checking: ajv as its documentation says to use it, compiled,
// with formats, all faults told.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import addFormats from 'ajv-formats';
import Ajv from 'ajv/dist/2020.js';

const { schema, corpus, files } = workerData;
const ajv = new Ajv({ allErrors: true, strict: false });
addFormats(ajv);
const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')));
parentPort.postMessage(files.flatMap((file) => check(file)));

function check(file) {
  try {
    return validate(JSON.parse(readFileSync(join(corpus, file), 'utf8'))) ? [] : [{ file, errors: validate.errors }];
  } catch (error) {
    return [{ file, errors: [{ message: String(error) }] }];
  }
}
