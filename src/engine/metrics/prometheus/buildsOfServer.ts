import { faultOf } from '../../../core/domain/fault';
import type { MetricPlan, Selector } from '../../../core/metrics/metricPlan';
import { isBuildMetric, startMetric } from '../../../core/timeline/buildsSeen';
import type { TimeAxis } from '../../service/metricReader';
import { nothingTold, type Told, whoOf } from '../told';
import type { PromServer } from './promServer';

const info = '(.+_)?(build_info|app_info|version_info|model_info)';
const mostNames = 20;
const mostSeries = 500;

/**
 * Builds and starts of the processes that the plans' own series come from, found by job and instance: a server knows many others. Where no plan names a metric, of those with the configured labels;
 * where there are none either, nobody's. A server that does not answer is a reason. Throws only where cancelled.
 */
export async function buildsOfServer(server: PromServer, plans: readonly MetricPlan[], labels: Readonly<Record<string, string>>, axis: TimeAxis, nowMs: number, signal: AbortSignal): Promise<Told> {
  const names = [...new Set(plans.flatMap(metricsOf))].slice(0, mostNames);
  const filter = Object.entries(labels).map(([label, value]) => `,${label}=${JSON.stringify(value)}`).join('');
  if (names.length === 0 && filter === '') return nothingTold;
  const own = names.length === 0 ? '' : ` and on (job, instance) {__name__=~${JSON.stringify(`(${names.map(escaped).join('|')})(_count|_total)?`)}${filter}}`;
  const stepMs = Math.max(1_000, Math.round(axis.step / 1_000));
  const range = { startMs: axis.start / 1_000, endMs: Math.min(nowMs, (axis.start + (axis.count - 1) * axis.step) / 1_000), stepMs };
  if (range.endMs < range.startMs) return nothingTold;
  try {
    const builds = await server.range(`{__name__=~${JSON.stringify(info)}${filter}}${own}`, range, signal);
    const starts = await server.range(`{__name__=${JSON.stringify(startMetric)}${filter}}${own}`, range, signal);
    return {
      builds: builds.series.slice(0, mostSeries).flatMap(({ labels: all, times }) => {
        const metric = all.get('__name__') ?? '';
        const [first] = times;
        return first === undefined || !isBuildMetric(metric) ? [] : [{ metric, labels: all, first: first * 1_000 }];
      }),
      starts: starts.series.slice(0, mostSeries).flatMap(({ labels: all, values }) => [...new Set(values)].map((seconds) => ({ seconds, who: whoOf(all) }))),
      reasons: [],
    };
  } catch (error) {
    const fault = faultOf(error);
    if (fault.code === 'cancelled') throw error;
    return { ...nothingTold, reasons: [`builds: ${fault.detail}`] };
  }
}

function escaped(name: string): string {
  return name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

function metricsOf(plan: MetricPlan): readonly string[] {
  const names = (of: readonly (Selector | undefined)[]): readonly string[] => of.flatMap((each) => (each === undefined ? [] : [each.metric]));
  switch (plan.kind) {
    case 'histogram':
    case 'level':
    case 'rate':
      return names([plan.of]);
    case 'level share':
    case 'ratio':
      return names([plan.whole[0]]);
    case 'mean':
      return names([plan.count]);
    case 'expression':
      return [];
  }
}
