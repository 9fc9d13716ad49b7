import type { Cube } from '../cube/cube';
import type { LabelAges } from '../cube/labelAges';
import type { Maturity } from '../domain/finding';
import type { AnalysisSettings, SlotSpan } from '../domain/report';
import type { SlotRange } from '../domain/window';
import { type CoverageTail, coverageTail } from './coverageTail';
import { type LagCurve, lagCurve, lagQuantile } from './lagCurve';
import { type LabelledSlots, labelledSlots } from './labelledSlots';
import { type LagFacts, matureReason, missingReason, tailReason, unknownReason, youngReason } from './words';

/** Share of the labels that come from which a window is mature. */
export const matureShare = 0.95;
/** Share of the log's lags that the baseline must have been watched for to speak for the rest. */
const leastWatched = 0.99;

/** What is known of the labels of a comparison, and which of them count. */
export interface LabelState {
  readonly maturity: Maturity;
  /** Classes of label age that count in both windows (`indexAtAge`); null where all labels do. */
  readonly classes: number | null;
  /** The same for the lines along the axis, which show what is known where the windows cannot be compared. */
  readonly lineClasses: number | null;
  /** Upper edge of those, microseconds. */
  readonly lineAge: number | null;
  /** Slots whose labels are not all in. */
  readonly young: readonly SlotSpan[];
  readonly tail: CoverageTail | null;
}

const seconds = (us: number | null): number | null => (us === null || !Number.isFinite(us) ? null : Math.max(0, us) / 1e6);
const nothing: Pick<Maturity, 'age' | 'share' | 'n' | 'lag' | 'youngest'> = { age: null, share: null, n: 0, lag: { half: null, most: null, mature: null }, youngest: { baseline: null, current: null } };

/** Whether the labels of both windows are all in, by their lags where the log has times of labels, else by the labelled share; null where the log has no labels. */
export function labelState(cube: Cube, baseline: SlotRange, current: SlotRange, settings: AnalysisSettings): LabelState | null {
  const slots = labelledSlots(cube);
  if (slots === null) return null;
  const all: Pick<LabelState, 'classes' | 'lineClasses' | 'lineAge' | 'young' | 'tail'> = { classes: null, lineClasses: null, lineAge: null, young: [], tail: null };
  const complete = [baseline, current].every((range) => isComplete(slots, range));
  const known = cube.labelAges === undefined ? null : byLags(cube.labelAges, baseline, current, settings);
  if (complete) return { ...all, young: known?.young ?? [], maturity: { ...(known?.maturity ?? nothing), state: 'mature', age: null, share: 1, reason: 'every prediction of both windows has its label' } };
  if (known !== null) return { ...all, ...known };
  const tail = coverageTail(slots, baseline, current, settings.minRows, settings.alpha);
  if (tail === null) return { ...all, maturity: { ...nothing, state: 'unknown', reason: unknownReason(cube.labelAges) } };
  return { ...all, maturity: { ...nothing, state: 'not mature', reason: tailReason(tail) }, young: [tail.slots], tail };
}

/** The age from which the predictions of a range have most of their labels: an upper edge of a class. Null where too few labels tell. */
export function matureAge(ages: LabelAges, range: SlotRange, least: number): { readonly curve: LagCurve; readonly of: LagFacts['of']; readonly classes: number; readonly age: number } | null {
  const own = lagCurve(ages, range, least);
  const of = watchedShare(ages, own.watched) >= leastWatched ? ('baseline' as const) : ('log' as const);
  const curve = of === 'baseline' ? own : lagCurve(ages, { from: 0, to: ages.predictions.length }, least);
  if (curve.n < least) return null;
  const at = Array.from(ages.edges).findIndex((edge) => shareBy(curve, ages.lagEdges, edge) >= matureShare * curve.final - 1e-12);
  return at < 0 ? null : { curve, of, classes: at + 1, age: ages.edges[at] ?? 0 };
}

function byLags(ages: LabelAges, baseline: SlotRange, current: SlotRange, settings: AnalysisSettings): Pick<LabelState, 'maturity' | 'classes' | 'lineClasses' | 'lineAge' | 'young'> | null {
  const mature = matureAge(ages, baseline, settings.minRows);
  if (mature === null) return null;
  const { curve, of, age: needed } = mature;
  const { edges, lagEdges: bins } = ages;
  const youngest = { baseline: ageOf(ages, baseline), current: ageOf(ages, current) };
  if (!Number.isFinite(youngest.baseline) || !Number.isFinite(youngest.current)) return null;
  const lag = { half: lagQuantile(curve, bins, 0.5), most: lagQuantile(curve, bins, matureShare), mature: needed };
  const facts = { lag, youngest, of, younger: youngest.current <= youngest.baseline ? ('current' as const) : ('baseline' as const) };
  const about = { n: curve.n, youngest: { baseline: seconds(youngest.baseline), current: seconds(youngest.current) }, lag: { half: seconds(lag.half), most: seconds(lag.most), mature: seconds(needed) } };
  const least = Math.min(youngest.baseline, youngest.current);
  if (least >= needed) {
    const share = Math.min(1, shareBy(curve, bins, youngest.current) / curve.final);
    return { maturity: { ...about, state: 'mature', age: null, share, reason: matureReason(facts, share) }, classes: null, lineClasses: null, lineAge: null, young: youngSlots(ages, needed) };
  }
  const classes = Math.min(mature.classes, edges.filter((edge) => edge <= least).length);
  const age = classes === 0 ? 0 : (edges[classes - 1] ?? 0);
  const share = classes === 0 ? 0 : Math.min(1, shareBy(curve, bins, age) / curve.final);
  const reason = classes === 0 ? missingReason(facts) : youngReason(facts, age, share);
  return {
    maturity: { ...about, state: 'not mature', age: seconds(age), share, reason },
    classes,
    lineClasses: classes === 0 ? mature.classes : classes,
    lineAge: classes === 0 ? needed : age,
    young: youngSlots(ages, classes === 0 ? needed : age),
  };
}

/** Age of the youngest prediction of a range at the end of the log, microseconds; infinite where it has none. */
function ageOf({ latest, now }: LabelAges, range: SlotRange): number {
  let youngest = Infinity;
  for (let slot = range.from; slot < range.to; slot += 1) {
    const age = now - (latest[slot] ?? NaN);
    if (age < youngest) youngest = age;
  }
  return youngest;
}

/** Share of predictions labelled by an age, at the last edge not above it. */
function shareBy({ share }: LagCurve, lagEdges: Float64Array, age: number): number {
  let at = -1;
  while (at + 1 < lagEdges.length && (lagEdges[at + 1] ?? Infinity) <= age) at += 1;
  return at < 0 ? 0 : (share[at] ?? 0);
}

/** Share of the log's labels that came within the first `bins` of age. */
function watchedShare({ lags, lagEdges }: LabelAges, bins: number): number {
  const B = lagEdges.length;
  let [within, all] = [0, 0];
  lags.forEach((labels, at) => {
    all += labels;
    if (at % B < bins) within += labels;
  });
  return all === 0 ? 0 : within / all;
}

/** Runs of slots whose youngest prediction is younger than `needed`. */
export function youngSlots(ages: LabelAges, needed: number): readonly SlotSpan[] {
  const spans: { from: number; to: number }[] = [];
  for (let slot = 0; slot < ages.latest.length; slot += 1) {
    if (!(ages.now - (ages.latest[slot] ?? NaN) < needed)) continue;
    const last = spans[spans.length - 1];
    if (last !== undefined && last.to === slot) last.to = slot + 1;
    else spans.push({ from: slot, to: slot + 1 });
  }
  return spans;
}

/** Every prediction of a range has its label, and there are some. */
export function isComplete({ labelled, all }: LabelledSlots, range: SlotRange): boolean {
  let rows = 0;
  for (let slot = range.from; slot < range.to; slot += 1) {
    if (labelled(slot) < all(slot)) return false;
    rows += all(slot);
  }
  return rows > 0;
}
