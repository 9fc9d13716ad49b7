import type { MetricIdentity } from '../../core/metrics/metricColumn';
import type { MetricPlan } from '../../core/metrics/metricPlan';

/** Who each column is, in the order of the plans; ids are unique even where two plans have the same name. */
export function identityOf(source: string, plans: readonly MetricPlan[]): readonly MetricIdentity[] {
  const used = new Set<string>();
  return plans.map(({ name, metric, role, unit }) => {
    const base = `${source}:${name}`;
    let id = base;
    for (let number = 2; used.has(id); number += 1) id = `${base} (${number})`;
    used.add(id);
    return { source, id, name, metric, role, unit };
  });
}
