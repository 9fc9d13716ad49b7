import { coarsenBins } from '../../core/cube/coarsenBins';
import type { CubeColumn } from '../../core/cube/cube';
import type { ColumnSummary } from '../../core/cube/summary';
import type { ValueGroups } from '../cube/qualityByValue';

/** Few enough to read side by side, each with about a tenth of the baseline's rows. */
const numericGroups = 10;
const mostLevels = 20;

/** Values of a feature in groups for the quality chart: equi-depth on the baseline, or the commonest levels. */
export function qualityGroups(column: CubeColumn, baseline: ColumnSummary): ValueGroups | null {
  if (column.kind === 'category') return { levels: column.levels.slice(0, mostLevels) };
  if (column.kind === 'latency' || baseline.kind !== 'numeric') return null;
  const groups = coarsenBins(baseline.counts, numericGroups);
  // An edge of the fine bins stays where the group changes across it.
  return { edges: Array.from(column.edges).filter((_, bin) => groups[bin] !== groups[bin + 1]) };
}
