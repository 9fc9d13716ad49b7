import { attributesOfJson, isRecord, listOf } from './attributes';
import { labelName } from './otlpKeys';
import type { Attributes } from './otlpMetrics';
import { number } from './readOtlpJson';

/*
 * Spans of requests as rows of a log (open-telemetry/opentelemetry-proto: trace/v1/trace.proto; names of attributes: open-telemetry/semantic-conventions). A request is
 * a span of a server or of a consumer, and a call of a model (GenAI) also seen from its client.
 */

export type SpanRow = Readonly<Record<string, string | number | boolean>>;

export interface SpanRows {
  readonly rows: readonly SpanRow[];
  /** Spans of whatever kind. */
  readonly spans: number;
  /** Of requests, without a usable time: reason of each. */
  readonly bad: readonly string[];
}

const server = 2;
const client = 3;
const consumer = 5;
const kindNames: Readonly<Record<string, number>> = { SPAN_KIND_SERVER: server, SPAN_KIND_CLIENT: client, SPAN_KIND_CONSUMER: consumer };
const errorCode = 2;

/** Of the wire, the program and the machine: nothing that a model is asked or answers. Those of HTTP, RPC and GenAI that mean something have columns of their own. */
const unhelpful = /^(url|user_agent|net|network|client|server|peer|thread|code|exception|otel|telemetry|http|rpc|enduser|source|destination)\./;
const known: ReadonlySet<string> = new Set(['gen_ai.request.model', 'gen_ai.usage.input_tokens', 'gen_ai.usage.output_tokens', 'gen_ai.usage.prompt_tokens', 'gen_ai.usage.completion_tokens']);
const mostAttributes = 100;
/** Prompts and answers are no features. */
const longest = 200;

/** Rows of a parsed `TracesData`; what is no span is passed over. */
export function spanRows(document: unknown): SpanRows {
  const rows: SpanRow[] = [];
  const bad: string[] = [];
  let spans = 0;
  for (const one of listOf(isRecord(document) ? document['resourceSpans'] : null)) {
    if (!isRecord(one)) continue;
    const resource = attributesOfJson(isRecord(one['resource']) ? one['resource']['attributes'] : null);
    for (const scope of [...listOf(one['scopeSpans']), ...listOf(one['instrumentationLibrarySpans'])]) {
      for (const span of listOf(isRecord(scope) ? scope['spans'] : null)) {
        if (!isRecord(span)) continue;
        spans += 1;
        const attributes = attributesOfJson(span['attributes']);
        if (!isRequest(span['kind'], attributes)) continue;
        const row = rowOf(span, attributes, resource);
        if (typeof row === 'string') bad.push(row);
        else rows.push(row);
      }
    }
  }
  return { rows, spans, bad };
}

function isRequest(kind: unknown, attributes: Attributes): boolean {
  const code = typeof kind === 'string' ? (kindNames[kind] ?? 0) : kind;
  return code === server || code === consumer || (code === client && ['gen_ai.operation.name', 'gen_ai.system', 'gen_ai.provider.name'].some((name) => attributes.has(name)));
}

function rowOf(span: Readonly<Record<string, unknown>>, attributes: Attributes, resource: Attributes): SpanRow | string {
  const [start, end] = [number(span['startTimeUnixNano']), number(span['endTimeUnixNano'])];
  if (!(start > 0 && start < 4e18)) return 'a span without a start';
  if (!(end >= start)) return 'a span without an end, or one before its start';
  const row: Record<string, string | number | boolean> = { timestamp: instant(start), latency_ms: Math.round((end - start) / 1_000) / 1_000 };
  const text = (name: string, value: string | undefined): void => {
    if (value !== undefined && value !== '') row[name] = value;
  };
  const figure = (name: string, value: string | undefined): void => {
    if (value !== undefined && Number.isFinite(Number(value)) && value !== '') row[name] = Number(value);
  };
  const status = isRecord(span['status']) ? span['status']['code'] : undefined;
  figure('status_code', attributes.get('http.response.status_code') ?? attributes.get('http.status_code'));
  row['error'] = status === errorCode || status === 'STATUS_CODE_ERROR' || (typeof row['status_code'] === 'number' && row['status_code'] >= 500);
  text('trace_id', typeof span['traceId'] === 'string' ? span['traceId'] : undefined);
  text('service', resource.get('service.name'));
  text('model_version', resource.get('service.version'));
  text('model', attributes.get('gen_ai.request.model'));
  text('route', attributes.get('http.route') ?? rpcOf(attributes) ?? (typeof span['name'] === 'string' ? span['name'] : undefined));
  figure('input_tokens', attributes.get('gen_ai.usage.input_tokens') ?? attributes.get('gen_ai.usage.prompt_tokens'));
  figure('output_tokens', attributes.get('gen_ai.usage.output_tokens') ?? attributes.get('gen_ai.usage.completion_tokens'));
  let more = 0;
  for (const [name, value] of attributes) {
    if (known.has(name) || unhelpful.test(name) || value.length > longest || more >= mostAttributes) continue;
    more += 1;
    const column = Object.hasOwn(row, labelName(name)) ? `attribute_${labelName(name)}` : labelName(name);
    row[column] = /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(value) && Number.isFinite(Number(value)) && !/^-?0\d/.test(value) ? Number(value) : value === 'true' || value === 'false' ? value === 'true' : value;
  }
  return row;
}

function rpcOf(attributes: Attributes): string | undefined {
  const [service, method] = [attributes.get('rpc.service'), attributes.get('rpc.method')];
  return method === undefined ? service : service === undefined ? method : `${service}/${method}`;
}

/** ISO 8601 in UTC to the microsecond. */
function instant(nanoseconds: number): string {
  const microseconds = Math.round(nanoseconds / 1_000);
  return new Date(Math.floor(microseconds / 1_000)).toISOString().replace('Z', `${String(microseconds % 1_000).padStart(3, '0')}Z`);
}
