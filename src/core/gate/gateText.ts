import { formatWindow } from '../format/windows';
import { wrap } from '../report/text';
import type { GateItem, GateResult } from './gateResult';
import { gateSummary } from './gateResult';

export interface GateTextOptions {
  /** Columns of the terminal; 60 to 160 are used as they are. */
  readonly width?: number;
  /** ANSI colours. Marks and words carry the outcome without them. */
  readonly color?: boolean;
}

const marks = { failed: '✗', tolerated: '~', skipped: '–', passed: '✓' } as const;
const colours = { failed: '1;31', tolerated: '33', skipped: '2', passed: '32' } as const;
const placesShown = 3;

/** The check for a terminal: what failed with its reason and place, then the rest in a line each. */
export function gateText(result: GateResult, options: GateTextOptions = {}): string {
  const width = Math.min(160, Math.max(60, options.width ?? 100));
  const paint = (code: string, text: string): string => (options.color === true ? `\u001b[${code}m${text}\u001b[0m` : text);
  const head = `${result.passed ? 'PASSED' : 'FAILED'}  ${result.source}: ${gateSummary(result)}`;
  const lines = [
    paint(result.passed ? '1;32' : '1;31', head),
    '',
    ...wrap(`Baseline  ${formatWindow(result.baseline)}`, width, '          '),
    ...wrap(`Current   ${formatWindow(result.current)}`, width, '          '),
    '',
    ...result.items.flatMap((item) => linesOf(item, width).map((line, i) => (i === 0 ? paint(colours[item.outcome], line) : line))),
  ];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

function linesOf({ outcome, title, kind, reason, places }: GateItem, width: number): readonly string[] {
  const head = `${marks[outcome]} ${title}  (${kind}${outcome === 'tolerated' ? ', tolerated' : outcome === 'skipped' ? ', skipped' : ''})`;
  if (outcome === 'passed') return [head];
  return [head, ...wrap(reason, width - 4, '').map((text) => `    ${text}`), ...places.slice(0, placesShown).map(({ file, line }) => `    ${file}${line === null ? '' : `:${line}`}`)];
}
