import { floorOf } from '../analysis/floors';
import type { FeatureFinding, Finding } from '../domain/finding';
import type { AnalysisSettings, Report, SentencePart } from '../domain/report';
import type { WindowInfo } from '../domain/window';
import { formatAmount, formatFigure, formatInterval, formatPair } from '../format/figures';
import { countOf, formatCount } from '../format/numbers';
import { oneLine, shorten } from '../format/oneLine';
import { slotPlace, slotPlaceShort } from '../format/onset';
import { formatLevel } from '../format/probability';
import { formatInstant } from '../format/time';

const mostFeatures = 3;
/** Of figures that measure one thing, the first that moved speaks for all. */
const speakers: readonly (readonly string[])[] = [
  ['latency.p95', 'latency.p99', 'latency.p50', 'latency.p90', 'latency.mean'],
  ['quality.accuracy', 'quality.mae', 'quality.auc', 'quality.f1', 'quality.recall', 'quality.precision', 'quality.rmse', 'quality.logLoss', 'quality.brier', 'quality.bias', 'quality.r2', 'quality.calibration'],
];
const mostKpis = 2;

/**
 * The first thing a reader sees: what moved and by how much, features first, then service, quality, confidence and business;
 * or that nothing moved and on what evidence. Joining the parts' texts gives the sentence.
 */
export function sentenceOf(report: Omit<Report, 'sentence'>): readonly SentencePart[] {
  const features = report.features.filter((feature) => feature.verdict === 'moved');
  const moved = report.findings.filter((finding) => finding.verdict === 'moved');
  if (features.length === 0 && moved.length === 0) return [{ text: nothingMoved(report) }];
  // Where single features moved, that they no longer fit the others follows from it.
  const said = spoken(moved).filter(({ id }) => features.length === 0 || id !== 'features.together');
  const dates = new SaidDates(report, [...features, ...said]);
  const clauses = [
    featureParts(features, report.settings, dates),
    joined(dates.add(said.filter((finding) => finding.family === 'service'), (finding) => figurePart(finding, true))),
    joined(modelParts(moved, said, dates)),
  ].filter((clause) => clause.length > 0);
  // One feature and the service read as one clause: `distance moved (1.42 sd) and p95 latency rose 38 ms`.
  const parts = clauses.flatMap((clause, i) => (i === 0 ? clause : [{ text: i === 1 && features.length === 1 ? ' and ' : '; ' }, ...clause]));
  return [...parts, { text: `${dates.together ?? (dates.any ? '' : since(report))}. ${evidence(report)}` }];
}

/** The sentence as one text. */
export function sentenceText(sentence: readonly SentencePart[]): string {
  return sentence.map((part) => part.text).join('');
}

function spoken(moved: readonly Finding[]): readonly Finding[] {
  const ids = new Set(moved.map((finding) => finding.id));
  return moved.filter((finding) => {
    const group = speakers.find((one) => one.includes(finding.id));
    return group === undefined || group.find((id) => ids.has(id)) === finding.id;
  });
}

/**
 * Puts `since …` behind what has a clear onset: once at the end where one moment lies in the intervals of all, else behind the last of
 * neighbours that began together. The whole date stands once.
 */
class SaidDates {
  any = false;
  /** For all of it at once. */
  readonly together: string | null;

  constructor(private readonly report: Omit<Report, 'sentence'>, things: readonly Pick<Finding, 'onset'>[]) {
    const slot = commonSlot(things);
    this.together = slot === null ? null : ` since ${slotPlace(report.axis, slot)}`;
  }

  add<T extends Pick<Finding, 'onset'>>(things: readonly T[], part: (thing: T) => SentencePart): readonly SentencePart[] {
    return things.map((thing, i) => {
      const made = part(thing);
      const slot = thing.onset?.slot ?? null;
      if (this.together !== null || slot === null || things[i + 1]?.onset?.slot === slot) return made;
      return { ...made, text: `${made.text} ${this.words(slot)}` };
    });
  }

  words(slot: number): string {
    const text = `since ${this.any ? slotPlaceShort(this.report.axis, slot) : slotPlace(this.report.axis, slot)}`;
    this.any = true;
    return text;
  }
}

/** The onset with the narrowest interval where it lies in all the others'; null where one is not clear. */
function commonSlot(things: readonly Pick<Finding, 'onset'>[]): number | null {
  const onsets = things.flatMap(({ onset }) => (onset?.slot === undefined || onset.slot === null || onset.interval === null ? [] : [{ slot: onset.slot, ...onset.interval }]));
  const [narrowest] = [...onsets].sort((a, b) => a.to - a.from - (b.to - b.from));
  if (narrowest === undefined || onsets.length < things.length) return null;
  return onsets.every(({ from, to }) => from <= narrowest.slot && narrowest.slot <= to) ? narrowest.slot : null;
}

function modelParts(moved: readonly Finding[], said: readonly Finding[], dates: SaidDates): readonly SentencePart[] {
  const kpis = moved.filter((finding) => finding.family === 'business');
  const model = said.filter((finding) => finding.family !== 'service' && finding.family !== 'business');
  const parts = dates.add([...model, ...kpis.slice(0, mostKpis)], (finding) => figurePart(finding, false));
  return kpis.length > mostKpis ? [...parts, { text: `${countOf(kpis.length - mostKpis, 'more KPI')} moved` }] : parts;
}

function joined(parts: readonly SentencePart[]): readonly SentencePart[] {
  return parts.flatMap((part, i) => (i === 0 ? [part] : [{ text: i === parts.length - 1 ? ' and ' : ', ' }, part]));
}

function featureParts(features: readonly FeatureFinding[], settings: AnalysisSettings, dates: SaidDates): readonly SentencePart[] {
  const only = features.length === 1 ? ' moved' : '';
  const named: SentencePart[] = features.slice(0, mostFeatures).map((feature) => {
    const slot = dates.together === null ? (feature.onset?.slot ?? null) : null;
    return { text: `${oneLine(feature.feature)}${only} (${effectText(feature, settings)}${slot === null ? '' : `, ${dates.words(slot)}`})`, target: `feature:${feature.feature}` };
  });
  const more = features.length - named.length;
  if (more > 0) named.push({ text: countOf(more, 'more feature') });
  return features.length > 1 ? [...joined(named), { text: ' moved' }] : named;
}

/** A column that lost its values is that before it is a distance. */
function effectText(feature: FeatureFinding, settings: AnalysisSettings): string {
  const { value, unit } = feature.effect;
  const missing = Math.abs(feature.missing.current - feature.missing.baseline);
  if (value === null || (missing >= settings.floors.missing && value < floorOf(feature, settings))) {
    return `missing ${formatPair(feature.missing.baseline, feature.missing.current, 'share').join(' to ')}`;
  }
  return unit === 'sd' ? formatFigure(value, 'sd') : `${formatFigure(value, 'share')} of rows`;
}

function figurePart(finding: Finding, withInterval: boolean): SentencePart {
  const { value, interval } = finding.change;
  if (value === null) return { text: `${oneLine(finding.title)} moved`, target: finding.id };
  if (finding.baseline.value === null) return { text: `${finding.title} moved (${formatFigure(value, finding.unit)})`, target: finding.id };
  const bounds =
    withInterval && interval !== null && interval.low !== null && interval.high !== null
      ? ` (${formatInterval(interval.low, interval.high, finding.unit, { change: true, magnitude: true, value })}, ${formatLevel(interval.level)})`
      : '';
  return { text: `${oneLine(finding.title)} ${value > 0 ? 'rose' : 'fell'} ${formatAmount(value, finding.unit, undefined, bounds === '' ? null : interval)}${bounds}`, target: finding.id };
}

function since(report: Omit<Report, 'sentence'>): string {
  const { from } = report.current;
  return from !== null && from >= (report.baseline.to ?? Infinity) ? ` since ${formatInstant(from)}` : '';
}

function evidence(report: Omit<Report, 'sentence'>): string {
  const side = (window: WindowInfo): string => `${named(report, window)}${countOf(window.rows, window.counts ?? 'row')}`;
  return `Baseline ${side(report.baseline)}, current ${side(report.current)}.`;
}

/** The file or version of a window, which alone says which side it is; nothing where windows are spans of time or rows. */
function named({ axis }: Omit<Report, 'sentence'>, { label }: WindowInfo): string {
  return (axis.kind === 'file' || axis.kind === 'version') && label !== null ? `${shorten(oneLine(label), 60)} ` : '';
}

function nothingMoved(report: Omit<Report, 'sentence'>): string {
  const judged = report.findings.filter((finding) => finding.verdict === 'stable').length;
  const short = report.findings.filter((finding) => finding.verdict === 'not enough data').length + report.features.filter((feature) => feature.verdict === 'not enough data').length;
  const side = (name: string, window: WindowInfo): string => `${formatCount(window.rows)} ${name}${named(report, window) === '' ? '' : ` (${named(report, window).trim()})`}`;
  const rows = `${side('baseline', report.baseline)} and ${side('current', report.current)} ${report.current.counts ?? 'row'}s`;
  if (report.drift.judged + judged === 0) {
    const least = Math.min(report.baseline.rows, report.current.rows) < report.settings.minRows ? `; each window needs ${formatCount(report.settings.minRows)}` : '';
    return `Not enough data to judge: ${rows}${least}.`;
  }
  const rest = short > 0 ? `; ${formatCount(short)} more lack data` : '';
  const what = report.source.kind === 'metrics' ? countOf(judged, 'figure') : `${countOf(report.drift.judged, 'feature')} and ${countOf(judged, 'metric')}`;
  return `Nothing moved: ${what} judged on ${rows}${rest}.`;
}
