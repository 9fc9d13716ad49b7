import type { Selector } from '../metricPlan';
import type { Series } from './seriesKey';

/** Whether a selector, and labels that every series must carry, select a series; regular expressions are anchored at both ends, a missing label is empty, as in PromQL. */
export function selects({ metric, matchers, observations }: Selector, filter: Readonly<Record<string, string>>, { name, labels }: Series): boolean {
  // Pages have a count beside a native histogram.
  if (name !== (observations === true ? `${metric}_count` : metric)) return false;
  for (const [label, value] of Object.entries(filter)) if ((labels.get(label) ?? '') !== value) return false;
  return matchers.every(({ label, op, value }) => {
    const own = labels.get(label) ?? '';
    switch (op) {
      case '=':
        return own === value;
      case '!=':
        return own !== value;
      case '=~':
        return matches(value, own);
      case '!~':
        return !matches(value, own);
    }
  });
}

function matches(pattern: string, text: string): boolean {
  try {
    return new RegExp(`^(?:${pattern})$`, 's').test(text);
  } catch {
    return false;
  }
}
