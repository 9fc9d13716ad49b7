import type { FeatureDetail } from '../../src/core/domain/report';
import type { Figures } from '../kit/figures';
import type { TwinTable } from '../kit/tableTwin';
import { withAlpha } from '../kit/theme';
import type { ConfigBuilder } from './chartCanvas';
import { labelledTicks, valueAxis, valueRange } from './axes';
import type { Tick } from './axes';
import { plural, t } from '../kit/l10n';

export interface Bin {
  readonly title: string;
  readonly baseline: number;
  readonly current: number;
  /** Rows that the source gives no such level: those of all levels without a bar of their own, or those without a value. */
  readonly stands: 'rest' | 'missing' | null;
  /** What `rows.read` takes for this bin; null where rows cannot be asked for. */
  readonly filter: { readonly low: number | null; readonly high: number | null } | { readonly level: string | null } | null;
}

// The last bars of a category chart; no level of the source.
const otherLevels = '(other levels)';
const missingLevel = '(missing)';

/** The bars of a feature as bins with titles. Rows beyond the first and last edge are in the end bars. */
export function binsOf(bars: FeatureDetail['bars'], figures: Figures): readonly Bin[] {
  if (bars.kind === 'category') {
    return bars.levels.map((level, i) => {
      const stands = standsFor(level, i, bars.levels.length);
      const filter = stands === 'rest' ? null : { level: stands === 'missing' ? null : level };
      return { title: level, baseline: bars.baseline[i] ?? 0, current: bars.current[i] ?? 0, stands, filter };
    });
  }
  const { edges } = bars;
  const last = bars.baseline.length - 1;
  return bars.baseline.map((share, i) => {
    const low = i === 0 ? null : bound(edges[i]);
    const high = i === last ? null : bound(edges[i + 1]);
    return { title: binTitle(low, high, figures), baseline: share, current: bars.current[i] ?? 0, stands: null, filter: { low, high } };
  });
}

/** By its place too: a source may have a level of such a name. */
function standsFor(level: string, at: number, count: number): Bin['stands'] {
  if (level === missingLevel && at === count - 1) return 'missing';
  return level === otherLevels && at >= count - 2 ? 'rest' : null;
}

/** What the bars that are no levels of the source hold, in a sentence; empty where there is none. */
export function standInText(bins: readonly Bin[]): string {
  const parts = bins.flatMap(({ title, stands }) =>
    stands === null ? [] : [stands === 'rest' ? t('{0} holds all levels without a bar of their own', title) : t('{0} holds the rows without a value', title)]);
  return parts.length === 0 ? '' : plural(parts.length, { one: '{0}: it is no level of the log.', other: '{0}: they are no levels of the log.' }, parts.join('; '));
}

/** Whether functions were made from bins: those start from 0 at the smallest value and rise within each bin; those of single values step at each. */
export function isFromBins(ecdf: NonNullable<FeatureDetail['ecdf']>): boolean {
  return ecdf.baseline[0] === 0 && ecdf.current[0] === 0;
}

function bound(edge: number | undefined): number | null {
  return edge === undefined || !Number.isFinite(edge) ? null : edge;
}

function binTitle(low: number | null, high: number | null, figures: Figures): string {
  if (low === null) return high === null ? t('all values') : t('at most {0}', figures.number(high));
  if (high === null) return t('above {0}', figures.number(low));
  return t('{0} to {1}', figures.number(low), figures.number(high));
}

/** Whether the bins have one width, so that the heights of bars compare as areas do. */
export function isEvenlySpaced(edges: readonly number[]): boolean {
  const finite = edges.filter((edge) => Number.isFinite(edge));
  if (finite.length !== edges.length || finite.length < 3) return finite.length === edges.length;
  const widths = finite.slice(1).map((edge, i) => edge - (finite[i] ?? 0));
  const mean = widths.reduce((sum, width) => sum + width, 0) / widths.length;
  return widths.every((width) => Math.abs(width - mean) <= Math.abs(mean) * 1e-6);
}

/** Numbers are marked at the edges between bins, levels under their bars. */
function binTicks(bins: readonly Bin[], bars: FeatureDetail['bars'], figures: Figures): readonly Tick[] {
  return bars.kind === 'category' ? bins.map((bin, at) => ({ at, text: clip(bin.title, 14) })) : bars.edges.map((edge, i) => ({ at: i - 0.5, text: figures.number(edge) }));
}

/** Shares of both windows side by side, one pair of bars a bin: baseline hollow, current filled. */
export function histogramConfig(bins: readonly Bin[], bars: FeatureDetail['bars'], figures: Figures): ConfigBuilder {
  const range = valueRange(bins.flatMap((bin) => [bin.baseline, bin.current]), 'share', true);
  return (palette) => {
    return {
      type: 'bar',
      data: {
        datasets: [
          {
            label: t('Baseline'), data: bins.map((bin, x) => ({ x, y: bin.baseline })), backgroundColor: withAlpha(palette.baseline, palette.highContrast ? 0 : 0.18),
            borderColor: palette.baseline, borderWidth: 1.5, categoryPercentage: 0.9, barPercentage: 0.94,
          },
          {
            label: t('Current'), data: bins.map((bin, x) => ({ x, y: bin.current })), backgroundColor: palette.current,
            borderColor: palette.current, borderWidth: 1.5, categoryPercentage: 0.9, barPercentage: 0.94,
          },
        ],
      },
      options: {
        parsing: false,
        interaction: { mode: 'index', axis: 'x', intersect: false },
        scales: {
          x: { ...labelledTicks(palette, binTicks(bins, bars, figures)), offset: false, min: -0.5, max: bins.length - 0.5 },
          y: valueAxis(palette, figures, 'share', range, 5),
        },
        plugins: {
          tooltip: {
            callbacks: {
              title: (items) => bins[items[0]?.dataIndex ?? -1]?.title ?? '',
              label: (item) => t('{0}: {1} of rows', item.dataset.label ?? '', figures.percent(item.parsed.y ?? 0)),
            },
          },
        },
      },
    };
  };
}

export function binTable(feature: string, bins: readonly Bin[], figures: Figures): TwinTable {
  return {
    caption: t('{0}: share of each window\'s rows by value', feature),
    columns: [t('Value'), t('Baseline'), t('Current'), t('Change')],
    rows: bins.map((bin) => [bin.title, figures.percent(bin.baseline), figures.percent(bin.current), figures.change(bin.current - bin.baseline, 'share')]),
  };
}

export function binSummary(bins: readonly Bin[], figures: Figures): string {
  const top = [...bins].sort((a, b) => Math.abs(b.current - b.baseline) - Math.abs(a.current - a.baseline))[0];
  return top === undefined
    ? t('No values in either window')
    : plural(bins.length, { one: '{0} bar; largest change: {1}, {2} in the baseline, {3} now', other: '{0} bars; largest change: {1}, {2} in the baseline, {3} now' }, bins.length, top.title, figures.percent(top.baseline), figures.percent(top.current));
}

/** Both empirical distribution functions: baseline dashed, current solid. */
export function ecdfConfig(ecdf: NonNullable<FeatureDetail['ecdf']>, figures: Figures): ConfigBuilder {
  const steps = !isFromBins(ecdf);
  return (palette) => {
    const line = (label: string, shares: readonly number[], color: string, dash: number[]) => ({
      label, data: ecdf.points.map((x, i) => ({ x, y: shares[i] ?? null })), borderColor: color, borderDash: dash, borderWidth: 2, pointRadius: 0, stepped: steps,
    });
    return {
      type: 'line',
      data: { datasets: [line(t('Baseline'), ecdf.baseline, palette.baseline, [6, 4]), line(t('Current'), ecdf.current, palette.current, [])] },
      options: {
        parsing: false,
        interaction: { mode: 'index', intersect: false },
        scales: {
          x: {
            type: 'linear', min: ecdf.points[0] ?? 0, max: ecdf.points.at(-1) ?? 1, grid: { display: false }, border: { color: palette.muted },
            ticks: { color: palette.muted, font: { family: palette.font, size: palette.fontSize - 2 }, maxTicksLimit: 8, maxRotation: 0, callback: (value) => figures.number(Number(value)) },
          },
          y: valueAxis(palette, figures, 'share', { min: 0, max: 1 }, 6),
        },
        plugins: {
          tooltip: {
            callbacks: {
              title: (items) => t('at most {0}', figures.number(items[0]?.parsed.x ?? Number.NaN)),
              label: (item) => t('{0}: {1} of rows', item.dataset.label ?? '', figures.percent(item.parsed.y ?? 0)),
            },
          },
        },
      },
    };
  };
}

export function ecdfTable(feature: string, ecdf: NonNullable<FeatureDetail['ecdf']>, figures: Figures): TwinTable {
  return {
    caption: isFromBins(ecdf) ? t('{0}: share of rows at or below a value, at the edges of the bins', feature) : t('{0}: share of rows at or below a value', feature),
    columns: [t('At most'), t('Baseline'), t('Current'), t('Difference')],
    rows: ecdf.points.map((point, i) => {
      const baseline = ecdf.baseline[i] ?? 0;
      const current = ecdf.current[i] ?? 0;
      return [figures.number(point), figures.percent(baseline), figures.percent(current), figures.change(current - baseline, 'share')];
    }),
  };
}

export function clip(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length - 1)}…` : text;
}
