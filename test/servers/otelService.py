"""A service with OpenTelemetry's own SDK: records for a while, sends over OTLP/HTTP, prints what it recorded as JSON.

python otelService.py ENDPOINT explicit|exponential cumulative|delta gzip|none
"""
import json
import math
import sys
import time

from opentelemetry.exporter.otlp.proto.http import Compression
from opentelemetry.exporter.otlp.proto.http.metric_exporter import OTLPMetricExporter
from opentelemetry.metrics import CallbackOptions, Observation
from opentelemetry.sdk.metrics import Counter, Histogram, MeterProvider, ObservableCounter
from opentelemetry.sdk.metrics.export import AggregationTemporality, PeriodicExportingMetricReader
from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource

endpoint, buckets, temporality, compression = sys.argv[1:5]
delta = {kind: AggregationTemporality.DELTA for kind in (Counter, Histogram, ObservableCounter)}
exporter = OTLPMetricExporter(
    endpoint=f"{endpoint}/v1/metrics",
    compression=Compression.Gzip if compression == "gzip" else Compression.NoCompression,
    preferred_temporality=delta if temporality == "delta" else None,
)
provider = MeterProvider(
    resource=Resource({"service.name": "churn", "service.version": "1.4.2", "service.instance.id": "pod-1"}),
    metric_readers=[PeriodicExportingMetricReader(exporter, export_interval_millis=400)],
    views=[View(instrument_type=Histogram, aggregation=ExponentialBucketHistogramAggregation())] if buckets == "exponential" else [],
)
meter = provider.get_meter("server", "1")
latency = meter.create_histogram(
    "http.server.request.duration",
    unit="s",
    explicit_bucket_boundaries_advisory=[0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
)
tokens = meter.create_histogram("gen_ai.client.token.usage", unit="{token}", explicit_bucket_boundaries_advisory=[1, 4, 16, 64, 256, 1024, 4096])
active = meter.create_up_down_counter("http.server.active_requests", unit="{request}")
cpu = {"seconds": 0.0}


def observe(_: CallbackOptions):
    yield Observation(cpu["seconds"])


meter.create_observable_counter("process.cpu.time", callbacks=[observe], unit="s")
recorded = {"latencies": [], "tokens": 0, "errors": 0, "cpu": 0.0}
first = None
for i in range(400):
    value = 0.02 + 0.4 * abs(math.sin(i * 1.7)) ** 3
    status = 503 if i % 25 == 0 else 200
    latency.record(value, {"http.route": "/predict", "http.response.status_code": status})
    tokens.record(i % 300, {"gen_ai.token.type": "input"})
    active.add(1 if i % 2 == 0 else -1)
    cpu["seconds"] += 0.003
    recorded["latencies"].append(value)
    recorded["tokens"] += i % 300
    recorded["errors"] += status == 503
    time.sleep(0.005)
provider.force_flush()
provider.shutdown()
recorded["cpu"] = cpu["seconds"]
print(json.dumps(recorded))
