import type { Onset } from '../domain/onset';
import type { Report } from '../domain/report';
import { formatFigure } from '../format/figures';
import { formatNumber } from '../format/numbers';
import { oneLine } from '../format/oneLine';
import { onsetSpan, onsetText, slotPlace, watchedText } from '../format/onset';

export interface OnsetRow {
  /** A finding's id or `feature:NAME`. */
  readonly target: string;
  readonly title: string;
  readonly onset: Onset;
  readonly since: string;
  readonly span: string;
  /** Where it lies among the windows; for what has no onset its state and reason. */
  readonly place: string;
  readonly watched: string;
  /** All of it as one text. */
  readonly text: string;
}

/** When each moved thing began to move: what is known first, in order of time. Empty where nothing moved, or in reports made before it. */
export function onsetRows(report: Pick<Report, 'findings' | 'features' | 'axis'>, locale?: string): readonly OnsetRow[] {
  const { axis } = report;
  const of = (target: string, title: string, onset: Onset): OnsetRow => {
    const watched = watchedText(onset, (value) => formatFigure(value, 'share', locale), (value) => formatNumber(value, locale));
    const found = onset.slot !== null;
    return {
      target, title: oneLine(title), onset, watched,
      since: onset.slot === null ? '–' : slotPlace(axis, onset.slot, locale),
      span: found ? onsetSpan(onset, axis, locale) : '–',
      place: found ? (onset.place ?? '') : `${onset.state}: ${onset.reason}`,
      text: `${onsetText(onset, axis, locale)}${watched === '' ? '' : `; ${watched}`}`,
    };
  };
  const rows = [
    ...report.features.flatMap(({ feature, onset }) => (onset === undefined ? [] : [of(`feature:${feature}`, feature, onset)])),
    ...report.findings.flatMap(({ id, title, onset }) => (onset === undefined ? [] : [of(id, title, onset)])),
  ];
  return rows.map((row, i) => ({ row, i })).sort((a, b) => (a.row.onset.slot ?? Infinity) - (b.row.onset.slot ?? Infinity) || a.i - b.i).map(({ row }) => row);
}

/** What the section is called. */
export const onsetTitle = 'Since when';
