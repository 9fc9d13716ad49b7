import type { Cube, CubeColumn } from '../cube/cube';
import type { ExactAnswers } from '../cube/exact';
import type { ColumnSummary, Summary } from '../cube/summary';
import type { FeatureFinding, Verdict } from '../domain/finding';
import type { AnalysisSettings } from '../domain/report';
import { noFieldsNote, type ColumnProfile, type SourceState } from '../domain/source';
import { formatCount } from '../format/numbers';
import { KS_EXACT_LIMIT } from '../stats/ks';
import { benjaminiHochberg } from '../stats/multiplicity';
import { categoryDrift } from './categoryDrift';
import type { DriftMeasure } from './driftMeasure';
import { combinedP, noMeasures } from './driftMeasure';
import { driftReason, smallReason } from './driftText';
import { floorOf } from './floors';
import { numericDrift } from './numericDrift';

/** What one column says of two windows, or null where the column is of a kind that is not analysed. */
export function measureDrift(column: CubeColumn, from: ColumnSummary, to: ColumnSummary, exact: ExactAnswers | undefined, summaries: { readonly baseline: Summary; readonly current: Summary }, settings: AnalysisSettings, tests = 1): DriftMeasure | null {
  const ranges = { baseline: summaries.baseline.slots, current: summaries.current.slots };
  const level = 1 - settings.driftQ;
  if (column.kind === 'numeric' && from.kind === 'numeric' && to.kind === 'numeric') {
    // Counting paths costs n N steps a feature: 20 million in all keep a comparison instant.
    return numericDrift(column, from, to, exact?.features?.[column.name], { ranges, level, exactLimit: Math.min(KS_EXACT_LIMIT, 2e7 / tests) });
  }
  if (column.kind === 'category' && from.kind === 'category' && to.kind === 'category') return categoryDrift(column, from, to, exact?.levels?.[column.name], ranges, level);
  return null;
}

/** p-values of one measure: as if rows were independent, and with runs of slots as clusters where the tests allow it. */
interface TestedFeature {
  readonly measure: DriftMeasure;
  /** Why the feature is not judged. */
  readonly unjudged: { readonly verdict: Verdict; readonly reason: string } | null;
  readonly p: number | null;
  readonly clustered: readonly (number | null)[] | null;
}

/** Drift of every feature and segment column, judged together and sorted: moved first, largest effect by its floor first. */
export function driftFindings(cube: Cube, source: SourceState, baseline: Summary, current: Summary, exact: ExactAnswers | undefined, settings: AnalysisSettings): readonly FeatureFinding[] {
  const positions = cube.columns.flatMap((column, position) => (column.role === 'feature' || column.role === 'segment' ? [position] : []));
  const measures = positions.flatMap((position) => {
    const column = cube.columns[position];
    const from = baseline.columns[position];
    const to = current.columns[position];
    if (column === undefined || from === undefined || to === undefined) return [];
    const measure = measureDrift(column, from, to, exact, { baseline, current }, settings, positions.length);
    return measure === null ? [] : [measure];
  });
  return [...judgeDrift(measures, settings), ...notAnalysed(cube, source, baseline, current)].sort(bySeverity(settings));
}

/**
 * Verdicts over a family of columns. Benjamini-Hochberg runs twice: over the p-values for independent rows, then with the
 * clustered p-values of those that passed (a clustered p is never smaller, so the others could not pass the second time).
 * `moved` needs the second q at most `driftQ` and an effect at or above its floor, both of the same part: values or missing.
 */
export function judgeDrift(measures: readonly DriftMeasure[], settings: AnalysisSettings): readonly FeatureFinding[] {
  const tested = measures.map((measure): Omit<TestedFeature, 'clustered'> => {
    const unjudged = smallReason(measure, settings);
    return { measure, unjudged, p: unjudged === null ? combinedP(measure.tests.map((test) => test.p)) : null };
  });
  const plainQ = benjaminiHochberg(tested.map((one) => one.p));
  const features = tested.map((one, i): TestedFeature => ({ ...one, clustered: (plainQ[i] ?? 1) <= settings.driftQ ? one.measure.tests.map((test) => test.clustered()) : null }));
  const finalP = features.map((one) => (one.p === null ? null : (clusteredP(one) ?? one.p)));
  const finalQ = benjaminiHochberg(finalP);
  const cut = Math.max(-1, ...finalP.filter((_, i) => (finalQ[i] ?? 1) <= settings.driftQ).map((p) => p ?? -1));
  return features.map((one, i) => finding(one, plainQ[i] ?? null, finalQ[i] ?? null, cut, settings));
}

function clusteredP(one: TestedFeature): number | null {
  if (one.clustered === null || one.clustered.every((p) => p === null)) return null;
  return combinedP(one.measure.tests.map((test, k) => one.clustered?.[k] ?? test.p));
}

function finding(one: TestedFeature, q: number | null, finalQ: number | null, cut: number, settings: AnalysisSettings): FeatureFinding {
  const { measure } = one;
  const dependent = clusteredP(one);
  const passes = (of: 'values' | 'missing'): boolean => measure.tests.some((test, k) => (test.of === of || measure.kind === 'category') && (one.clustered?.[k] ?? test.p) * measure.tests.length <= cut);
  const significant = one.p !== null && finalQ !== null && finalQ <= settings.driftQ;
  const valuesMoved = significant && passes('values') && (measure.effect.value ?? 0) >= floorOf(measure, settings);
  const missingMoved = significant && passes('missing') && Math.abs(measure.missing.current - measure.missing.baseline) >= settings.floors.missing;
  const verdict: Verdict = one.unjudged?.verdict ?? (valuesMoved || missingMoved ? 'moved' : 'stable');
  const values = measure.tests[0];
  return {
    feature: measure.feature,
    kind: measure.kind,
    verdict,
    reason: one.unjudged?.reason ?? driftReason(measure, { valuesMoved, missingMoved, q, dependentQ: dependent === null ? null : finalQ }, floorOf(measure, settings), settings),
    n: measure.n,
    missing: measure.missing,
    effect: measure.effect,
    measures: measure.measures,
    ...(measure.distanceEdges === undefined ? {} : { distanceEdges: measure.distanceEdges }),
    basis: measure.basis,
    ...(measure.bound === undefined ? {} : { bound: measure.bound }),
    test: {
      name: measure.tests.length === 0 ? 'none' : measure.tests.map((test) => test.name).join(' and ') + (measure.tests.length > 1 ? ', Bonferroni' : ''),
      statistic: values?.statistic ?? null,
      df: values?.df ?? null,
      p: one.p,
      q,
      ...(dependent === null ? {} : { dependence: { method: 'runs of time slots as clusters, design effect', p: dependent, q: finalQ } }),
    },
    summary: measure.summary,
    notes: measure.notes,
  };
}

const order: readonly Verdict[] = ['moved', 'stable', 'not enough data', 'not available'];

/** Effects of numbers and of categories are comparable only as multiples of their floors. */
function bySeverity(settings: AnalysisSettings): (a: FeatureFinding, b: FeatureFinding) => number {
  const size = (finding: FeatureFinding): number => {
    const floor = floorOf(finding, settings);
    const values = (finding.effect.value ?? -1) / (floor > 0 ? floor : 1e-9);
    return Math.max(values, Math.abs(finding.missing.current - finding.missing.baseline) / (settings.floors.missing > 0 ? settings.floors.missing : 1e-9));
  };
  const compareNames = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
  return (a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict) || size(b) - size(a) || compareNames(a.feature, b.feature);
}

/** Feature columns that the cube does not hold: lists, binary, free text, empty ones; named with the cause. */
function notAnalysed(cube: Cube, source: SourceState, baseline: Summary, current: Summary): readonly FeatureFinding[] {
  const held = new Set(cube.columns.map((column) => column.name));
  const roles = new Map(source.roles.map((guess) => [guess.column, guess.role]));
  return source.columns
    .filter((profile) => !held.has(profile.name) && (roles.get(profile.name) === 'feature' || roles.get(profile.name) === 'segment'))
    .map((profile) => ({
      feature: profile.name,
      kind: 'not analysed',
      verdict: 'not available',
      reason: reasonNotAnalysed(profile),
      n: { baseline: baseline.rows, current: current.rows },
      missing: { baseline: 0, current: 0 },
      effect: { value: null, unit: 'share', method: 'none' },
      measures: noMeasures,
      basis: 'exact',
      test: { name: 'none', statistic: null, df: null, p: null, q: null },
      summary: {},
      notes: profile.notes,
    }));
}

function reasonNotAnalysed(profile: ColumnProfile): string {
  if (profile.kind === 'empty' || profile.missing === profile.rows) return 'all values are missing';
  if (profile.kind === 'list') return profile.notes.includes(noFieldsNote) ? 'its values are objects without fields' : 'lists are not analysed';
  if (profile.kind === 'binary') return 'binary values are not analysed';
  if (profile.kind === 'time') return 'points in time are not compared as a feature';
  if (profile.kind === 'text') return `free text is not compared (${profile.distinctIsEstimate === true ? 'about ' : ''}${formatCount(profile.distinct)} distinct values in ${formatCount(profile.rows)} rows)`;
  return profile.notes[0] ?? 'the column was not counted';
}
