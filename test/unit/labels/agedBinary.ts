import type { Cube } from '../../../src/core/cube/cube';
import type { CubeIndex } from '../../../src/core/cube/indexCube';
import { indexCube, summarise } from '../../../src/core/cube/indexCube';
import { analyse } from '../../../src/core/analysis/analyse';
import { defaultSettings } from '../../../src/core/analysis/settings';
import type { Report } from '../../../src/core/domain/report';
import type { Role } from '../../../src/core/domain/role';
import type { SlotRange } from '../../../src/core/domain/window';
import { equalAge } from '../../../src/core/labels/equalAge';
import { lagEdges } from '../../../src/core/labels/ageEdges';
import { day, monday, sourceOf } from '../alerts/cubes';

/** One prediction of two classes; times in days from the start. */
export interface Answer {
  readonly at: number;
  readonly predicted: 0 | 1;
  readonly label: 0 | 1;
  /** Days until the label comes; Infinity for never, null for a label without a time. */
  readonly lag: number | null;
}

const classEdges = Float64Array.of(0.5 * day, day, 2 * day, 3 * day, 5 * day, 7 * day, 10 * day, 14 * day, 21 * day, 30 * day);

/** A cube of days as a log that ends after `days` has it, with or without the times of its labels. */
export function agedBinary(answers: readonly Answer[], days: number, withTimes = true): Cube {
  const K = classEdges.length;
  const bins = lagEdges(classEdges);
  const one = (): Float64Array => new Float64Array(days);
  const counts = new Float64Array(days * 4);
  const byAge = new Float64Array(days * K * 4);
  const ages = { latest: one().fill(NaN), predictions: one(), lags: new Float64Array(days * bins.length), later: one(), unknown: one(), early: one() };
  const unlabelled = one();
  const rows = one();
  let now = 0;
  for (const { at, predicted, label, lag } of answers) {
    const slot = Math.floor(at);
    const cell = predicted * 2 + label;
    rows[slot]! += 1;
    ages.predictions[slot]! += 1;
    const time = monday + at * day;
    if (!(ages.latest[slot]! >= time)) ages.latest[slot] = time;
    now = Math.max(now, time);
    if (lag !== null && at + lag > days) {
      unlabelled[slot]! += 1;
      continue;
    }
    counts[slot * 4 + cell]! += 1;
    if (lag === null) {
      ages.unknown[slot]! += 1;
      continue;
    }
    if (lag < 0) ages.early[slot]! += 1;
    const age = Math.max(0, lag * day);
    now = Math.max(now, time + age);
    const bin = bins.findIndex((edge) => age <= edge);
    if (bin < 0) ages.later[slot]! += 1;
    else {
      ages.lags[slot * bins.length + bin]! += 1;
      byAge[(slot * K + classEdges.findIndex((edge) => age <= edge)) * 4 + cell]! += 1;
    }
  }
  return {
    version: 1, axis: { kind: 'time', start: monday, step: day, count: days }, task: 'binary', rows, outside: 0, columns: [], status: null, score: null, regression: null, versions: null,
    confusion: { prediction: 'p', label: 'y', levels: ['0', '1'], hasRest: false, positive: 1, counts, unlabelled, threshold: null },
    ...(withTimes ? { labelAges: { column: 'labelled_at', edges: classEdges, lagEdges: bins, now, ...ages, confusion: byAge, score: null, regression: null } } : {}),
  };
}

/** The report of two windows of days, judged at equal age as the engine does. */
export function judged(cube: Cube, baseline: SlotRange, current: SlotRange): Report {
  const index = indexCube(cube);
  const equal = equalAge(index, { baseline, current }, defaultSettings);
  const at = (of: CubeIndex): { cube: Cube; baseline: ReturnType<typeof summarise>; current: ReturnType<typeof summarise> } => ({ cube: of.cube, baseline: summarise(of, baseline), current: summarise(of, current) });
  const role = (column: string, is: Role): { column: string; role: Role; reasons: readonly [] } => ({ column, role: is, reasons: [] });
  const source = { ...sourceOf(cube), roles: [role('p', 'prediction'), role('y', 'label'), ...(cube.labelAges === undefined ? [] : [role('labelled_at', 'label time')])] };
  return analyse({ ...at(equal.judged), allLabels: at(index), labels: equal.labels, source });
}
