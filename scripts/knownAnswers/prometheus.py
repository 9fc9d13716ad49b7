"""Known answers for increases, percentiles and native histograms, from a real Prometheus on the same scrapes.

    python scripts/knownAnswers/prometheus.py PATH/prometheus PATH/promtool > test/fixtures/knownAnswers/prometheus.json

Prometheus 2.x: its ranges are closed at both ends, so that a range which starts and ends at a scrape is not extrapolated and `increase` is
the plain increase. Classic series are loaded by `promtool tsdb create-blocks-from openmetrics`, native ones by remote write; a page of
client_model messages is scraped by Prometheus itself, so that the bytes are known to be ones that it reads.
"""

import base64
import http.server
import json
import math
import random
import struct
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

PROMETHEUS, PROMTOOL = sys.argv[1], sys.argv[2]
rng = random.Random(20231114)
T0, STEP, SCRAPES = 1_699_999_200, 30, 41  # a multiple of 300 s; 20 minutes
T1 = T0 + 14_400
QUANTILES = [0, 0.01, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99, 1]
BOUNDS = [0.05, 0.1, 0.25, 0.5, 1, 2.5]


# --- protocol buffers, written by hand -------------------------------------------------------------------------------------------------
def varint(n):
    out = bytearray()
    while True:
        n, low = n >> 7, n & 127
        out.append(low | (128 if n else 0))
        if not n:
            return bytes(out)


def zigzag(n):
    return varint(n << 1 if n >= 0 else ((-n) << 1) - 1)


def number(field, encoded):
    return varint(field << 3) + encoded


def double(field, x):
    return varint(field << 3 | 1) + struct.pack("<d", x)


def block(field, data):
    return varint(field << 3 | 2) + varint(len(data)) + data


def spans(buckets):
    """Bucket counts by index -> (spans, deltas); gaps become new spans."""
    made, deltas, last, before = [], [], None, 0
    for index in sorted(buckets):
        if last is not None and index == last + 1:
            made[-1][1] += 1
        else:
            made.append([index - (0 if last is None else last + 1), 1])
        deltas.append(buckets[index] - before)
        before, last = buckets[index], index
    return made, deltas


def span_fields(field, buckets, delta_field, packed):
    made, deltas = spans(buckets)
    out = b"".join(block(field, number(1, zigzag(o)) + number(2, varint(n))) for o, n in made)
    if packed:
        return out + (block(delta_field, b"".join(map(zigzag, deltas))) if deltas else b"")
    return out + b"".join(number(delta_field, zigzag(d)) for d in deltas)


class Native:
    def __init__(self, schema, zero_threshold):
        self.schema, self.zero_threshold = schema, zero_threshold
        self.clear()

    def clear(self):
        self.zero, self.pos, self.neg, self.sum, self.count = 0, {}, {}, 0.0, 0

    def observe(self, x):
        self.count += 1
        self.sum += x
        if abs(x) <= self.zero_threshold:
            self.zero += 1
            return
        index = math.ceil(math.log2(abs(x)) * 2.0**self.schema)
        side = self.pos if x > 0 else self.neg
        side[index] = side.get(index, 0) + 1

    def client_model(self, packed):
        return (number(1, varint(self.count)) + double(2, self.sum) + number(5, zigzag(self.schema)) + double(6, self.zero_threshold) + number(7, varint(self.zero))
                + span_fields(9, self.neg, 10, packed) + span_fields(12, self.pos, 13, packed))

    def remote(self, ms):
        return (number(1, varint(self.count)) + double(3, self.sum) + number(4, zigzag(self.schema)) + double(5, self.zero_threshold) + number(6, varint(self.zero))
                + span_fields(8, self.neg, 9, True) + span_fields(11, self.pos, 12, True) + number(15, varint(ms)))


def label_pairs(field, labels):
    return b"".join(block(field, block(1, k.encode()) + block(2, v.encode())) for k, v in sorted(labels.items()))


def page_of(families):
    """Delimited MetricFamily messages: name, type, list of (labels, field, message)."""
    out = b""
    for name, kind, metrics in families:
        body = block(1, name.encode()) + block(2, b"help") + number(3, varint(kind)) + b"".join(block(4, label_pairs(1, labels) + block(field, message)) for labels, field, message in metrics)
        out += varint(len(body)) + body
    return out


# --- Prometheus --------------------------------------------------------------------------------------------------------------------------
class Server:
    def __init__(self, folder, config, port):
        self.base = f"http://127.0.0.1:{port}"
        path = Path(folder) / "prometheus.yml"
        path.write_text(config)
        self.process = subprocess.Popen(
            [PROMETHEUS, f"--config.file={path}", f"--storage.tsdb.path={folder}/data", f"--web.listen-address=127.0.0.1:{port}", "--enable-feature=native-histograms",
             "--web.enable-remote-write-receiver", "--storage.tsdb.retention.time=100y", "--log.level=error"], stdout=subprocess.DEVNULL)
        for _ in range(100):
            try:
                urllib.request.urlopen(self.base + "/-/ready")
                return
            except (urllib.error.URLError, ConnectionError):
                time.sleep(0.1)
        raise SystemExit("Prometheus does not start")

    def query(self, promql, at=None):
        data = {"query": promql, **({} if at is None else {"time": at})}
        try:
            with urllib.request.urlopen(self.base + "/api/v1/query", urllib.parse.urlencode(data).encode()) as reply:
                return json.load(reply)["data"]["result"]
        except urllib.error.HTTPError as error:
            raise SystemExit(f"{promql}: {error.read()}")

    def value(self, promql, at):
        """A single value as the server's text, or None where there is none."""
        result = self.query(promql, at)
        return result[0]["value"][1] if result else None

    def write(self, series):
        body = b"".join(block(1, label_pairs(1, labels) + b"".join(block(4, each) for each in histograms)) for labels, histograms in series)
        framed = varint(len(body))  # snappy, literals alone
        for start in range(0, len(body), 60_000):
            part = body[start:start + 60_000]
            framed += bytes([61 << 2]) + struct.pack("<H", len(part) - 1) + part
        request = urllib.request.Request(self.base + "/api/v1/write", framed, {"Content-Encoding": "snappy", "Content-Type": "application/x-protobuf", "X-Prometheus-Remote-Write-Version": "0.1.0"})
        urllib.request.urlopen(request)

    def stop(self):
        self.process.terminate()
        self.process.wait()


# --- the scrapes ---------------------------------------------------------------------------------------------------------------------------
def classic_scrapes():
    """Pages of a server that restarts after 11 minutes. The series with status 503 appears at 5 minutes, at the border of a range."""
    pages, samples = [], {}
    counters = {"200": 0, "500": 0, "503": 4}
    series = {path: {"buckets": [0] * (len(BOUNDS) + 1), "sum": 0.0} for path in ("/a", "/b")}
    start = T0 - 5000
    for i in range(SCRAPES):
        at = T0 + i * STEP
        if i == 23:
            start = at - 7
            counters = {key: 0 for key in counters}
            series = {path: {"buckets": [0] * (len(BOUNDS) + 1), "sum": 0.0} for path in series}
        for key in counters:
            if i > 0:
                counters[key] += rng.randrange(0, 9 if key == "200" else 3)
        for path, each in series.items():
            for _ in range(rng.randrange(2, 12)):
                x = rng.lognormvariate(-1.2 if path == "/a" else -0.6, 0.9)
                each["buckets"][next((k for k, bound in enumerate(BOUNDS) if x <= bound), len(BOUNDS))] += 1
                each["sum"] += x
        lines = ["# TYPE process_start_time_seconds gauge", f"process_start_time_seconds {start}", "# TYPE requests_total counter"]
        for key, value in counters.items():
            if key != "503" or i >= 10:
                lines.append(f'requests_total{{status="{key}"}} {value}')
        depth = rng.randrange(0, 20)
        lines += ["# TYPE depth gauge", f"depth {depth}", "# TYPE latency_seconds histogram"]
        for path, each in series.items():
            total = 0
            for bound, count in zip([*map(str, BOUNDS), "+Inf"], each["buckets"]):
                total += count
                lines.append(f'latency_seconds_bucket{{path="{path}",le="{bound}"}} {total}')
            lines += [f'latency_seconds_sum{{path="{path}"}} {each["sum"]!r}', f'latency_seconds_count{{path="{path}"}} {total}']
        pages.append({"time": at, "page": "\n".join(lines) + "\n"})
        for line in lines:
            if not line.startswith("#"):
                name, value = line.rsplit(" ", 1)
                samples.setdefault(name, []).append((value, at))
    return pages, samples


def native_scrapes():
    """Two series of different schemas, one with values below and near zero; a restart after seven and a half minutes."""
    pages, remote = [], {"a": [], "b": []}
    made = {"a": Native(3, 0.001), "b": Native(1, 0.001)}
    for i in range(21):
        if i == 15:
            for each in made.values():
                each.clear()
        for _ in range(rng.randrange(5, 20)):
            made["a"].observe(rng.lognormvariate(-1, 1))
            made["b"].observe(rng.choice([0.0, rng.lognormvariate(0, 1), rng.lognormvariate(0, 1), -rng.lognormvariate(-2, 0.5)]))
        at = T1 + i * STEP
        pages.append({"time": at, "page": base64.b64encode(page_of([("native_seconds", 4, [({"which": k}, 7, each.client_model(i % 2 == 0)) for k, each in made.items()])])).decode()})
        for k, each in made.items():
            remote[k].append(each.remote(at * 1000))
    return pages, remote


CASES = {  # cumulative counts by upper bound
    "plain": {"0.1": 10, "0.5": 40, "1": 90, "+Inf": 100},
    "last bucket": {"0.1": 1, "1": 2, "+Inf": 100},
    "not monotone": {"0.1": 10, "0.5": 8, "1": 30, "2": 29, "+Inf": 35},
    "rounded": {"0.1": 10, "0.5": 9.9999999999999, "1": 30, "+Inf": 30},
    "first bound below zero": {"-1": 5, "0": 7, "1": 9, "+Inf": 10},
    "first bound zero": {"0": 5, "1": 9, "+Inf": 10},
    "empty middle": {"1": 5, "2": 5, "3": 5, "4": 10, "+Inf": 10},
    "nothing": {"1": 0, "2": 0, "+Inf": 0},
    "only infinity": {"+Inf": 5},
    "no infinity": {"1": 5, "2": 7},
    "fractions": {"0.25": 0.0123, "0.5": 0.5, "+Inf": 0.75},
}

out = {}
with tempfile.TemporaryDirectory() as folder:
    pages, samples = classic_scrapes()
    for name, buckets in CASES.items():
        for bound, count in buckets.items():
            samples[f'case_bucket{{case="{name}",le="{bound}"}}'] = [(repr(count), T0)]
    by_metric = {}
    for name, points in samples.items():
        by_metric.setdefault(name.split("{")[0], []).extend(f"{name} {value} {at}" for value, at in points)
    text = Path(folder) / "scrapes.txt"
    text.write_text("".join("\n".join(lines) + "\n" for lines in by_metric.values()) + "# EOF\n")
    subprocess.run([PROMTOOL, "tsdb", "create-blocks-from", "openmetrics", str(text), f"{folder}/data"], check=True, stdout=subprocess.DEVNULL)
    server = Server(folder, "global: {}\n", 19431)
    with urllib.request.urlopen(server.base + "/api/v1/status/buildinfo") as reply:
        out["versions"] = {"prometheus": json.load(reply)["data"]["version"]}
    out["quantiles"] = QUANTILES
    out["cases"] = [{"name": name, "buckets": buckets, "values": [server.value(f'histogram_quantile({q}, case_bucket{{case="{name}"}})', T0) for q in QUANTILES]} for name, buckets in CASES.items()]
    ranges = [T0 + 300 * k for k in (1, 2, 3, 4)]
    ask = lambda promql: [server.value(promql, at) for at in ranges]
    inside = lambda promql: [server.value(promql, at - 1) for at in ranges]
    out["classic"] = {
        "start": T0, "step": 300, "pages": pages,
        "requests": ask("sum(increase(requests_total[5m]))"),
        "errors": ask('sum(increase(requests_total{status=~"5.."}[5m]))'),
        "count": ask("sum(increase(latency_seconds_count[5m]))"),
        "sum": ask("sum(increase(latency_seconds_sum[5m]))"),
        "percentiles": [ask(f"histogram_quantile({q}, sum by (le) (increase(latency_seconds_bucket[5m])))") for q in QUANTILES],
        "wholePercentiles": [server.value(f"histogram_quantile({q}, sum by (le) (increase(latency_seconds_bucket[20m])))", T0 + 1200) for q in QUANTILES],
        "depth": {f: inside(f"{f}_over_time(depth[299s])") for f in ("count", "sum", "min", "max")},
    }
    pages, remote = native_scrapes()
    server.write([({"__name__": "native_seconds", "which": k}, each) for k, each in remote.items()])
    ranges = [T1 + 300, T1 + 600]
    out["native"] = {
        "start": T1, "step": 300, "pages": pages,
        "count": ask("histogram_count(sum(increase(native_seconds[5m])))"),
        "sum": ask("histogram_sum(sum(increase(native_seconds[5m])))"),
        "linearPercentiles": {w: [ask(f"histogram_quantile({q}, sum(increase(native_seconds{{which=~'{w}'}}[5m])))") for q in QUANTILES] for w in ("a", "b", "a|b")},
        "buckets": [server.query("sum(increase(native_seconds[5m]))", at)[0]["histogram"][1] for at in ranges],
        "instant": server.query("native_seconds", T1 + 240),
    }
    server.stop()

# The page as Prometheus itself reads it.
scraped = base64.b64decode(pages[8]["page"]) + page_of([
    ("plain_total", 0, [({"a": 'x"\\\n', "b": "é"}, 3, double(1, 17.5))]), ("level", 1, [({}, 2, double(1, -3.25))]),
    ("size_bytes", 2, [({}, 4, number(1, varint(4)) + double(2, 10.5) + block(3, double(1, 0.5) + double(2, 2.25)))]),
    ("classic_seconds", 4, [({"m": "1"}, 7, number(1, varint(300)) + double(2, 33.5) + block(3, number(1, varint(130)) + double(2, 0.5)) + block(3, number(1, varint(290)) + double(2, 2.0)))]),
])


class Page(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited")
        self.end_headers()
        self.wfile.write(scraped)

    def log_message(self, *_):
        pass


with tempfile.TemporaryDirectory() as folder:
    target = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=target.serve_forever, daemon=True).start()
    server = Server(folder, f"scrape_configs: [{{job_name: j, scrape_interval: 1s, honor_labels: true, static_configs: [{{targets: ['127.0.0.1:{target.server_port}']}}]}}]\n", 19432)
    for _ in range(50):
        if server.query("level"):
            break
        time.sleep(0.2)
    series = [{key: value for key, value in each.items()} for each in server.query('{job="j",__name__!~"up|scrape_.*"}')]
    for each in series:
        each["metric"] = {k: v for k, v in each["metric"].items() if k not in ("job", "instance")}
        for kind in ("value", "histogram"):
            if kind in each:
                each[kind] = each[kind][1]
    out["protobuf"] = {"page": base64.b64encode(scraped).decode(), "series": series}
    server.stop()
    target.shutdown()

print(json.dumps(out, indent=None, separators=(",", ":")))
