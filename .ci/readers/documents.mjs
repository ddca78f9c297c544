// Submissions as JavaScript values, read without any code of ours.

import { readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { isAlias, isMap, isSeq, parseDocument } from 'yaml';

// readDocument reads a submission, JSON or YAML. The types of what YAML writes
// without quotes are those that the JSON Schema expects there.
export function readDocument(path, schema) {
  const text = readFileSync(path, 'utf8');
  if (extname(path) === '.json') {
    return JSON.parse(text);
  }
  const yaml = parseDocument(text, { schema: 'failsafe' });
  if (yaml.errors.length > 0) {
    throw yaml.errors[0];
  }
  return valueOf(yaml.contents, expand([schema], schema), schema);
}

// valueOf returns a YAML node as a value, at a place that schemas describe.
function valueOf(node, schemas, root) {
  if (isAlias(node)) {
    throw new Error('a canevas has no alias');
  }
  if (isMap(node)) {
    return Object.fromEntries(node.items.map(({ key, value }) => {
      const below = schemas.flatMap((schema) => schema.properties?.[key.value] ?? []);
      return [key.value, valueOf(value, expand(below, root), root)];
    }));
  }
  const below = schemas.flatMap((schema) => schema.items ?? []);
  if (isSeq(node)) {
    return node.items.map((item) => valueOf(item, expand(below, root), root));
  }
  return scalarOf(node, new Set(schemas.flatMap(typesOf)));
}

function scalarOf(node, types) {
  const text = node?.value ?? '';
  if (node !== null && node.type !== 'PLAIN') {
    return text.trim(); // what nobody sees around a text that was typed is no part of it
  }
  if (['', '~', 'null', 'Null', 'NULL'].includes(text)) {
    return null;
  }
  if (types.has('boolean') && ['true', 'false'].includes(text)) {
    return text === 'true';
  }
  if ((types.has('integer') || types.has('number')) && text !== '' && Number.isFinite(Number(text))) {
    return Number(text);
  }
  return text;
}

// expand adds to schemas those that they refer to or are made of.
function expand(schemas, root) {
  return schemas.flatMap((schema) => {
    if (typeof schema !== 'object') {
      return [];
    }
    const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((keyword) => schema[keyword] ?? []);
    for (const keyword of ['if', 'then', 'else']) {
      parts.push(...(schema[keyword] ? [schema[keyword]] : []));
    }
    if (schema.$ref) {
      parts.push(schema.$ref.slice('#/'.length).split('/').reduce((at, key) => at[key], root));
    }
    return [schema, ...expand(parts, root)];
  });
}

function typesOf(schema) {
  const values = [...(schema.enum ?? []), ...('const' in schema ? [schema.const] : [])];
  return [schema.type ?? [], values.map((value) => typeof value)].flat();
}
