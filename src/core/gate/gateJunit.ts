import { formatWindow } from '../format/windows';
import type { GateItem, GateResult } from './gateResult';

// What XML 1.0 has no place for, even escaped.
const forbidden = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;
const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', '\n': '&#10;', '\r': '&#13;', '\t': '&#9;' };

function xml(text: string): string {
  return text.replace(forbidden, '\ufffd').replace(/[&<>"\n\r\t]/g, (found) => entities[found] ?? '');
}

/** The check as JUnit XML, a test case for each thing that was checked (the form that Jenkins, GitLab and others read; it has no standard of its own). */
export function gateJunit(result: GateResult): string {
  const { items, source } = result;
  const count = (outcome: GateItem['outcome']): number => items.filter((item) => item.outcome === outcome).length;
  const counts = `tests="${items.length}" failures="${count('failed')}" errors="0" skipped="${count('skipped')}"`;
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites name="model-vitals" ${counts}>`,
    `  <testsuite name="${xml(source)}" ${counts}>`,
    '    <properties>',
    `      <property name="baseline" value="${xml(formatWindow(result.baseline))}"/>`,
    `      <property name="current" value="${xml(formatWindow(result.current))}"/>`,
    '    </properties>',
    ...items.flatMap((item) => caseOf(item, source)),
    '  </testsuite>',
    '</testsuites>',
  ];
  return `${lines.join('\n')}\n`;
}

function caseOf({ id, kind, title, outcome, reason, places }: GateItem, source: string): readonly string[] {
  const [place] = places;
  const where = place === undefined ? '' : ` file="${xml(place.file)}"${place.line === null ? '' : ` line="${place.line}"`}`;
  const head = `    <testcase classname="${xml(`${source}.${kind}`)}" name="${xml(title === id ? title : `${title} (${id})`)}"${where}`;
  if (outcome === 'failed') {
    const at = places.map(({ file, line }) => `${file}${line === null ? '' : `:${line}`}`);
    return [`${head}>`, `      <failure type="${kind}" message="${xml(reason)}">${xml([reason, ...at].join('\n'))}</failure>`, '    </testcase>'];
  }
  if (outcome === 'skipped') return [`${head}>`, `      <skipped message="${xml(reason)}"/>`, '    </testcase>'];
  return [`${head}>`, `      <system-out>${xml(outcome === 'tolerated' ? `tolerated: ${reason}` : reason)}</system-out>`, '    </testcase>'];
}
