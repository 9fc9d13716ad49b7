import type { CategoryColumn, Cube, NumericColumn } from '../cube/cube';
import type { CategorySummary, NumericSummary, Summary } from '../cube/summary';
import type { Finding } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import type { SlotRange } from '../domain/window';
import { wilson } from '../stats/proportions';
import { slotRatioError } from './batches';
import type { Estimate } from './estimate';
import { absent, clusterInterval, meanEstimate } from './estimate';
import { judge } from './judge';

const wider = 'or with runs of slots as clusters where that is wider';
const yes = /^(1|1\.0|true|t|yes|y)$/i;
const no = /^(0|0\.0|false|f|no|n)$/i;

/** One finding a KPI column: the mean of a number, the share of yes of a two-valued column. */
export function businessFindings(cube: Cube, baseline: Summary, current: Summary, settings: AnalysisSettings): readonly Finding[] {
  return cube.columns.flatMap((column, position) => {
    if (column.role !== 'kpi') return [];
    const from = baseline.columns[position];
    const to = current.columns[position];
    if (column.kind === 'numeric' && from?.kind === 'numeric' && to?.kind === 'numeric') return [meanFinding(column, [from, baseline.slots], [to, current.slots], settings)];
    if (column.kind === 'category' && from?.kind === 'category' && to?.kind === 'category') return [shareFinding(column, [from, baseline.slots], [to, current.slots], settings)];
    return [];
  });
}

function finite(column: NumericColumn, slot: number): number {
  const width = column.edges.length + 1;
  let n = 0;
  for (let at = slot * width; at < (slot + 1) * width; at += 1) n += column.counts[at] ?? 0;
  return n;
}

/** Mean of a numeric column over a window, with its cluster error. */
export function columnMean(column: NumericColumn, summary: NumericSummary, range: SlotRange): Estimate {
  const { moments } = summary;
  if (!(moments.n >= 1)) return absent(0, `no row of the window has a finite ${column.name}`);
  const counts = new Float64Array(range.to);
  for (let slot = range.from; slot < range.to; slot += 1) counts[slot] = finite(column, slot);
  return meanEstimate(moments, slotRatioError((slot) => column.sum[slot] ?? 0, (slot) => counts[slot] ?? 0, range));
}

function meanFinding(column: NumericColumn, baseline: readonly [NumericSummary, SlotRange], current: readonly [NumericSummary, SlotRange], settings: AnalysisSettings): Finding {
  const sd = Math.sqrt(baseline[0].moments.variance);
  return judge(
    {
      id: `kpi.${column.name}`,
      family: 'business',
      title: column.name,
      unit: 'native',
      better: 'neither',
      floor: Number.isFinite(sd) ? settings.floors.kpi * sd : 0,
      method: `mean of the rows; interval t, change Welch, ${wider}`,
    },
    columnMean(column, ...baseline),
    columnMean(column, ...current),
    settings,
  );
}

function shareFinding(column: CategoryColumn, baseline: readonly [CategorySummary, SlotRange], current: readonly [CategorySummary, SlotRange], settings: AnalysisSettings): Finding {
  const level = column.levels.findIndex((name) => yes.test(name));
  const twoValued = column.restLevels === 0 && column.levels.every((name) => yes.test(name) || no.test(name));
  const share = ([summary, range]: readonly [CategorySummary, SlotRange]): Estimate => {
    if (!twoValued || column.levels.length === 0) return absent(0, `${column.name} holds neither numbers nor yes and no`);
    const n = summary.counts.reduce((sum, count) => sum + count, 0);
    if (n === 0) return absent(0, `no row of the window has a ${column.name}`);
    const width = column.levels.length + 1;
    const of = (slot: number): number => (level < 0 ? 0 : (column.counts[slot * width + level] ?? 0));
    const all = (slot: number): number => {
      let sum = 0;
      for (let k = 0; k < width; k += 1) sum += column.counts[slot * width + k] ?? 0;
      return sum;
    };
    const x = level < 0 ? 0 : (summary.counts[level] ?? 0);
    return { value: x / n, n, rows: (at) => wilson(x, n, at)?.interval ?? null, cluster: clusterInterval(x / n, slotRatioError(of, all, range), [0, 1]) };
  };
  return judge(
    { id: `kpi.${column.name}`, family: 'business', title: column.name, unit: 'share', better: 'neither', floor: settings.floors.rate, method: `share of yes; interval Wilson, change Newcombe, ${wider}` },
    share(baseline),
    share(current),
    settings,
  );
}
