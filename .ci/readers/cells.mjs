// One form for the values of a column, whoever read them, so that they can be
// compared: a string for texts and dates (2025-11-03), a bigint for integers
// and for instants (microseconds since 1970 UTC), a number, a boolean, null.

const shapes = {
  integer: /^(0|-?[1-9]\d*)$/,
  number: /^-?(0|[1-9]\d*)(\.\d+)?(e[+-]\d+)?$/,
  boolean: /^(true|false)$/,
  date: /^\d{4}-\d\d-\d\d$/,
  datetime: /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{0,5}[1-9])?Z$/,
};

// cellOfText reads a value as CSV and, for dates, JSON Lines write it. It
// throws at any other spelling.
export function cellOfText(type, text) {
  if (text === null || type === 'string') {
    return text;
  }
  if (!shapes[type].test(text)) {
    throw new Error(`${JSON.stringify(text)} is no ${type}`);
  }
  switch (type) {
    case 'integer': return BigInt(text);
    case 'number': return Number(text);
    case 'boolean': return text === 'true';
    case 'date': return text;
    case 'datetime': return microseconds(text);
  }
}

// cellOfValue returns what a document says as a cell. It throws where the
// document says something else than the column's type.
export function cellOfValue(type, value) {
  if (value === null || value === undefined) {
    return null;
  }
  const expected = { string: 'string', date: 'string', datetime: 'string', integer: 'number', number: 'number', boolean: 'boolean' }[type];
  if (typeof value !== expected) {
    throw new Error(`${JSON.stringify(value)} is no ${type}`);
  }
  switch (type) {
    case 'integer': return BigInt(value);
    case 'datetime': return microseconds(value);
    default: return value;
  }
}

// microseconds returns the instant of an RFC 3339 text. Date knows only
// milliseconds, so the fraction is read apart.
export function microseconds(text) {
  const [, seconds, fraction = '', zone] = /^([^.Z+]{19})(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  return BigInt(Date.parse(seconds + zone)) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, '0'));
}

// dateOfDays returns the date that is so many days after 1970-01-01.
export function dateOfDays(days) {
  const iso = new Date(days * 86_400_000).toISOString();
  return iso.slice(0, iso.indexOf('T'));
}

// compareCells orders two cells of one column as tables and statistics do:
// null first, texts by their bytes.
export function compareCells(a, b) {
  if (a === null || b === null) {
    return Number(b === null) - Number(a === null);
  }
  if (typeof a === 'string') {
    return compareTexts(a, b);
  }
  return Number(a > b) - Number(a < b);
}

// compareTexts orders by code points, which is the order of the bytes of
// UTF-8. JavaScript compares the halves of surrogate pairs, which is not.
function compareTexts(a, b) {
  let at = 0;
  while (at < a.length && at < b.length && a[at] === b[at]) {
    at++;
  }
  if (at > 0 && isLowSurrogate(a.charCodeAt(at)) && isLowSurrogate(b.charCodeAt(at))) {
    at--;
  }
  return (a.codePointAt(at) ?? -1) - (b.codePointAt(at) ?? -1);
}

function isLowSurrogate(unit) {
  return unit >= 0xdc00 && unit <= 0xdfff;
}

// show writes a cell as failures tell it.
export function show(cell) {
  const text = typeof cell === 'string' ? JSON.stringify(cell) : String(cell);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
