import type { Report } from '../domain/report';
import { pythonNumber, pythonText } from './python';

/** Means of business figures, or their shares of yes. */
export function businessCode(report: Report, kpis: readonly string[]): readonly string[] {
  return kpis.flatMap((name) => {
    const finding = report.findings.find(({ id }) => id === `kpi.${name}`);
    if (finding === undefined) return [];
    const of = pythonText(name);
    const head = finding.unit === 'share' ? [`yes = levels(${of})`, 'fine = np.array([x is not None for x in yes])', 'values = np.array([x is not None and x.lower() in ("1", "1.0", "true", "t", "yes", "y") for x in yes])'] : [`values, null = numbers(log[${of}])`, 'fine = np.isfinite(values) & ~null'];
    const sides = (['baseline', 'current'] as const).filter((side) => finding[side].value !== null);
    return [...head, ...sides.map((side) => `check(${pythonText(`${name}, mean, ${side}`)}, values[${side} & fine].mean(), ${pythonNumber(finding[side].value)})`)];
  });
}
