import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/* A workspace with a source of each kind, as they lie about in a project. */

const minute = 60_000;
const start = Date.UTC(2026, 8, 1);
const at = (i: number, ms = 0): string => new Date(start + i * minute + ms).toISOString();

export interface Request {
  readonly id: string;
  readonly at: string;
  readonly latency_ms: number;
  readonly amount: number;
  readonly plan: string;
  readonly prediction: number;
}

/** Predictions a minute apart, the last third with larger amounts. */
export function requests(count: number): readonly Request[] {
  return Array.from({ length: count }, (_, i) => ({ id: `r-${i}`, at: at(i), latency_ms: 20 + ((i * 7) % 13), amount: 10 + ((i * 31) % 50) + (i >= (2 * count) / 3 ? 40 : 0), plan: ['basic', 'plus', 'pro'][i % 3] ?? '', prediction: (i * 5) % 3 === 0 ? 1 : 0 }));
}

/** An access log, KServe events, a log of predictions with its labels beside it, metrics that the OpenTelemetry collector wrote, and a table whose server is not there. */
export function makeSources(folder: string): void {
  for (const part of ['nginx', 'payload', 'churn', 'otel']) mkdirSync(join(folder, part));
  copyFileSync(resolve(__dirname, '../fixtures/knownAnswers/access-nginx.log'), join(folder, 'nginx', 'access.log'));
  const rows = requests(2_000);
  const events = rows.flatMap(({ latency_ms, amount, plan, prediction }, i) => [
    { specversion: '1.0', id: `e-${i}`, type: 'org.kubeflow.serving.inference.request', time: at(i), inferenceservicename: 'fraud', data: { instances: [{ amount, plan }] } },
    { specversion: '1.0', id: `e-${i}`, type: 'org.kubeflow.serving.inference.response', time: at(i, latency_ms), inferenceservicename: 'fraud', data: { predictions: [prediction] } },
  ]);
  writeFileSync(join(folder, 'payload', 'events.jsonl'), events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  writeFileSync(join(folder, 'churn', 'predictions.csv'), `request_id,timestamp,latency_ms,amount,plan,prediction\n${rows.map((row) => [row.id, row.at, row.latency_ms, row.amount, row.plan, row.prediction].join(',')).join('\n')}\n`);
  writeFileSync(join(folder, 'churn', 'labels.csv'), `request_id,label,labelled_at\n${rows.map(({ id, prediction }, i) => `${id},${i % 10 === 0 ? 1 - prediction : prediction},${at(i + 60)}`).join('\n')}\n`);
  writeFileSync(join(folder, 'otel', 'metrics.jsonl'), rows.slice(0, 600).map((_, i) => `${JSON.stringify(otlp(i))}\n`).join(''));
  writeFileSync(join(folder, 'model-vitals.json'), JSON.stringify({
    sources: [
      { name: 'collector', kind: 'otlp', paths: ['otel/*.jsonl'] },
      { name: 'gone', kind: 'postgresql', url: 'postgresql://reader@127.0.0.1:9/shop', table: 'ml.predictions' },
    ],
  }, null, 2));
}

/** Requests of a server as a cumulative histogram of seconds. */
function otlp(i: number): unknown {
  const count = (i + 1) * 60;
  const slow = i >= 400 ? (i - 399) * 20 : 0;
  const nano = (n: number): string => `${start + n * minute}000000`;
  const point = { startTimeUnixNano: nano(0), timeUnixNano: nano(i + 1), count: String(count), sum: (count - slow) * 0.03 + slow * 0.3, explicitBounds: [0.05, 0.1, 0.5], bucketCounts: [String(count - slow), '0', String(slow), '0'], attributes: [{ key: 'http.response.status_code', value: { intValue: '200' } }] };
  const metric = { name: 'http.server.request.duration', unit: 's', histogram: { aggregationTemporality: 2, dataPoints: [point] } };
  return { resourceMetrics: [{ resource: { attributes: [{ key: 'service.name', value: { stringValue: 'fraud' } }] }, scopeMetrics: [{ scope: { name: 'app' }, metrics: [metric] }] }] };
}
