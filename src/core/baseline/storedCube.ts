import * as v from 'valibot';
import type { CategoryColumn, Cube, CubeColumn, LatencyColumn, NumericColumn } from '../cube/cube';
import { roles } from '../domain/role';

/* A cube of a few slots as JSON and back. What is read is somebody's file: every table must have the length that its slots and bins ask for. */

/** More are no baseline of this program. */
const mostSlots = 1_000;
const finite = v.pipe(v.number(), v.finite());
const count = v.pipe(finite, v.minValue(0));
const counts = v.pipe(v.array(count), v.maxLength(10_000_000));
/** JSON has neither NaN nor infinities: null, for a slot without values or a sum that is too large for a double. */
const sums = v.array(v.nullable(finite));
const ascending = v.pipe(v.array(finite), v.check((edges) => edges.every((edge, i) => i === 0 || edge > (edges[i - 1] ?? edge)), 'must ascend'));
const index = v.pipe(finite, v.integer(), v.minValue(0));
const name = v.string();
const role = v.picklist(roles);

const numeric = v.object({ kind: v.literal('numeric'), name, role, edges: ascending, values: v.nullable(ascending), centre: finite, counts, missing: counts, nonFinite: counts, sum: sums, sumSq: sums, min: sums, max: sums });
const category = v.object({ kind: v.literal('category'), name, role, levels: v.array(v.string()), restLevels: count, counts, missing: counts });
const latency = v.object({
  kind: v.literal('latency'), name, role: v.literal('latency'), relativeError: v.pipe(finite, v.minValue(1e-6), v.maxValue(0.5)), firstIndex: v.pipe(finite, v.integer()), width: index,
  counts, zero: counts, missing: counts, sum: sums, sumSq: sums, min: sums, max: sums,
});
const confusion = v.object({ prediction: name, label: name, levels: v.array(v.string()), hasRest: v.boolean(), positive: v.nullable(index), counts, unlabelled: counts, threshold: v.nullable(finite) });
const score = v.object({
  column: name, edges: ascending, values: v.nullable(ascending), positive: counts, negative: counts, unlabelled: counts, scoreSum: sums,
  brierSum: sums, brierSq: sums, logLossSum: sums, logLossSq: sums, labelled: counts, confidenceSum: sums, confidenceSq: sums, scored: counts, outside: counts,
});
const regression = v.object({ prediction: name, label: name, n: counts, unlabelled: counts, sum: sums, sumAbs: sums, sumSq: sums, sumFourth: sums, labelSum: sums, labelSq: sums, labelCentre: finite });

const tables = v.object({
  task: v.picklist(['binary', 'multiclass', 'regression', 'none']),
  rows: v.pipe(counts, v.minLength(1), v.maxLength(mostSlots)),
  outside: count,
  columns: v.array(v.variant('kind', [numeric, category, latency])),
  status: v.nullable(v.object({ column: name, rule: v.string(), ok: counts, error: counts, missing: counts })),
  confusion: v.nullable(confusion),
  score: v.nullable(score),
  regression: v.nullable(regression),
  versions: v.nullable(v.object({ names: v.array(v.string()), counts })),
});

type Stored = v.InferOutput<typeof tables>;

export const cubeShape = v.pipe(tables, v.check((cube) => misfit(cube) === null, ({ input }) => misfit(input) ?? ''));

/** The first table whose length does not fit, in words; null where all do. */
function misfit({ rows, columns, status, confusion: classes, score: scores, regression: errors, versions }: Stored): string | null {
  const slots = rows.length;
  const bins = ({ edges, values }: { readonly edges: readonly number[]; readonly values: readonly number[] | null }): number => (values === null || values.length === edges.length + 1 ? edges.length + 1 : NaN);
  const widthOf = (column: Stored['columns'][number]): number => (column.kind === 'numeric' ? bins(column) : column.kind === 'category' ? column.levels.length + 1 : column.width);
  // `counts` and the tables by bin have a width; every other array has one number a slot.
  const fits = (table: object, wide: readonly string[], width: number): boolean =>
    Object.entries(table).every(([key, value]: [string, unknown]) => ['edges', 'values', 'levels', 'names'].includes(key) || !Array.isArray(value) || value.length === slots * (wide.includes(key) ? width : 1));
  const column = columns.find((each) => !fits(each, ['counts'], widthOf(each)));
  if (column !== undefined) return `the tables of column ${JSON.stringify(column.name)} do not fit its bins and the ${slots} slots`;
  const broken = [
    ['status', status === null || fits(status, [], 1)],
    ['confusion', classes === null || (fits(classes, ['counts'], classes.levels.length ** 2) && (classes.positive ?? 0) <= classes.levels.length - 1)],
    ['score', scores === null || fits(scores, ['positive', 'negative', 'unlabelled', 'scoreSum'], bins(scores))],
    ['regression', errors === null || fits(errors, [], 1)],
    ['versions', versions === null || fits(versions, ['counts'], versions.names.length)],
  ] as const;
  const found = broken.find(([, whole]) => !whole);
  return found === undefined ? null : `the ${found[0]} table does not fit its bins and the ${slots} slots`;
}

/** The parts of a cube that a file keeps, arrays as plain ones; ages of labels and the metrics of servers stay out. */
export function storedCube({ task, rows, outside, columns, status, confusion, score, regression, versions }: Cube): Record<string, unknown> & { readonly columns: readonly unknown[] } {
  const { columns: plain, ...tables } = plainArrays({ task, rows, outside, columns, status, confusion, score, regression, versions });
  return { ...tables, columns: Array.isArray(plain) ? plain : [] };
}

function plainArrays(value: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plainArray(each)]));
}

function plainArray(value: unknown): unknown {
  if (value instanceof Float64Array) return Array.from(value, (x) => (Number.isFinite(x) ? x : null));
  if (Array.isArray(value)) return value.map(plainArray);
  return typeof value === 'object' && value !== null ? plainArrays({ ...value }) : value;
}

const f64 = (values: readonly (number | null)[]): Float64Array => Float64Array.from(values, (x) => x ?? NaN);
const f64OrNull = (values: readonly number[] | null): Float64Array | null => (values === null ? null : f64(values));

/** The cube of what was read. Its slots are runs of rows in order; when and how many each are does not matter to a comparison. */
export function cubeOf({ task, rows, outside, columns, status, confusion, score, regression, versions }: Stored): Cube {
  return {
    version: 1,
    axis: { kind: 'row', step: 1, count: rows.length, total: rows.length },
    task,
    rows: f64(rows),
    outside,
    columns: columns.map(columnOf),
    status: status === null ? null : { ...status, ok: f64(status.ok), error: f64(status.error), missing: f64(status.missing) },
    confusion: confusion === null ? null : { ...confusion, counts: f64(confusion.counts), unlabelled: f64(confusion.unlabelled) },
    score:
      score === null
        ? null
        : {
            column: score.column, edges: f64(score.edges), values: f64OrNull(score.values), positive: f64(score.positive), negative: f64(score.negative), unlabelled: f64(score.unlabelled),
            scoreSum: f64(score.scoreSum), brierSum: f64(score.brierSum), brierSq: f64(score.brierSq), logLossSum: f64(score.logLossSum), logLossSq: f64(score.logLossSq),
            labelled: f64(score.labelled), confidenceSum: f64(score.confidenceSum), confidenceSq: f64(score.confidenceSq), scored: f64(score.scored), outside: f64(score.outside),
          },
    regression:
      regression === null
        ? null
        : {
            ...regression, n: f64(regression.n), unlabelled: f64(regression.unlabelled), sum: f64(regression.sum), sumAbs: f64(regression.sumAbs), sumSq: f64(regression.sumSq),
            sumFourth: f64(regression.sumFourth), labelSum: f64(regression.labelSum), labelSq: f64(regression.labelSq),
          },
    versions: versions === null ? null : { names: versions.names, counts: f64(versions.counts) },
  };
}

function columnOf(column: Stored['columns'][number]): CubeColumn {
  switch (column.kind) {
    case 'numeric':
      return {
        ...column, edges: f64(column.edges), values: f64OrNull(column.values), counts: f64(column.counts), missing: f64(column.missing), nonFinite: f64(column.nonFinite),
        sum: f64(column.sum), sumSq: f64(column.sumSq), min: f64(column.min), max: f64(column.max),
      } satisfies NumericColumn;
    case 'category':
      return { ...column, counts: f64(column.counts), missing: f64(column.missing) } satisfies CategoryColumn;
    case 'latency':
      return {
        ...column, counts: f64(column.counts), zero: f64(column.zero), missing: f64(column.missing), sum: f64(column.sum), sumSq: f64(column.sumSq), min: f64(column.min), max: f64(column.max),
      } satisfies LatencyColumn;
  }
}
