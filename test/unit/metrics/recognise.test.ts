import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTextPage } from '../../../src/core/metrics/page/readTextPage';
import { familiesOfPage, type KnownFamily } from '../../../src/core/metrics/recognise/knownFamily';
import { presets, recognise } from '../../../src/core/metrics/recognise/recognise';
import { promqlText } from '../../../src/core/metrics/promql/promqlText';

const family = (name: string, type: KnownFamily['type'], labels: KnownFamily['labels'] = {}): KnownFamily => ({ name, type, unit: null, native: false, labels });
const brief = (families: readonly KnownFamily[]) => recognise(families).plans.map(({ name, role, kind, unit, scale }) => [role, name, kind, unit, scale]);

describe('known systems', () => {
  it('vLLM beside the instrumentator: the engine for latency, the framework for errors', () => {
    const known = recognise([
      family('vllm:e2e_request_latency_seconds', 'histogram'), family('vllm:time_to_first_token_seconds', 'histogram'), family('vllm:request_success_total', 'counter'), family('vllm:num_requests_waiting', 'gauge'),
      family('vllm:gpu_cache_usage_perc', 'gauge'), family('http_request_duration_highr_seconds', 'histogram'), family('http_requests_total', 'counter', { status: ['2xx', '5xx'] }), family('python_info', 'gauge'),
    ]);
    expect(known.systems).toEqual(['vLLM', 'FastAPI instrumentator']);
    const of = (role: string) => known.plans.filter((plan) => plan.role === role).map(({ metric }) => metric);
    expect(of('latency')).toEqual(['vllm:e2e_request_latency_seconds']);
    expect(of('errors')).toEqual(['http_requests_total']);
    expect(known.plans.find(({ role }) => role === 'cache')).toMatchObject({ unit: 'share', scale: 1, aggregate: 'mean' });
  });

  it('are known under the names that those give them who pass them on', () => {
    for (const name of ['ray_vllm_e2e_request_latency_seconds', 'kserve_vllm:e2e_request_latency_seconds']) expect(recognise([family(name, 'histogram')]).plans[0]).toMatchObject({ role: 'latency', metric: name, of: { metric: name } });
    expect(recognise([family('http.server.request.duration', 'histogram')]).plans.map(({ role }) => role)).toEqual(['latency', 'requests', 'errors']);
  });

  it('that expose no distribution have a mean of it, in milliseconds', () => {
    expect(brief([family('nv_inference_request_duration_us', 'counter'), family('nv_inference_request_success', 'counter'), family('nv_inference_request_failure', 'counter'), family('nv_inference_pending_request_count', 'gauge')])).toEqual([
      ['latency', 'request latency', 'mean', 'ms', 0.001], ['requests', 'requests', 'rate', 'requests', 1], ['errors', 'error rate', 'ratio', 'share', 1], ['queue', 'requests waiting', 'level', 'requests', 1],
    ]);
    expect(brief([family('ts_inference_latency_microseconds', 'counter'), family('ts_inference_requests_total', 'counter')])[0]).toEqual(['latency', 'request latency', 'mean', 'ms', 0.001]);
    expect(brief([family('model_infer_request_duration', 'summary'), family('model_infer_request_success_total', 'counter'), family('model_infer_request_failure_total', 'counter')]).map(([role, , kind]) => [role, kind])).toEqual([['latency', 'mean'], ['requests', 'rate'], ['errors', 'ratio']]);
  });

  it.each([
    ['sglang:e2e_request_latency_seconds', 'SGLang', 1000], ['tgi_request_duration', 'Text Generation Inference', 1000], ['request_predict_seconds', 'KServe', 1000], ['seldon_model_infer_api_seconds', 'Seldon Core', 1000],
    [':tensorflow:serving:request_latency', 'TensorFlow Serving', 0.001], ['ray_serve_http_request_latency_ms', 'Ray Serve', 1], ['bentoml_service_request_duration_seconds', 'BentoML', 1000],
    ['http_server_request_duration_seconds', 'OpenTelemetry HTTP', 1000], ['gen_ai_client_operation_duration_seconds', 'OpenTelemetry GenAI', 1000],
  ])('%s is the latency of %s', (name, system, scale) => {
    const known = recognise([family(name, 'histogram')]);
    expect(known.systems).toEqual([system]);
    expect(known.plans[0]).toMatchObject({ role: 'latency', kind: 'histogram', unit: 'ms', scale });
  });

  it('machines and GPUs have shares between 0 and 1', () => {
    const plans = recognise([family('node_cpu_seconds_total', 'counter'), family('node_memory_MemAvailable_bytes', 'gauge'), family('node_memory_MemTotal_bytes', 'gauge'), family('DCGM_FI_DEV_GPU_UTIL', 'gauge'), family('DCGM_FI_DEV_FB_USED', 'gauge'), family('DCGM_FI_DEV_FB_FREE', 'gauge')]).plans;
    expect(plans.map(({ name, unit, scale }) => [name, unit, scale])).toEqual([['GPU utilisation', 'share', 0.01], ['GPU memory used', 'share', 1], ['CPU utilisation', 'share', 1], ['memory used', 'share', 1]]);
    expect(plans.find(({ name }) => name === 'CPU utilisation')).toMatchObject({ kind: 'ratio', complement: true });
  });

  it('have one name each and one line of PromQL that can be read', () => {
    const names = presets.flatMap(({ metrics }) => metrics.flatMap((one) => ('of' in one ? one.of : 'part' in one ? [...one.part, ...(one.whole ?? [])] : [one.sum, ...(one.count ?? [])])));
    const all = recognise([...new Set(names)].flatMap((name) => [family(name, 'histogram'), family(name, 'counter')]));
    expect(all.systems.length).toBe(presets.filter(({ alone }) => alone !== true).length);
    expect(new Set(all.plans.map(({ name }) => name)).size).toBe(all.plans.length);
    for (const plan of all.plans) expect(promqlText(plan, '5m')).toMatch(/\w/);
  });
});

describe('names that nobody knows', () => {
  it('are told by type, unit, words and labels', () => {
    const page = readTextPage([
      '# TYPE my_model_request_seconds histogram', 'my_model_request_seconds_bucket{le="1"} 1', 'my_model_request_seconds_bucket{le="+Inf"} 2', 'my_model_request_seconds_count 2', 'my_model_request_seconds_sum 2',
      '# TYPE my_model_queue_wait_seconds histogram', 'my_model_queue_wait_seconds_bucket{le="+Inf"} 2',
      '# TYPE my_model_predictions_total counter', 'my_model_predictions_total{status="200"} 5', 'my_model_predictions_total{status="500"} 1', '# TYPE my_model_pending gauge', 'my_model_pending 3', '# TYPE go_gc_duration_seconds summary', 'go_gc_duration_seconds_sum 1', 'go_gc_duration_seconds_count 1', '',
    ].join('\n'), 'text');
    const { systems, plans } = recognise(familiesOfPage(page));
    expect(systems).toEqual([]);
    expect(plans.map(({ role, metric }) => [role, metric])).toEqual([['latency', 'my_model_request_seconds'], ['requests', 'my_model_predictions_total'], ['errors', 'my_model_predictions_total'], ['queue', 'my_model_pending'], ['stage latency', 'my_model_queue_wait_seconds']]);
    expect(plans[2]).toMatchObject({ part: [{ matchers: [{ label: 'status', op: '=~', value: '5.*' }] }] });
  });

  it('may hold anything, and may be many', () => {
    const many = Array.from({ length: 5_000 }, (_, i) => family(`__proto__ ${i} "}{\n`, (['counter', 'gauge', 'histogram', 'summary', 'unknown'] as const)[i % 5] ?? 'unknown', { constructor: ['x'] }));
    const began = performance.now();
    const { plans } = recognise(many);
    expect(performance.now() - began).toBeLessThan(1_000);
    expect(plans.length).toBeLessThanOrEqual(40);
    expect(recognise([])).toEqual({ systems: [], plans: [] });
  });
});

describe('pages of servers and exporters that are no model servers, read by another parser', () => {
  const { pages } = JSON.parse(readFileSync(join(__dirname, '../../fixtures/metrics/exporterPages.json'), 'utf8')) as { readonly pages: Readonly<Record<string, readonly { readonly name: string; readonly type: KnownFamily['type']; readonly labels: KnownFamily['labels'] }[]>> };
  const page = (name: string): readonly KnownFamily[] => (pages[name] ?? []).map((each) => ({ ...each, unit: null, native: false }));
  const roles = (name: string) => new Set(recognise(page(name)).plans.map(({ role }) => role));
  const whole = ['latency', 'requests', 'errors'] as const;

  it('a metric server speaks of its own requests where nothing else does, and only there', () => {
    const alone = recognise(page('Prometheus'));
    expect(alone.systems).toEqual(['process', 'Prometheus itself', 'Go runtime']);
    expect(alone.plans.slice(0, 3).map(({ role, metric }) => [role, metric])).toEqual([['latency', 'prometheus_http_request_duration_seconds'], ['requests', 'prometheus_http_requests_total'], ['errors', 'prometheus_http_requests_total']]);
    expect(alone.plans[0]?.reason).toBe('preset Prometheus itself: nothing else here counts or times requests');
    const victoria = recognise(page('VictoriaMetrics'));
    expect(victoria.systems).toContain('VictoriaMetrics itself');
    expect(victoria.plans.filter(({ role }) => role === 'requests').map(({ metric }) => metric)).toEqual(['vm_http_requests_total']);
    const beside = recognise([...page('Prometheus'), family('request_predict_seconds', 'histogram')]);
    expect(beside.systems).toEqual(['KServe', 'process']);
    expect(beside.plans.filter(({ metric }) => /^(prometheus|go|promhttp|net_conntrack)_/.test(metric))).toEqual([]);
    expect(recognise([...page('VictoriaMetrics'), family('my_model_request_seconds', 'histogram')]).plans.filter(({ role }) => role === 'latency').map(({ metric }) => metric)).toEqual(['my_model_request_seconds']);
  });

  it.each(['node exporter', 'Pushgateway', 'blackbox exporter', 'redis exporter', 'process exporter', 'nginx exporter', 'postgres exporter'])('%s is no model: nothing of it is taken for its latency, requests or errors', (name) => {
    const found = recognise(page(name));
    expect(found.plans.length).toBeGreaterThan(0);
    expect(whole.filter((role) => roles(name).has(role))).toEqual([]);
    expect(roles(name).has('queue')).toBe(false);
    // Beside a model they add to it and take nothing away.
    const beside = recognise([...page(name), family('model_predict_seconds', 'histogram'), family('model_predictions_total', 'counter', { status: ['200', '500'] })]);
    expect(beside.plans.filter(({ role }) => whole.some((one) => one === role)).map(({ metric }) => metric)).toEqual(['model_predict_seconds', 'model_predictions_total', 'model_predictions_total']);
  });

  it('each by its own system', () => {
    const systems = Object.keys(pages).map((name) => recognise(page(name)).systems);
    for (const name of ['node exporter', 'blackbox exporter', 'redis exporter', 'process exporter', 'nginx exporter', 'postgres exporter']) expect(systems.flat()).toContain(name);
    expect(recognise(page('redis exporter')).plans.find(({ name }) => name === 'redis hits')).toMatchObject({ kind: 'ratio', role: 'cache' });
  });
});

describe('native histograms', () => {
  const native = (counted: boolean): KnownFamily => ({ name: 'http_server_request_duration_seconds', type: 'histogram', unit: null, native: true, labels: { http_response_status_code: ['200', '500'] }, ...(counted ? { counted: true } : {}) });
  it('of a server are counted by themselves, on a page by their count', () => {
    const asked = recognise([native(false)]).plans;
    expect(asked.map(({ role }) => role)).toEqual(['latency', 'requests', 'errors']);
    expect(asked.map((plan) => promqlText(plan, '5m'))).toEqual([
      'histogram_quantile(0.95, sum(rate(http_server_request_duration_seconds[5m]))) * 1000',
      'histogram_count(sum(rate(http_server_request_duration_seconds[5m])))',
      '(histogram_count(sum(rate(http_server_request_duration_seconds{http_response_status_code=~"5.."}[5m]))) or vector(0)) / histogram_count(sum(rate(http_server_request_duration_seconds[5m])))',
    ]);
    expect(recognise([native(true)]).plans.slice(1).map((plan) => ('of' in plan ? plan.of : 'part' in plan ? plan.part[0] : null))).toMatchObject([{ metric: 'http_server_request_duration_seconds_count' }, { metric: 'http_server_request_duration_seconds_count' }]);
  });
});

describe('more of what names and labels say', () => {
  const errors = (labels: KnownFamily['labels']) => recognise([family('app_requests_total', 'counter', labels)]).plans.find(({ role }) => role === 'errors');
  it('failed requests by their label: codes, names of gRPC, words', () => {
    expect(errors({ code: ['200', '404'] })).toMatchObject({ part: [{ matchers: [{ label: 'code', op: '=~', value: '5.*' }] }] });
    expect(errors({ grpc_code: ['OK', 'UNAVAILABLE'] })).toMatchObject({ part: [{ matchers: [{ label: 'grpc_code', op: '!=', value: 'OK' }] }] });
    expect(errors({ result: ['success', 'failure'] })).toMatchObject({ part: [{ matchers: [{ label: 'result', op: '=~' }] }] });
    expect(errors({ colour: ['red'] })).toBeUndefined();
  });
  it('times without a unit, whose unit is a guess and says so', () => {
    const latency = (highestBound?: number) => recognise([{ ...family('app_request_latency', 'histogram'), ...(highestBound === undefined ? {} : { highestBound }) }]).plans[0];
    expect(latency()).toMatchObject({ role: 'latency', unit: 'ms', scale: 1000, reason: 'histogram of a duration of whole requests, by its name; seconds are a guess: no unit is said' });
    expect(latency(10)).toMatchObject({ scale: 1000, reason: expect.stringContaining('seconds are a guess from its buckets') as string });
    expect(latency(10_000)).toMatchObject({ scale: 1 });
    expect(latency(10_000_000)).toMatchObject({ scale: 0.001 });
  });
  it('hits beside misses, errors without requests, and no moments in time', () => {
    const { plans } = recognise([family('feature_cache_hits_total', 'counter'), family('feature_cache_misses_total', 'counter'), family('app_errors_total', 'counter'), family('model_last_score_timestamp_seconds', 'gauge'), family('app_interactive_users', 'gauge'), family('underscores', 'gauge')]);
    expect(plans.map(({ role, kind, metric }) => [role, kind, metric])).toEqual([['errors', 'rate', 'app_errors_total'], ['cache', 'ratio', 'feature_cache_hits_total']]);
  });
});
