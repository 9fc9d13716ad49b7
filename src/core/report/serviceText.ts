import type { Finding } from '../domain/finding';
import type { Report } from '../domain/report';
import { formatPair } from '../format/figures';
import { formatCount } from '../format/numbers';
import { formatWindowPlace } from '../format/windows';

const shown = [['latency.p95', 'p95'], ['errors', 'errors'], ['throughput', '']] as const;

/**
 * Service figures of the whole log, now against the baseline: `p95 142 ms (was 104 ms) · errors 0.8 % (was 0.2 %) · 21.3/s (was 20.1/s) · 12 Jun to 15 Jun against
 * 1 Jun to 9 Jun · n 4,000 against 9,000`. What is not available is left out; null where nothing is there.
 */
export function serviceText({ findings, baseline, current }: Pick<Report, 'findings' | 'baseline' | 'current'>): string | null {
  const parts = shown.flatMap(([id, name]) => {
    const finding = findings.find((each) => each.id === id);
    return finding === undefined || finding.current.value === null ? [] : [figureText(finding, name)];
  });
  if (parts.length === 0) return null;
  const windows = `${formatWindowPlace(current)} against ${formatWindowPlace(baseline)}`;
  return [...parts, windows, `n ${formatCount(current.rows)} against ${formatCount(baseline.rows)}`].join(' · ');
}

function figureText({ baseline, current, unit, verdict }: Finding, name: string): string {
  const [was, now] = formatPair(baseline.value, current.value, unit);
  return `${verdict === 'moved' ? '▲ ' : ''}${name === '' ? '' : `${name} `}${now} (was ${was})`;
}
