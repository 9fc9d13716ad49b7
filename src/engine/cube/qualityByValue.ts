import type { Cube } from '../../core/cube/cube';
import type { FeatureDetail, QualityCell } from '../../core/domain/report';
import type { SlotRange } from '../../core/domain/window';
import { meanInterval, momentsFromSums } from '../../core/stats/means';
import { wilson } from '../../core/stats/proportions';
import { quoteString } from '../duck/quote';
import type { LogColumn, OpenedLog } from '../log/openedLog';
import { numberSql } from './binSql';
import { classOutcome } from './classOutcome';
import { placeAxis } from './makeAxis';
import { type OutcomeOptions, outcomesOf } from './outcomesOf';

/** The values of a feature in groups: upper edges of numbers (ascending, the last group open), or levels. */
export type ValueGroups = { readonly edges: ArrayLike<number> } | { readonly levels: readonly string[] };

export type QualityAnswer = NonNullable<FeatureDetail['qualityByValue']> | { readonly reason: string };

interface Windows {
  readonly baseline: SlotRange;
  readonly current: SlotRange;
}

/**
 * How good the model's answers were by value of a feature, from the labelled rows of both windows: accuracy with Wilson
 * intervals for classes, mean absolute error (in the label's unit) with t intervals for numbers. Groups without a labelled
 * row have n = 0 and no value.
 */
export async function qualityByValue(log: OpenedLog, cube: Cube, feature: string, windows: Windows, groups: ValueGroups, options: OutcomeOptions & { readonly level?: number } = {}): Promise<QualityAnswer> {
  const column = log.columns.find(({ name }) => name === feature);
  if (column === undefined) return { reason: 'The feature is no column of the log.' };
  const outcome = await errorSql(log, options);
  if ('reason' in outcome) return outcome;
  const labels = 'levels' in groups ? [...groups.levels, 'other values', 'missing'] : [...rangeLabels(groups.edges), 'missing'];
  const width = labels.length;
  // Per window and group: rows, sum of errors, sum of their squares.
  const sums = { baseline: new Float64Array(width * 3), current: new Float64Array(width * 3) };
  const { slot } = placeAxis(log, cube.axis);
  const inside = ({ from, to }: SlotRange): string => `(s >= ${from} AND s < ${to})`;
  const [inBaseline, inCurrent] = [inside(windows.baseline), inside(windows.current)];
  // A row may lie in both windows where they overlap, so each window has sums of its own.
  const sumsOf = (name: string, where: string): string =>
    [`count(*) FILTER (WHERE ${where})::DOUBLE AS n${name}`, `sum(e) FILTER (WHERE ${where})::DOUBLE AS a${name}`, `sum(e * e) FILTER (WHERE ${where})::DOUBLE AS q${name}`].join(', ');
  await log.duck.stream(
    `SELECT (${groupSql(column, groups)})::INTEGER AS g, ${sumsOf('b', inBaseline)}, ${sumsOf('c', inCurrent)} FROM (SELECT *, ${slot} AS s, (${outcome.error})::DOUBLE AS e FROM ${log.relation}) AS r WHERE (${inBaseline} OR ${inCurrent}) AND e IS NOT NULL AND isfinite(e) GROUP BY 1`,
    (chunk) => {
      const g = chunk.integers(0);
      for (const [i, table] of [sums.baseline, sums.current].entries()) {
        const [n, a, q] = [chunk.numbers(i * 3 + 1), chunk.numbers(i * 3 + 2), chunk.numbers(i * 3 + 3)];
        for (let row = 0; row < chunk.rows; row += 1) {
          // Sums over no row are NULL.
          if ((n[row] ?? 0) > 0) table.set([n[row] ?? 0, a[row] ?? 0, q[row] ?? 0], (g[row] ?? 0) * 3);
        }
      }
    },
    options.signal,
  );
  const level = options.level ?? 0.95;
  const side = (table: Float64Array, i: number): QualityCell['baseline'] => cellOf(outcome.kind, table[i * 3] ?? 0, table[i * 3 + 1] ?? 0, table[i * 3 + 2] ?? 0, level);
  const cells = labels.map((label, i) => ({ label, baseline: side(sums.baseline, i), current: side(sums.current, i) })).filter((cell) => cell.baseline.n + cell.current.n > 0);
  return outcome.kind === 'class' ? { metric: 'accuracy', unit: 'share', cells } : { metric: 'mean absolute error', unit: 'native', cells };
}

/** An expression of a row's error: 0 or 1 for classes, |prediction - label| for numbers, NULL where it has none. */
async function errorSql(log: OpenedLog, options: OutcomeOptions): Promise<{ readonly kind: 'class' | 'number'; readonly error: string } | { readonly reason: string }> {
  const outcomes = await outcomesOf(log, options);
  if (outcomes.regression !== null) {
    const { prediction, label } = outcomes.regression;
    return { kind: 'number', error: `abs(${prediction.sql} - ${label.sql})` };
  }
  const judged = classOutcome(outcomes);
  return 'reason' in judged ? judged : { kind: 'class', error: judged.wrong };
}

function groupSql(column: LogColumn, groups: ValueGroups): string {
  const { sql } = column;
  if ('levels' in groups) {
    const found = `list_position([${groups.levels.map(quoteString).join(', ')}]::VARCHAR[], ${sql})`;
    return `CASE WHEN ${sql} IS NULL THEN ${groups.levels.length + 1} ELSE coalesce(nullif(${found}, 0) - 1, ${groups.levels.length}) END`;
  }
  const edges = Array.from(groups.edges);
  const cases = edges.map((edge, i) => `WHEN ${sql} <= ${numberSql(edge)} THEN ${i}`).join(' ');
  return `CASE WHEN ${sql} IS NULL OR NOT isfinite(${sql}) THEN ${edges.length + 1} ${cases} ELSE ${edges.length} END`;
}

function cellOf(kind: 'class' | 'number', n: number, sum: number, sumSq: number, level: number): QualityCell['baseline'] {
  if (n === 0) return { value: null, low: null, high: null, n };
  const estimate = kind === 'class' ? wilson(n - sum, n, level) : meanInterval(momentsFromSums(n, sum, sumSq), level);
  return { value: estimate?.value ?? null, low: estimate?.interval?.low ?? null, high: estimate?.interval?.high ?? null, n };
}

function rangeLabels(edges: ArrayLike<number>): readonly string[] {
  const text = Array.from(edges, (edge) => String(Number(edge.toPrecision(4))));
  if (text.length === 0) return ['all values'];
  return [`up to ${text[0] ?? ''}`, ...text.slice(1).map((high, i) => (text[i] === high ? high : `${text[i] ?? ''} to ${high}`)), `above ${text[text.length - 1] ?? ''}`];
}
