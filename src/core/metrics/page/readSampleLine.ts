import { pageLimits } from './limits';
import { readNumber } from './readNumber';

export interface SampleLine {
  readonly name: string;
  readonly labels: Map<string, string>;
  readonly value: number;
  /** As written; milliseconds or seconds, by format. */
  readonly timestamp: number | null;
}

const space = 32;
const tab = 9;

/**
 * One line with a sample: `name{label="value",} 1 1700000000000`, also `{"a name in UTF-8",label="value"} 1`, also an exemplar after ` # `,
 * which is left out. A string says why the line cannot be read.
 */
export function readSampleLine(line: string): SampleLine | string {
  const end = line.length;
  let at = skipSpace(line, 0);
  const nameStart = at;
  while (at < end && isNameCode(line.charCodeAt(at))) at += 1;
  let name = line.slice(nameStart, at);
  at = skipSpace(line, at);
  const labels = new Map<string, string>();
  if (line.charCodeAt(at) === 123) {
    at = skipSpace(line, at + 1);
    for (;;) {
      const code = line.charCodeAt(at);
      if (code === 125) {
        at += 1;
        break;
      }
      if (at >= end) return 'the braces of the labels are not closed';
      if (labels.size >= pageLimits.labels) return `more than ${pageLimits.labels} labels`;
      let label: string;
      let quoted = false;
      if (code === 34) {
        const text = readQuoted(line, at);
        if (text === null) return 'a quotation mark is not closed';
        label = text.value;
        at = text.next;
        quoted = true;
      } else {
        const start = at;
        while (at < end && isNameCode(line.charCodeAt(at))) at += 1;
        label = line.slice(start, at);
      }
      if (label === '') return 'a label has no name';
      at = skipSpace(line, at);
      if (line.charCodeAt(at) === 61) {
        at = skipSpace(line, at + 1);
        if (line.charCodeAt(at) !== 34) return 'a label has no value in quotation marks';
        const text = readQuoted(line, at);
        if (text === null) return 'a quotation mark is not closed';
        if (labels.has(label)) return 'a label stands twice';
        labels.set(label, text.value);
        at = skipSpace(line, text.next);
      } else if (quoted && name === '') {
        name = label; // a name in UTF-8 stands among the labels
      } else return 'a label has no value in quotation marks';
      if (line.charCodeAt(at) === 44) at = skipSpace(line, at + 1);
      else if (line.charCodeAt(at) !== 125) return 'a comma is missing between labels';
    }
    at = skipSpace(line, at);
  }
  if (name === '') return 'no metric name';
  const first = line.charCodeAt(nameStart);
  if (first >= 48 && first <= 57) return 'a metric name starts with a digit';
  const valueStart = at;
  at = skipWord(line, at);
  const value = readNumber(line.slice(valueStart, at));
  if (value === null) return valueStart === at ? 'no value' : 'the value is not a number';
  at = skipSpace(line, at);
  if (at >= end || line.charCodeAt(at) === 35) return { name, labels, value, timestamp: null };
  const timeStart = at;
  at = skipWord(line, at);
  const timestamp = readNumber(line.slice(timeStart, at));
  if (timestamp === null || !Number.isFinite(timestamp)) return 'the time is not a number';
  at = skipSpace(line, at);
  if (at < end && line.charCodeAt(at) !== 35) return 'there is text after the time';
  return { name, labels, value, timestamp };
}

/** A quoted text from the quotation mark at `at`, with `\\`, `\"` and `\n` resolved; other escapes stay as they are. */
export function readQuoted(line: string, at: number): { readonly value: string; readonly next: number } | null {
  let from = at + 1;
  let value = '';
  for (let i = from; i < line.length; i += 1) {
    const code = line.charCodeAt(i);
    if (code === 34) return { value: from === at + 1 ? line.slice(from, i) : value + line.slice(from, i), next: i + 1 };
    if (code !== 92) continue;
    const next = line.charCodeAt(i + 1);
    const plain = next === 110 ? '\n' : next === 34 ? '"' : next === 92 ? '\\' : null;
    if (plain !== null) {
      value += line.slice(from, i) + plain;
      from = i + 2;
    }
    i += 1;
  }
  return null;
}

function isNameCode(code: number): boolean {
  return (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 48 && code <= 58) || code === 95;
}

function skipSpace(line: string, at: number): number {
  let i = at;
  for (let code = line.charCodeAt(i); code === space || code === tab; code = line.charCodeAt(i)) i += 1;
  return i;
}

function skipWord(line: string, at: number): number {
  let i = at;
  for (; i < line.length; i += 1) {
    const code = line.charCodeAt(i);
    if (code === space || code === tab) break;
  }
  return i;
}
