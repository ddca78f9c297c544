// A reader of RFC 4180 that shares nothing with the writer.

// parseCSV returns the records of a CSV text, each a list of fields: null for
// a field that is empty and unquoted, '' for one that is empty and quoted.
// It throws where the text strays from RFC 4180: every record, the last one
// included, ends in CRLF, and a quote stands only where the RFC lets it.
export function parseCSV(text) {
  const records = [];
  let record = [];
  let at = 0;
  while (at < text.length) {
    const [field, end] = text[at] === '"' ? quoted(text, at) : bare(text, at);
    record.push(field);
    if (text[end] === ',') {
      at = end + 1;
    } else if (text.startsWith('\r\n', end)) {
      records.push(record);
      record = [];
      at = end + 2;
    } else {
      throw new Error(`CSV: a comma or CRLF is missing ${where(text, end)}`);
    }
  }
  if (record.length > 0) {
    throw new Error('CSV: the last record does not end in CRLF');
  }
  return records;
}

const stop = /[,"\r\n]/g;

function bare(text, start) {
  stop.lastIndex = start;
  const end = stop.exec(text)?.index ?? text.length;
  return [end === start ? null : text.slice(start, end), end];
}

function quoted(text, start) {
  let end = start;
  do {
    end = text.indexOf('"', end + 1);
    if (end < 0) {
      throw new Error(`CSV: a quote does not close ${where(text, start)}`);
    }
    end++;
  } while (text[end] === '"');
  return [text.slice(start + 1, end - 1).replaceAll('""', '"'), end];
}

function where(text, at) {
  return `at character ${at}, after ${JSON.stringify(text.slice(Math.max(0, at - 40), at))}`;
}
