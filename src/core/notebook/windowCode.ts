import type { Report } from '../domain/report';
import type { WindowInfo } from '../domain/window';
import { formatWindow } from '../format/windows';
import { pythonList, pythonNumber, pythonText } from './python';

/** Python that chooses the rows of both windows as they were compared, and checks how many they are. `fileNames`: of each file read, as the axis names it. */
export function windowCode(report: Report, version: string | null, fileNames: readonly string[]): readonly string[] {
  const { axis, source } = report;
  const { column, encoding, assumedZone = 'UTC' } = source.time;
  const head: string[] = [];
  if (axis.kind === 'time') head.push(`at = instants(log[${pythonText(column ?? '')}], "${encoding}", ${pythonText(assumedZone)})  # microseconds since 1970 UTC`);
  else if (axis.kind === 'row') head.push('at = np.arange(len(log))');
  else if (axis.kind === 'file') head.push(`at = np.array(${pythonList(fileNames.map(pythonText))}, dtype=object)[file_of]`);
  else head.push(`at = levels(${pythonText(version ?? '')})`);
  const window = (name: 'baseline' | 'current'): readonly string[] => [`# ${formatWindow(report[name])}`, `${name} = ${rowsOf(report, report[name])}`];
  const checks = [
    `check("rows of the log", len(log), ${pythonNumber(source.rows)})`,
    `check("rows of the baseline", baseline.sum(), ${pythonNumber(report.baseline.rows)})`,
    `check("rows of the current window", current.sum(), ${pythonNumber(report.current.rows)})`,
  ];
  return [...head, ...window('baseline'), ...window('current'), '', ...checks];
}

function rowsOf({ axis }: Report, { slots, from, to }: WindowInfo): string {
  switch (axis.kind) {
    case 'time':
      return `(at >= ${pythonNumber(from)}) & (at < ${pythonNumber(to)})`;
    case 'row':
      return `(at >= ${slots.from * axis.step}) & (at < ${slots.to * axis.step})`;
    case 'file':
    case 'version':
      return `np.isin(at.astype(str), ${pythonList(axis.names.slice(slots.from, slots.to).map(pythonText))})${axis.kind === 'version' ? ' & np.array([x is not None for x in at])' : ''}`;
  }
}
