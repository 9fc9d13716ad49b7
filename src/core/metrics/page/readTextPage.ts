import { pageLimits } from './limits';
import { PageBuilder } from './pageBuilder';
import { readQuoted, readSampleLine } from './readSampleLine';
import type { FamilyType, ScrapedPage } from './scrapedPage';

const types: Readonly<Record<string, FamilyType>> = {
  counter: 'counter', gauge: 'gauge', histogram: 'histogram', gaugehistogram: 'gauge histogram', summary: 'summary', info: 'info', stateset: 'state set', untyped: 'unknown', unknown: 'unknown',
};

/**
 * The text format 0.0.4 of Prometheus (times in milliseconds) and OpenMetrics 1.0 (times in seconds, `# UNIT`, ends with `# EOF`). A line that
 * cannot be read is counted with its number and the reason, and costs only itself.
 */
export function readTextPage(text: string, format: 'text' | 'openmetrics'): ScrapedPage {
  const page = new PageBuilder(format);
  const perMs = format === 'openmetrics' ? 1000 : 1;
  const length = Math.min(text.length, pageLimits.characters);
  if (length < text.length) page.cut(`longer than ${pageLimits.characters.toLocaleString('en-US')} characters`);
  let line = 0;
  let ended = false;
  for (let from = 0; from < length; ) {
    const found = text.indexOf('\n', from);
    const next = found === -1 ? length : found;
    // What stands after the last line feed of a page that was cut is half a line.
    if (found === -1 && length < text.length) break;
    const end = next > from && text.charCodeAt(next - 1) === 13 ? next - 1 : next;
    line += 1;
    const start = from;
    from = next + 1;
    if (end === start) continue;
    if (ended) {
      page.bad(line, 'text after # EOF');
      break;
    }
    if (end - start > pageLimits.lineLength) {
      page.bad(line, `longer than ${pageLimits.lineLength.toLocaleString('en-US')} characters`);
      continue;
    }
    const content = text.slice(start, end);
    if (content.charCodeAt(0) === 35) {
      if (content.trimEnd() === '# EOF') ended = true;
      else readComment(page, content, line);
      continue;
    }
    if (content.trim() === '') continue;
    const sample = readSampleLine(content);
    if (typeof sample === 'string') {
      page.bad(line, sample);
      continue;
    }
    const refused = page.sample(sample.name, sample.labels, sample.value, sample.timestamp === null ? null : sample.timestamp * perMs);
    if (refused !== null) page.bad(line, refused);
    if (page.full) break;
  }
  if (format === 'openmetrics' && !ended && !page.full) page.cut('the page ends without # EOF');
  return page.finish();
}

/** `# TYPE name type`, `# HELP name text`, `# UNIT name unit`; any other comment means nothing. */
function readComment(page: PageBuilder, line: string, number: number): void {
  const word = /^#[ \t]+(TYPE|HELP|UNIT)[ \t]+/.exec(line);
  if (word === null) return;
  let at = word[0].length;
  let name: string;
  if (line.charCodeAt(at) === 34) {
    const quoted = readQuoted(line, at);
    if (quoted === null) return page.bad(number, 'a quotation mark is not closed');
    name = quoted.value;
    at = quoted.next;
  } else {
    const rest = /^[^ \t]+/.exec(line.slice(at));
    if (rest === null) return page.bad(number, 'no metric name');
    name = rest[0];
    at += name.length;
  }
  const rest = line.slice(at).trim();
  if (word[1] === 'TYPE') {
    const type = Object.hasOwn(types, rest.toLowerCase()) ? types[rest.toLowerCase()] : undefined;
    if (type === undefined) return page.bad(number, 'a type that is not known');
    return page.declare(name, type);
  }
  const family = page.family(name);
  if (family === null) return;
  if (word[1] === 'UNIT') family.unit ??= rest === '' ? null : rest;
  else family.help ??= rest.replace(/\\(n|\\|")/g, (_, escaped: string) => (escaped === 'n' ? '\n' : escaped));
}
