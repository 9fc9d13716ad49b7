import type { Coverage } from '../analysis/coverage';
import type { Finding } from '../domain/finding';
import type { LabelState } from './labelState';
import { briefReason } from './words';

const columnReason = 'the distribution of labels is counted whatever their age';

/**
 * Findings of quality with what is known of their labels beside them. Where labels are still coming, a verdict says so; where too few have come to judge by,
 * that is the reason, and their coverage is that of labels of any age (`soFar`). The distribution of the label column holds labels of any age and cannot be compared then.
 */
export function markFindings(findings: readonly Finding[], labels: LabelState | null, soFar: Coverage): readonly Finding[] {
  return labels === null ? findings : findings.map((finding) => (finding.family === 'quality' ? marked(finding, labels, soFar) : finding));
}

function marked(finding: Finding, { maturity, classes }: LabelState, soFar: Coverage): Finding {
  const of = { ...finding, maturity, ...(classes === 0 && finding.coverage !== undefined ? { coverage: soFar } : {}) };
  if (maturity.state !== 'not mature') return of;
  const short: Finding['verdict'] = 'not enough data';
  if (finding.id.startsWith('label.distribution')) {
    if (classes === null) return { ...of, reason: `${finding.reason}; ${briefReason(maturity)}` };
    const reason = `${maturity.reason}; ${columnReason}`;
    const none = { value: null, interval: null, reason };
    return { ...of, baseline: { ...finding.baseline, ...none }, current: { ...finding.current, ...none }, change: { value: null, interval: null }, verdict: short, reason, p: null };
  }
  const lacking = finding.verdict === 'not enough data' || (finding.verdict === 'not available' && Math.min(finding.baseline.n, finding.current.n) === 0);
  if (!lacking) return { ...of, reason: `${finding.reason}; ${briefReason(maturity)}` };
  return { ...of, verdict: short, reason: classes === 0 ? maturity.reason : `${maturity.reason}; ${finding.reason}` };
}
