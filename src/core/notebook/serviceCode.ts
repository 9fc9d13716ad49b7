import type { Finding } from '../domain/finding';
import type { Report } from '../domain/report';
import { pythonList, pythonNumber, pythonText } from './python';

const sides = ['baseline', 'current'] as const;
const toMilliseconds: Readonly<Record<string, number>> = { seconds: 1000, milliseconds: 1, microseconds: 1e-3, nanoseconds: 1e-6 };
const secondsOf: Readonly<Record<string, number>> = { 'per second': 1, 'per minute': 60, 'per hour': 3_600, 'per day': 86_400 };

export type ColumnOf = (role: 'latency' | 'status') => string | null;

/** Latency percentiles, error rate and throughput from the rows, each beside the reported figure; what stays out is said. */
export function serviceCode(report: Report, columnOf: ColumnOf): readonly string[] {
  const finding = (id: string): Finding | undefined => report.findings.find((one) => one.id === id && one.from === undefined);
  return [...latency(report, columnOf('latency'), finding), ...errors(columnOf('status'), finding('errors')), ...throughput(report, finding('throughput'))];
}

function latency(report: Report, column: string | null, finding: (id: string) => Finding | undefined): readonly string[] {
  if (column === null) return [];
  const notes = report.source.columns.find(({ name }) => name === column)?.notes.join(' ') ?? '';
  const factor = toMilliseconds[/unit: (\w+)/.exec(notes)?.[1] ?? 'milliseconds'] ?? 1;
  const lines = [`values, null = numbers(log[${pythonText(column)}])`, `milliseconds, fine = values * ${pythonNumber(factor)}, np.isfinite(values) & ~null`];
  for (const side of sides) {
    lines.push(`window = milliseconds[${side} & fine]`);
    for (const [id, share] of [['p50', 50], ['p90', 90], ['p95', 95], ['p99', 99]] as const) {
      const found = finding(`latency.${id}`);
      const { value, n } = found?.[side] ?? { value: null, n: 0 };
      if (found === undefined || value === null) continue;
      if (id === 'p50') lines.push(`check("rows with a latency, ${side}", len(window), ${pythonNumber(n)})`);
      // From bins of 1 % relative error.
      lines.push(`check("latency ${id}, ms, ${side}", np.percentile(window, ${share}), ${pythonNumber(value)}${found.basis === 'exact' ? '' : ', 0.0101'})`);
    }
    const mean = finding('latency.mean')?.[side].value ?? null;
    if (mean !== null) lines.push(`check("latency mean, ms, ${side}", window.mean(), ${pythonNumber(mean)})`);
  }
  return [...lines, ''];
}

function errors(column: string | null, finding: Finding | undefined): readonly string[] {
  if (column === null || finding === undefined) return [];
  const rule = /\(.*: ([^:]*)\); interval/s.exec(finding.method)?.[1] ?? '';
  const outcome = outcomeOf(rule);
  if (outcome === null) return [`# The error rate follows the rule ${pythonText(rule)}, which is not repeated here.`, ''];
  const name = pythonText(column);
  const lines = [`status, (number, null) = levels(${name}), numbers(log[${name}])`, ...outcome];
  for (const side of sides) {
    const { value, n } = finding[side];
    if (value === null) continue;
    lines.push(`check("rows with a status, ${side}", (${side} & known).sum(), ${pythonNumber(n)})`, `check("error rate, ${side}", failed[${side} & known].mean(), ${pythonNumber(value)})`);
  }
  return [...lines, ''];
}

/** The rules of `core/cube/statusRule` by their words, where these say all of it; null where they were shortened. */
function outcomeOf(rule: string): readonly string[] | null {
  const text = 'text = np.array(["" if x is None else x.strip().lower() for x in status])';
  const hasText = 'known = np.array([x is not None for x in status])';
  if (rule === 'HTTP status 400 or above') return ['known = np.isfinite(number) & ~null', 'failed = number >= 400'];
  if (rule === 'not 0' || rule === 'not 1') return ['known = ~np.isnan(number) & ~null', `failed = number != ${rule.slice(4)}`];
  if (rule === 'true' || rule === 'false') return [hasText, text, `failed = np.array([x[:1] in ("t", "y") for x in text]) == ${rule === 'true' ? 'True' : 'False'}`];
  if (rule === 'not empty') return ['known = np.ones(len(log), dtype=bool)', text, 'failed = ~np.isin(text, ["", "none", "null", "nil", "nan", "n/a", "no", "no error", "false", "0", "-", "ok", "success"])'];
  if (rule === '' || rule.includes('…') || rule.startsWith('none of')) return null;
  const others = rule.startsWith('every value but ');
  const words = (others ? rule.slice('every value but '.length) : rule).split(', ');
  return [hasText, `failed = ${others ? '~' : ''}np.isin(status.astype(str), ${pythonList(words.map(pythonText))})`];
}

function throughput({ axis, source, ...report }: Report, finding: Finding | undefined): readonly string[] {
  const seconds = secondsOf[finding?.unit ?? ''];
  if (finding === undefined || seconds === undefined || axis.kind !== 'time') return [];
  const lines = ['# Rows by the time of the window that lies between the first and the last row of the log.'];
  for (const side of sides) {
    const { from, to } = report[side];
    const value = finding[side].value;
    if (value === null || from === null || to === null) continue;
    const covered = (Math.min(to, (source.time.to ?? to) + 1) - Math.max(from, source.time.from ?? from)) / 1e6;
    lines.push(`check("rows ${finding.unit}, ${side}", ${side}.sum() / ${pythonNumber(covered)} * ${seconds}, ${pythonNumber(value)})`);
  }
  return lines;
}
