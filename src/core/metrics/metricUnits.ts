import type { Unit } from '../domain/finding';
import type { MetricColumn } from './metricColumn';

/** How figures of a metric are printed: its own unit where the panel knows it, else a plain amount that the name explains. */
export function figureUnit({ unit, kind }: Pick<MetricColumn, 'unit' | 'kind'>): Unit {
  if (kind === 'ratio') return 'share';
  switch (unit) {
    case 'ms':
      return 'ms';
    case 'share':
      return 'share';
    case 'bytes':
      return 'bytes';
    case 'W':
      return 'watts';
    case '°C':
      return 'celsius';
    default:
      return 'amount';
  }
}

export interface MetricRateUnit {
  readonly unit: Unit;
  readonly seconds: number;
}

/** The smallest unit of time in which the rate is at least one, so that figures and charts of one metric share it; bytes are told by the second. */
export function metricRateUnit(metric: Extract<MetricColumn, { kind: 'rate' }>): MetricRateUnit {
  // Seconds of processor time a second are cores.
  if (metric.unit === 'cores') return { unit: 'amount', seconds: 1 };
  if (metric.unit === 'bytes') return { unit: 'bytes per second', seconds: 1 };
  const sum = (table: Float64Array): number => table.reduce((all, value) => all + (Number.isFinite(value) ? value : 0), 0);
  const seconds = sum(metric.seconds);
  const perSecond = seconds > 0 ? sum(metric.amount) / seconds : 0;
  const units = [['per second', 1], ['per minute', 60], ['per hour', 3_600]] as const;
  const [unit, length] = units.find(([, one]) => perSecond * one >= 1) ?? (perSecond > 0 ? (['per day', 86_400] as const) : (['per second', 1] as const));
  return { unit, seconds: length };
}
