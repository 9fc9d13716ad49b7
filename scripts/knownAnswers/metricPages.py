"""Pages of the official Python client in both text formats, with the values that were put in, as fixtures for the readers.

    python scripts/knownAnswers/metricPages.py > test/fixtures/metrics/pythonPages.json

Needs prometheus_client; its version is written into the file.
"""

import json
from importlib.metadata import version

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, Info, Summary, generate_latest
from prometheus_client.openmetrics import exposition

registry = CollectorRegistry()
requests = Counter("app_requests", "Requests by status", ["status", "path"], registry=registry)
requests.labels("200", "/predict").inc(41)
requests.labels("500", "/predict").inc(2)
requests.labels("200", 'a "quoted" \\ path\nin two lines').inc(3)
depth = Gauge("app_queue_depth", "Waiting requests", registry=registry)
depth.set(7.5)
Gauge("app_odd", "Values that are no numbers", ["which"], registry=registry).labels("nan").set(float("nan"))
registry._names_to_collectors["app_odd"].labels("plus").set(float("inf"))
registry._names_to_collectors["app_odd"].labels("minus").set(float("-inf"))
latency = Histogram("app_latency_seconds", "Latency", ["model"], buckets=(0.1, 0.5, 1), registry=registry)
values = [0.05, 0.07, 0.3, 0.5, 0.9, 4.0]
for value in values:
    latency.labels("m").observe(value, exemplar={"trace_id": "abc"})
size = Summary("app_size_bytes", "Sizes", registry=registry)
size.observe(100)
size.observe(150)
Info("app_build", "Build", registry=registry).info({"version": "1.2"})

print(json.dumps({
    "versions": {"prometheus_client": version("prometheus_client")},
    "latency": {"values": values, "sum": sum(values)},
    "text": generate_latest(registry).decode(),
    "openmetrics": exposition.generate_latest(registry).decode(),
}, indent=1))
