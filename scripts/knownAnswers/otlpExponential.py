"""
Known answers for exponential histograms: what OpenTelemetry's Python SDK puts into which bucket, and that bucket's bounds as its own mapping gives them.

    pip install opentelemetry-sdk==1.45.2 opentelemetry-exporter-otlp-proto-common==1.45.2
    python scripts/knownAnswers/otlpExponential.py > test/fixtures/knownAnswers/otlpExponential.json
"""
import base64
import json
import random
import sys
from importlib.metadata import version

from opentelemetry.exporter.otlp.proto.common.metrics_encoder import encode_metrics
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics._internal.exponential_histogram.mapping.exponent_mapping import ExponentMapping
from opentelemetry.sdk.metrics._internal.exponential_histogram.mapping.logarithm_mapping import LogarithmMapping
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from opentelemetry.sdk.metrics.view import ExponentialBucketHistogramAggregation, View
from opentelemetry.sdk.resources import Resource

random.seed(20261124)


def mapping(scale):
    return ExponentMapping(scale) if scale <= 0 else LogarithmMapping(scale)


def case(name, values, max_size=160):
    reader = InMemoryMetricReader()
    provider = MeterProvider(
        metric_readers=[reader],
        resource=Resource({"service.name": name}),
        views=[View(instrument_name="*", aggregation=ExponentialBucketHistogramAggregation(max_size=max_size))],
    )
    histogram = provider.get_meter("known").create_histogram("latency", unit="s")
    for value in values:
        histogram.record(value)
    data = reader.get_metrics_data()
    point = data.resource_metrics[0].scope_metrics[0].metrics[0].data.data_points[0]
    own = mapping(point.scale)
    buckets = [
        {"low": own.get_lower_boundary(point.positive.offset + i), "high": own.get_lower_boundary(point.positive.offset + i + 1), "count": count}
        for i, count in enumerate(point.positive.bucket_counts)
        if count > 0
    ]
    provider.shutdown()
    return {
        "name": name,
        "values": values,
        "scale": point.scale,
        "zeroCount": point.zero_count,
        "sum": point.sum,
        "buckets": buckets,
        "protobuf": base64.b64encode(encode_metrics(data).SerializeToString()).decode(),
    }


cases = [
    case("narrow", [random.uniform(0.1, 0.11) for _ in range(200)]),
    case("latencies", [random.lognormvariate(-2, 0.8) for _ in range(2000)]),
    case("wide", [10 ** random.uniform(-9, 9) for _ in range(500)]),
    case("few buckets", [10 ** random.uniform(-3, 3) for _ in range(500)], 8),
    case("zeros", [0.0] * 20 + [random.expovariate(3) for _ in range(180)]),
    case("powers of two", [2.0**n for n in range(-20, 20)], 20),
]
json.dump({"versions": {"python": sys.version.split()[0], "opentelemetry-sdk": version("opentelemetry-sdk")}, "cases": cases}, sys.stdout)
