import type { Figure } from '../domain/finding';
import type { Report } from '../domain/report';
import { formatPair } from '../format/figures';
import { countOf, formatCount } from '../format/numbers';
import { oneLine } from '../format/oneLine';

/** Classes that a printed report lists. */
const mostClasses = 10;

export const classHead = ['class', 'precision', 'recall', 'F1', 'labelled rows'] as const;

export interface ClassRow {
  readonly level: string;
  readonly precision: string;
  readonly recall: string;
  readonly f1: string;
  /** Labelled rows of the class, baseline / current. */
  readonly rows: string;
}

/** The most frequent classes of a task with several, and a line on those that are not listed; null for every other task. */
export function classRows(report: Report): { readonly rows: readonly ClassRow[]; readonly more: string | null } | null {
  const { classes, source } = report;
  if (classes === undefined || source.task !== 'multiclass' || classes.list.length === 0) return null;
  const pair = (from: Figure, to: Figure): string => {
    const [a, b] = formatPair(from.value, to.value, 'share');
    return `${from.value === null ? '–' : a} → ${to.value === null ? '–' : b}`;
  };
  const rows = classes.list.slice(0, mostClasses).map(({ level, baseline, current }) => ({
    level: oneLine(level),
    precision: pair(baseline.precision, current.precision),
    recall: pair(baseline.recall, current.recall),
    f1: pair(baseline.f1, current.f1),
    rows: `${formatCount(baseline.support)} / ${formatCount(current.support)}`,
  }));
  const hidden = classes.list.length - rows.length;
  const parts = [
    ...(hidden > 0 ? [countOf(hidden, 'more class', 'more classes')] : []),
    ...(classes.rest === null ? [] : [`${formatCount(classes.rest.baseline)} / ${formatCount(classes.rest.current)} labelled rows of still rarer ones`]),
  ];
  return { rows, more: parts.length === 0 ? null : `and ${parts.join(', ')}` };
}
