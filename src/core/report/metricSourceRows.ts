import type { Report } from '../domain/report';
import { countOf } from '../format/numbers';
import { oneLine } from '../format/oneLine';
import { formatInstant } from '../format/time';

/** Where figures of servers come from, a line each, the same in all reports. */
export interface MetricSourceRow {
  readonly name: string;
  readonly text: string;
}

export function metricSourceRows(report: Report): readonly MetricSourceRow[] {
  return (report.source.metrics ?? []).map((source) => {
    const read = source.plans.length - source.missing.length;
    const parts = [
      ...(source.address === '' ? [] : [oneLine(source.address)]),
      source.state === 'failed' ? `failed: ${oneLine(source.reason ?? 'no reason given')}` : `${source.state}, ${countOf(read, 'metric')}`,
      ...(source.points === undefined ? [] : [countOf(source.points, 'point')]),
      ...(source.state === 'failed' || source.reason === undefined ? [] : [oneLine(source.reason)]),
      ...(source.systems.length === 0 ? [] : [`recognised: ${source.systems.map(oneLine).join(', ')}`]),
      ...(source.updatedMs === null ? [] : [`last update ${formatInstant(source.updatedMs * 1000)}`]),
      ...source.missing.slice(0, 5).map(({ name, reason }) => `${oneLine(name)} not read: ${oneLine(reason)}`),
    ];
    return { name: oneLine(source.name), text: parts.join(' · ') };
  });
}
