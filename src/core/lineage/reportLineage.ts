import type { RankedPlace } from '../code/place';
import type { Verdict } from '../domain/finding';
import type { Report } from '../domain/report';
import { formatFigure } from '../format/figures';
import { oneLine, shorten } from '../format/oneLine';
import { driftOrigin, type InputTiming, type OriginInput, type OriginKind } from './driftOrigin';
import type { Lineage } from './lineage';

/** An input of a feature, as reports tell of it. */
export interface ReportInput {
  readonly name: string;
  /** Null for what is not logged. */
  readonly column: string | null;
  readonly verdict: Verdict | null;
  readonly timing: InputTiming | null;
  readonly into: 'value' | 'rows';
  readonly place: { readonly file: string; readonly line: number } | null;
}

/** What a report says of where the drift of one feature can have begun. */
export interface FeatureLineage {
  readonly kind: OriginKind;
  readonly sentence: string;
  readonly inputs: readonly ReportInput[];
  /** Inputs that are left out of the list. */
  readonly more: number;
  readonly lines: readonly { readonly file: string; readonly line: number }[];
  readonly notes: readonly string[];
}
export type ReportLineage = Readonly<Record<string, FeatureLineage>>;

const most = { features: 10, inputs: 20, shown: 8 } as const;

/** The features whose lineage a report asks for: those that moved most, as far as the code names them. */
export function featuresToTrace(report: Pick<Report, 'features'>, places: Readonly<Record<string, readonly RankedPlace[]>>): readonly string[] {
  const known = (feature: string): boolean => Object.hasOwn(places, feature) && (places[feature] ?? []).some(({ kind }) => kind === 'definition' || kind === 'listing');
  return report.features.filter(({ feature, verdict }) => verdict === 'moved' && known(feature)).slice(0, most.features).map(({ feature }) => feature);
}

/** By feature, what the graphs and the findings say together. */
export function reportLineage(report: Pick<Report, 'features' | 'axis'>, lineages: readonly Lineage[]): ReportLineage {
  return Object.fromEntries(lineages.map((lineage) => [lineage.feature, featureLineage(report, lineage)]));
}

export function featureLineage(report: Pick<Report, 'features' | 'axis'>, lineage: Lineage): FeatureLineage {
  const { kind, sentence, inputs, lines } = driftOrigin(lineage, report.features, report.axis);
  return {
    kind,
    sentence,
    inputs: inputs.slice(0, most.inputs).map(({ name, column, verdict, timing, into, place }) => ({ name, column, verdict, timing, into, place: place === null ? null : { file: fileOf(place), line: place.line } })),
    more: Math.max(0, inputs.length - most.inputs),
    lines: lines.map((place) => ({ file: fileOf(place), line: place.line })),
    notes: lineage.notes,
  };
}

function fileOf({ file, cell }: { readonly file: string; readonly cell?: number }): string {
  return cell === undefined ? file : `${file}#cell${cell + 1}`;
}

/** The lines of a text report: the inputs with their verdicts, then where the drift can have begun. Empty where nothing was asked. */
export function lineageTexts(lineage: ReportLineage | undefined, column: string): readonly string[] {
  const own = lineage !== undefined && Object.hasOwn(lineage, column) ? lineage[column] : undefined;
  if (own === undefined) return [];
  const shown = own.inputs.slice(0, most.shown).map(inputText);
  const rest = own.inputs.length - shown.length + own.more;
  return [...(shown.length === 0 ? [] : [`inputs: ${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`]), own.sentence, ...own.notes.map((note) => `lineage: ${oneLine(note)}`)];
}

/** `income moved`, `distance_miles not logged`, `departed not logged (rows)`. */
function inputText({ name, verdict, into }: ReportInput): string {
  return `${shorten(oneLine(name), 60)} ${verdict ?? 'not logged'}${into === 'rows' ? ' (rows)' : ''}`;
}

/** The same of the inputs themselves, with their effect: for a page of one feature. */
export function inputLine({ name, column, verdict, effect, timing, into, place }: OriginInput): string {
  const figure = effect?.value === null || effect === null ? '' : ` ${formatFigure(effect.value, effect.unit)}`;
  const when = timing === null ? '' : timing === 'not known' ? ', since when is not known beside it' : `, ${timing === 'later' ? 'after it' : timing === 'before' ? 'before it' : timing}`;
  const where = place === null ? '' : `  ${oneLine(fileOf(place))}:${place.line}`;
  return `${shorten(oneLine(name), 60)}: ${verdict ?? 'not logged'}${figure}${when}${into === 'rows' ? ' (which rows count)' : ''}${column === null || column === name ? '' : `, logged as ${oneLine(column)}`}${where}`;
}
