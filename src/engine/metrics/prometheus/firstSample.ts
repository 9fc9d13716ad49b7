import type { MetricPlan, Selector } from '../../../core/metrics/metricPlan';
import { writeSelector } from '../../../core/metrics/promql/writeSelector';
import type { PromServer } from './promServer';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
/** Coarse to fine: the first look that finds nothing at its very beginning tells when the samples begin. */
const looks = [{ backMs: 400 * day, stepMs: day }, { backMs: 2 * day, stepMs: 10 * minute }, { backMs: hour, stepMs: 15_000 }] as const;

/** Milliseconds since 1970 of about the first sample of what is read, to the step of the look that found it; null where there is none. @throws HttpFault */
export async function firstSample(server: PromServer, plans: readonly MetricPlan[], labels: Readonly<Record<string, string>>, nowMs: number, signal: AbortSignal): Promise<number | null> {
  const filter = new Map(Object.entries(labels));
  const [query] = plans.flatMap((plan) => queryOf(plan, filter));
  if (query === undefined) return null;
  let found: number | null = null;
  for (const { backMs, stepMs } of looks) {
    const startMs = Math.floor((nowMs - backMs) / stepMs) * stepMs;
    if (found !== null && found < startMs) break;
    const { series } = await server.range(query, { startMs, endMs: nowMs, stepMs }, signal);
    const first = Math.min(...series.flatMap(({ times }) => times));
    if (!Number.isFinite(first)) continue;
    // A look that sees samples a step apart may miss up to a step of them.
    found = found === null ? first : Math.min(found, first);
    if (first > startMs) found = first;
  }
  return found === null ? null : Math.max(0, found);
}

function queryOf(plan: MetricPlan, filter: ReadonlyMap<string, string>): readonly string[] {
  const count = (of: Selector | undefined, suffix = ''): readonly string[] => (of === undefined ? [] : [`count(${writeSelector(of, filter, suffix)})`]);
  switch (plan.kind) {
    case 'histogram':
      return count(plan.of, plan.native ? '' : '_count');
    case 'level':
    case 'rate':
      return count(plan.of);
    case 'level share':
    case 'ratio':
      return count(plan.whole[0]);
    case 'mean':
      return count(plan.count);
    case 'expression':
      return [`count(${plan.promql})`];
  }
}
