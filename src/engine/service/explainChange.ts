import type { CubeIndex } from '../../core/cube/indexCube';
import { summarise } from '../../core/cube/indexCube';
import type { ResolvedWindows } from '../../core/cube/windows';
import { rowsIn } from '../../core/cube/windows';
import type { Progress } from '../../core/domain/progress';
import type { Finding } from '../../core/domain/finding';
import type { WhyAnswer } from '../../core/domain/why';
import { baselineBlocks } from '../../core/why/baselineBlocks';
import { explain, noiseOf, unanswered } from '../../core/why/explain';
import { pairColumns, pairsOf } from '../../core/why/pairColumns';
import { planColumns } from '../../core/why/planColumns';
import { outcomeCount, whyMetric } from '../../core/why/whyMetric';
import { columnOfRole } from '../cube/logRoles';
import { segmentCounts } from '../cube/segmentCounts';
import { whyOutcome } from '../cube/whyOutcome';
import type { OpenedLog } from '../log/openedLog';

/** Columns that are searched alone; of more, those that moved most. */
const mostColumns = 200;
/** Columns that are searched in pairs: all pairs of these. */
const mostPaired = 40;
/** Additions of rows to the tables of pairs, of which a core makes about 200 million a second. Above it fewer columns are paired. */
const mostAdditions = 500_000_000;

export interface ExplainOptions {
  readonly positive?: string;
  /** As in `OutcomeOptions`. */
  readonly within?: number;
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
}

/** Which segments the change of a finding goes with: a pass over the rows for all columns, and one for pairs of the most promising. */
export async function explainChange(log: OpenedLog, index: CubeIndex, windows: ResolvedWindows, finding: Finding, options: ExplainOptions): Promise<WhyAnswer> {
  const { cube } = index;
  const metric = whyMetric(finding, cube.confusion !== null && cube.confusion.positive !== null);
  if ('reason' in metric) return unanswered({ finding }, metric.reason);
  const outcome = await whyOutcome(log, metric, options);
  if ('reason' in outcome) return unanswered(metric, outcome.reason);
  const { columns, leftOut, replaced, tied } = planColumns(cube, summarise(index, windows.baseline), summarise(index, windows.current), columnOfRole(log, 'version')?.name ?? null, mostColumns);
  const rows = rowsIn(cube.rows, windows.baseline) + rowsIn(cube.rows, windows.current);
  const blocks = baselineBlocks(windows.baseline, windows.current);
  const request = { axis: cube.axis, blocks, current: windows.current, outcome: outcome.sql, outcomes: outcomeCount(metric), signal: options.signal };
  options.onProgress({ stage: 'comparing', done: 0, total: rows * 2, unit: 'rows' });
  const singles = await segmentCounts(log, { ...request, columns });
  const noise = noiseOf(metric, singles);
  const most = Math.min(mostPaired, Math.floor(Math.sqrt((2 * mostAdditions) / Math.max(1, rows))));
  const paired = noise === null ? [] : pairColumns(singles.tables.filter((table) => !tied.has(table.columns[0].name)), noise, singles.totals.length, most);
  options.onProgress({ stage: 'comparing', done: rows, total: rows * 2, unit: 'rows' });
  const pairs = paired.length < 2 ? null : await segmentCounts(log, { ...request, columns: paired, pairs: pairsOf(paired.length) });
  return explain({ metric, singles, pairs, replaced, leftOut });
}
