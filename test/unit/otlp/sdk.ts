import { JsonMetricsSerializer, ProtobufMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { AggregationTemporality, AggregationType, InstrumentType, MeterProvider, MetricReader, type ResourceMetrics } from '@opentelemetry/sdk-metrics';

/* OpenTelemetry's own SDK: what is recorded here is what a server that uses it would send. */

class OnDemand extends MetricReader {
  constructor(temporality: AggregationTemporality, exponential: boolean) {
    super({ aggregationTemporalitySelector: () => temporality, aggregationSelector: (instrument) => (exponential && instrument === InstrumentType.HISTOGRAM ? { type: AggregationType.EXPONENTIAL_HISTOGRAM } : { type: AggregationType.DEFAULT }) });
  }
  protected override onForceFlush(): Promise<void> {
    return Promise.resolve();
  }
  protected override onShutdown(): Promise<void> {
    return Promise.resolve();
  }
}

export interface Sdk {
  readonly provider: MeterProvider;
  readonly collect: () => Promise<ResourceMetrics>;
}

export function sdk({ delta = false, exponential = false, resource = { 'service.name': 'churn', 'service.version': '1.2.0', 'service.instance.id': 'one' } }: { readonly delta?: boolean; readonly exponential?: boolean; readonly resource?: Readonly<Record<string, string | number | boolean>> } = {}): Sdk {
  const reader = new OnDemand(delta ? AggregationTemporality.DELTA : AggregationTemporality.CUMULATIVE, exponential);
  const provider = new MeterProvider({ readers: [reader], resource: resourceFromAttributes(resource) });
  return { provider, collect: async () => (await reader.collect()).resourceMetrics };
}

export function bytesOf(metrics: ResourceMetrics): { readonly protobuf: Uint8Array; readonly json: unknown; readonly line: string } {
  const protobuf = ProtobufMetricsSerializer.serializeRequest(metrics);
  const json = JsonMetricsSerializer.serializeRequest(metrics);
  if (protobuf === undefined || json === undefined) throw new Error('not serialised');
  const line = Buffer.from(json).toString('utf8');
  return { protobuf, json: JSON.parse(line) as unknown, line };
}

