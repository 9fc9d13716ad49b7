import type { MetricDifference } from '../../src/core/training/compareRuns';
import { loggedText } from '../../src/core/training/runWords';
import type { Curve } from '../../src/core/training/thinCurve';
import { numberOf } from '../../src/core/training/trainingRun';
import type { Figures } from '../kit/figures';
import type { TwinTable } from '../kit/tableTwin';
import { labelledTicks, roundScale, valueAxis, type Tick } from './axes';
import type { ConfigBuilder } from './chartCanvas';
import { plural, t } from '../kit/l10n';

export type CurvesBy = 'step' | 'time';

interface Point {
  readonly x: number;
  readonly y: number | null;
}

/** A metric of two runs over its steps, or over the time since each run's first point: runs of different days lie over one another. A is solid and round, B dashed and square. */
export function curveConfig({ key, curves }: MetricDifference, by: CurvesBy, figures: Figures): ConfigBuilder {
  const [a, b] = [pointsOf(curves.a, by), pointsOf(curves.b, by)];
  const scale = roundScale([...a, ...b].map(({ y }) => y), 'native', false, 4);
  const { ticks, min, max } = xTicks([...a, ...b].map(({ x }) => x), by, figures);
  const few = Math.max(a.length, b.length) <= 60;
  return (palette) => ({
    type: 'line',
    data: {
      datasets: [
        { label: 'A', data: [...a], borderColor: palette.baseline, pointBackgroundColor: palette.background, borderWidth: 1.5, clip: 6, pointStyle: 'circle', pointRadius: few ? 2.5 : 0 },
        { label: 'B', data: [...b], borderColor: palette.current, pointBackgroundColor: palette.current, borderWidth: 1.5, borderDash: [5, 3], clip: 6, pointStyle: 'rect', pointRadius: few ? 2.5 : 0 },
      ],
    },
    options: {
      parsing: false,
      interaction: { mode: 'nearest', axis: 'x', intersect: false },
      scales: { x: { ...labelledTicks(palette, ticks), min, max }, y: valueAxis(palette, figures, 'native', scale, scale.ticks) },
      plugins: {
        tooltip: {
          callbacks: {
            title: (items) => xText(items[0]?.parsed.x ?? 0, by, figures),
            label: (item) => `${item.dataset.label ?? ''} ${key}: ${loggedText(item.parsed.y, figures.locale)}`,
          },
        },
      },
    },
  });
}

/** Values that are no numbers are gaps. */
function pointsOf(curve: Curve | null, by: CurvesBy): readonly Point[] {
  if (curve === null) return [];
  const start = curve.time.find((time) => time !== null) ?? null;
  return curve.step.flatMap((step, i): Point[] => {
    const time = curve.time[i] ?? null;
    const x = by === 'step' ? step : time === null || start === null ? null : (time - start) / 1000;
    return x === null ? [] : [{ x, y: numberOf(curve.value[i]) }];
  });
}

function xText(x: number, by: CurvesBy, figures: Figures): string {
  return by === 'step' ? t('step {0}', figures.count(x)) : t('{0} after its first point', figures.duration(x * 1e6));
}

/** Round marks along the steps or the seconds. */
function xTicks(all: readonly number[], by: CurvesBy, figures: Figures): { readonly ticks: readonly Tick[]; readonly min: number; readonly max: number } {
  const least = all.reduce((a, b) => Math.min(a, b), Infinity);
  const greatest = all.reduce((a, b) => Math.max(a, b), -Infinity);
  if (!(greatest > least)) {
    const at = Number.isFinite(least) ? least : 0;
    return { ticks: [{ at, text: by === 'step' ? figures.count(at) : figures.duration(at * 1e6) }], min: at - 1, max: at + 1 };
  }
  const power = 10 ** Math.floor(Math.log10((greatest - least) / 4));
  const every = [1, 2, 5, 10].map((each) => each * power).find((step) => (greatest - least) / step <= 5) ?? 10 * power;
  const whole = by === 'step' ? Math.max(1, every) : every;
  const first = Math.ceil(least / whole);
  const ticks = Array.from({ length: Math.floor(greatest / whole) - first + 1 }, (_, i) => {
    const at = Number(((first + i) * whole).toPrecision(12));
    return { at, text: by === 'step' ? figures.count(at) : figures.duration(at * 1e6) };
  });
  return { ticks, min: least, max: greatest };
}

/** Steps of both runs in one table, each value beside its step. */
export function curveTable({ key, curves }: MetricDifference, figures: Figures): TwinTable {
  const rows = new Map<number, [string, string]>();
  const put = (curve: Curve | null, at: 0 | 1): void => {
    for (const [i, step] of (curve?.step ?? []).entries()) {
      const row = rows.get(step) ?? ['–', '–'];
      row[at] = loggedText(curve?.value[i], figures.locale);
      rows.set(step, row);
    }
  };
  put(curves.a, 0);
  put(curves.b, 1);
  return { caption: t('{0} by step', key), columns: [t('Step'), 'A', 'B'], rows: [...rows].sort(([x], [y]) => x - y).map(([step, [a, b]]) => [figures.count(step), a, b]) };
}

/** The picture in words. */
export function curveSummary({ last, better, best, sharedSteps, curves }: MetricDifference, figures: Figures): string {
  const { locale } = figures;
  const drawn = (curve: Curve | null): string => (curve === null ? t('no points') : curve.points > curve.step.length ? t('{0} of {1} points drawn', figures.count(curve.step.length), figures.count(curve.points)) : plural(curve.points, { one: '{0} point', other: '{0} points' }, figures.count(curve.points)));
  const [bestA, bestB] = [loggedText(best?.a?.value, locale), loggedText(best?.b?.value, locale)];
  return [
    t('last: A {0}, B {1}', loggedText(last.a?.value, locale), loggedText(last.b?.value, locale)),
    ...(best === null ? [] : [better === 'lower' ? t('lowest: A {0}, B {1}', bestA, bestB) : t('highest: A {0}, B {1}', bestA, bestB)]),
    t('{0} shared steps', figures.count(sharedSteps)),
    t('A {0}, B {1}', drawn(curves.a), drawn(curves.b)),
  ].join('; ');
}
