import type { Selector } from '../metricPlan';
import type { KnownFamily } from './knownFamily';

type Matcher = Selector['matchers'][number];

const labels = ['code', 'status', 'status_code', 'http_response_code', 'http_status_code', 'http_status', 'response_code', 'http_response_status_code', 'http.response.status_code', 'grpc_code', 'result', 'outcome'] as const;
const failing = '.*([Ee]rr|ERR|[Ff]ail|FAIL|[Ee]xception|EXCEPTION|[Tt]imeout|TIMEOUT).*';

/** How failed requests are told by a label of their counter, from the values that it has: HTTP codes, gRPC names, words. Null where no label tells it. */
export function failedStatus(family: Pick<KnownFamily, 'labels'>): Matcher | null {
  for (const label of labels) {
    const values = Object.hasOwn(family.labels, label) ? (family.labels[label] ?? []) : [];
    // Codes may stand as classes, `5xx`.
    if (values.some((value) => /^[1-5](\d\d|xx)$/i.test(value))) return { label, op: '=~', value: '5.*' };
    if (values.includes('OK')) return { label, op: '!=', value: 'OK' };
    if (values.some((value) => /err|fail|exception|timeout|^(ok|success.*|succeeded)$/i.test(value))) return { label, op: '=~', value: failing };
  }
  return null;
}
