import type { FeatureDetail, Report, SeriesSet } from '../domain/report';
import type { WhyAnswer } from '../domain/why';
import type { ReportCommits } from '../history/featureCommits';
import type { Timeline } from '../timeline/mark';
import type { ReportLineage } from '../lineage/reportLineage';
import type { ReportPlaces } from './rows';
import { timelineJson } from './timelineRows';

export interface JsonOptions {
  readonly series?: SeriesSet;
  readonly places?: ReportPlaces;
  /** Feature pages by name, where they were made. */
  readonly details?: Readonly<Record<string, Omit<FeatureDetail, 'qualityByValue' | 'qualityReason'> & Partial<Pick<FeatureDetail, 'qualityByValue' | 'qualityReason'>>>>;
  /** Commits that touched the lines of a moved feature before it began to move, by feature. */
  readonly commits?: ReportCommits;
  /** Deploys and commits along the axis. */
  readonly timeline?: Timeline;
  /** Inputs of the features that moved, and where the drift can have begun, by feature. */
  readonly lineage?: ReportLineage;
  /** Explanations of what moved, where they were asked for. */
  readonly why?: readonly WhyAnswer[];
  /** Spaces a level; 2 unless given, 0 for one line. */
  readonly indent?: number;
}

/**
 * The report as JSON by `docs/report.schema.json`. Keys stand in a fixed order, so that two reports can be compared as text.
 * Numbers are finite: JSON has no NaN, what is not finite becomes null. Every figure of the panels stands in it.
 */
export function reportJson(report: Report, options: JsonOptions = {}): string {
  const { schema, source, axis, baseline, current, sentence, findings, features, classes, estimates, drift, notes, settings } = report;
  const whole = {
    schema,
    sentence: sentence.map((part) => part.text).join(''),
    sentenceParts: sentence,
    baseline,
    current,
    drift,
    findings,
    features: features.map((feature) => {
      const places = options.places !== undefined && Object.hasOwn(options.places, feature.feature) ? options.places[feature.feature] : undefined;
      return places === undefined ? feature : { ...feature, places };
    }),
    ...(classes === undefined ? {} : { classes }),
    ...(estimates === undefined ? {} : { estimates }),
    ...(options.lineage === undefined ? {} : { lineage: options.lineage }),
    ...(options.commits === undefined ? {} : { commits: options.commits }),
    ...(options.timeline === undefined ? {} : { timeline: timelineJson(options.timeline) }),
    ...(options.why === undefined ? {} : { why: options.why }),
    notes,
    axis,
    source,
    settings,
    ...(options.series === undefined ? {} : { series: options.series }),
    ...(options.details === undefined ? {} : { details: options.details }),
  };
  return `${JSON.stringify(ordered(whole), null, options.indent ?? 2)}\n`;
}

/** Keys of the report's own objects keep their order; typed arrays become arrays, numbers that JSON lacks become null. */
function ordered(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (ArrayBuffer.isView(value)) return value instanceof Float64Array ? Array.from(value, (one) => (Number.isFinite(one) ? one : null)) : null;
  if (Array.isArray(value)) return value.map(ordered);
  if (typeof value !== 'object' || value === null) return value;
  // A map, not an object: a column may be called `__proto__`.
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined).map(([key, one]) => [key, ordered(one)]));
}
