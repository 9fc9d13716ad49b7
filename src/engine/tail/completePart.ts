/** Length of the part of `bytes` that ends with its last line end; 0 where there is none. What follows is a line that is still being written. */
export function completeLines(bytes: Buffer): number {
  return bytes.lastIndexOf(10) + 1;
}

/**
 * Length of the part of a table's text that ends with the last line end outside of quotes (RFC 4180: a quote opens only at the start of a field). The text
 * starts with a record.
 */
export function completeRecords(bytes: Buffer, delimiter: number): number {
  if (!bytes.includes(34)) return completeLines(bytes);
  let complete = 0;
  let at = 0;
  while (at < bytes.length) {
    if (bytes[at] === 34) {
      at = closingQuote(bytes, at + 1);
      if (at === -1) return complete;
      at += 1;
    }
    // To the end of the field; what stands between a closing quote and it is the business of whoever reads the record.
    while (at < bytes.length && bytes[at] !== delimiter && bytes[at] !== 10) at += 1;
    if (bytes[at] === 10) complete = at + 1;
    at += 1;
  }
  return complete;
}

/** Place of the quote that closes a quoted field, -1 where it is not there. */
function closingQuote(bytes: Buffer, from: number): number {
  let at = bytes.indexOf(34, from);
  while (at !== -1 && bytes[at + 1] === 34) at = bytes.indexOf(34, at + 2);
  return at;
}

/** Line ends in `bytes`. */
export function countLineEnds(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at !== -1; at = bytes.indexOf(10, at + 1)) count += 1;
  return count;
}
