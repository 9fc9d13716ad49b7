import type { Cube } from '../../core/cube/cube';
import type { LabelAges, RegressionAges, ScoreAges } from '../../core/cube/labelAges';
import { ageEdges, lagEdges } from '../../core/labels/ageEdges';
import { BinFinder } from './binFinder';
import { ageRange, labelAge, type LabelAge } from './labelAge';
import type { Outcomes } from './outcomesOf';
import { RegressionCounter } from './regressionCounter';
import { labelSql, predictedSql, scanConfusion } from './scanConfusion';
import type { Scan } from './scanNumbers';
import { ScoreCounter } from './scoreCounter';
import { SlotRuns } from './slotRuns';

type Tables = Pick<Cube, 'confusion' | 'score' | 'regression'>;

const mostClasses = 12;
const fewestClasses = 6;
/** Numbers of the largest table by age, 8 bytes each: many classes of prediction get fewer classes of age. */
const mostCells = 4_000_000;

/** Counts labels by their age beside the outcome tables of a cube; null, at the cost of nothing, for a log without times of labels. */
export async function scanLabelAges(scan: Scan, outcomes: Outcomes, tables: Tables): Promise<LabelAges | null> {
  const { log, slots, signal } = scan;
  const rows = rowsOf(outcomes, tables);
  if (rows === null) return null;
  const age = await labelAge(log, signal);
  if (age === null) return null;
  const range = await ageRange(log, age, `(${rows.predicted}) AND (${rows.labelled})`, signal);
  if (range === null) return null;
  const width = Math.max((tables.confusion?.levels.length ?? 0) ** 2, 3 * ((tables.score?.edges.length ?? 0) + 1));
  const edges = ageEdges(range[0], range[1], Math.max(fewestClasses, Math.min(mostClasses, Math.floor(mostCells / slots / width))));
  return countAges(scan, outcomes, tables, age, edges);
}

/** Counts by classes of age that were chosen before. */
export async function countAges(scan: Scan, outcomes: Outcomes, tables: Tables, age: LabelAge, edges: Float64Array): Promise<LabelAges | null> {
  const rows = rowsOf(outcomes, tables);
  if (rows === null) return null;
  const lags = await scanLags(scan, age, rows, lagEdges(edges));
  const aged = agedScan(scan, age, edges);
  const { classes, label, prediction, scoreColumn } = outcomes;
  const confusion = tables.confusion === null || classes === null || label === null ? null : await scanConfusion(aged, classes, label, prediction, scoreColumn);
  return { column: age.column, edges, ...lags, confusion: confusion?.counts ?? null, ...(await scanErrors(aged, outcomes, tables)) };
}

/** BOOLEAN expressions: the row has what its task predicts, and a label to compare it with. */
function rowsOf({ classes, label, prediction, scoreColumn, score, regression }: Outcomes, tables: Tables): { readonly predicted: string; readonly labelled: string } | null {
  if (tables.regression !== null && regression !== null) return { predicted: `${regression.prediction.sql} IS NOT NULL AND isfinite(${regression.prediction.sql})`, labelled: `${regression.label.sql} IS NOT NULL AND isfinite(${regression.label.sql})` };
  const predicted = classes === null ? null : predictedSql(classes, prediction, scoreColumn);
  if (tables.confusion !== null && classes !== null && label !== null && predicted !== null) return { predicted: `(${predicted}) >= 0`, labelled: `(${labelSql(classes, label)}) >= 0` };
  return tables.score === null || score === null ? null : { predicted: `${score.column.sql} IS NOT NULL AND isfinite(${score.column.sql})`, labelled: `(${score.label}) IS NOT NULL` };
}

/** The scan with a slot for each slot and class of age: tables counted over it are tables by age. Rows older than the last edge, or of unknown age, are in none. */
function agedScan(scan: Scan, { age }: LabelAge, edges: Float64Array): Scan {
  const K = edges.length;
  const cases = Array.from(edges, (edge, k) => `WHEN ${age} <= ${edge} THEN ${k}`).join(' ');
  const slot = `CASE WHEN ${scan.axis.slot} < 0 OR ${age} IS NULL OR ${age} > ${edges[K - 1] ?? 0} THEN -1 ELSE ${scan.axis.slot} * ${K} + CASE ${cases} ELSE ${K - 1} END END::INTEGER`;
  const { log, axis, slots, budget, signal } = scan;
  return { log, axis: { axis: axis.axis, slot }, slots: slots * K, budget, ...(signal === undefined ? {} : { signal }) };
}

async function scanLags(scan: Scan, { age, early }: LabelAge, { predicted, labelled }: { readonly predicted: string; readonly labelled: string }, lagEdges: Float64Array): Promise<Omit<LabelAges, 'column' | 'edges' | 'confusion' | 'score' | 'regression'>> {
  const { log, axis, slots, signal } = scan;
  const B = lagEdges.length;
  const finder = new BinFinder(lagEdges);
  const one = (): Float64Array => new Float64Array(slots);
  const sums = { predictions: one(), later: one(), unknown: one(), early: one() };
  const lags = new Float64Array(slots * B);
  const latest = one().fill(NaN);
  let now = -Infinity;
  await log.duck.stream(
    `SELECT ${axis.slot} AS s, __mv_t::DOUBLE AS t, (${age})::DOUBLE AS a, (CASE WHEN ${labelled} THEN CASE WHEN ${early} THEN 2 ELSE 1 END ELSE 0 END)::INTEGER AS y FROM ${log.relation} WHERE (${predicted}) AND __mv_t IS NOT NULL`,
    (chunk) => {
      const [s, t, a, y] = [chunk.integers(0), chunk.numbers(1), chunk.numbers(2), chunk.integers(3)];
      const known = chunk.mask(2);
      for (let i = 0; i < chunk.rows; i += 1) {
        const slot = s[i] as number;
        const time = t[i] as number;
        if (slot < 0) continue;
        sums.predictions[slot] = (sums.predictions[slot] as number) + 1;
        if (!((latest[slot] as number) >= time)) latest[slot] = time;
        if (time > now) now = time;
        if (y[i] === 0) continue;
        if (y[i] === 2) sums.early[slot] = (sums.early[slot] as number) + 1;
        if (known !== null && ((known[i >> 3] as number) & (1 << (i & 7))) === 0) {
          sums.unknown[slot] = (sums.unknown[slot] as number) + 1;
          continue;
        }
        const lag = a[i] as number;
        const bin = finder.find(lag);
        const table = bin < B ? lags : sums.later;
        const at = bin < B ? slot * B + bin : slot;
        table[at] = (table[at] as number) + 1;
        // An absurd label time must not make every other label look old.
        if (bin < B && time + lag > now) now = time + lag;
      }
    },
    signal,
  );
  return { lagEdges, lags, latest, now, ...sums };
}

async function scanErrors(aged: Scan, { score, regression }: Outcomes, tables: Tables): Promise<{ readonly score: ScoreAges | null; readonly regression: RegressionAges | null }> {
  const { log, axis, slots, signal } = aged;
  const scores = tables.score === null || score === null ? null : new ScoreCounter(slots, tables.score.edges, null);
  const errors = tables.regression === null || regression === null ? null : new RegressionCounter(slots, tables.regression.labelCentre);
  const [value, label] = scores !== null && score !== null ? [score.column.sql, score.label] : [regression?.prediction.sql, regression?.label.sql];
  if ((scores === null && errors === null) || value === undefined || label === undefined) return { score: null, regression: null };
  const runs = new SlotRuns();
  await log.duck.stream(
    `SELECT ${axis.slot} AS s, ${value} AS p, ${label} AS y FROM ${log.relation}`,
    (chunk) => {
      runs.read(chunk.integers(0));
      const columns = [chunk.numbers(1), chunk.mask(1), chunk.numbers(2), chunk.mask(2)] as const;
      scores?.read(...columns, runs);
      errors?.read(...columns, runs);
    },
    signal,
  );
  return { score: scores === null ? null : ofScores(scores.finish('')), regression: errors === null ? null : ofErrors(errors.finish('', '')) };
}

function ofScores({ positive, negative, scoreSum, brierSum, brierSq, logLossSum, logLossSq, labelled }: ScoreAges): ScoreAges {
  return { positive, negative, scoreSum, brierSum, brierSq, logLossSum, logLossSq, labelled };
}

function ofErrors({ n, sum, sumAbs, sumSq, sumFourth, labelSum, labelSq }: RegressionAges): RegressionAges {
  return { n, sum, sumAbs, sumSq, sumFourth, labelSum, labelSq };
}
