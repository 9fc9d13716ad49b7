"""Recomputes a JSON report of `model-vitals report LOG --format json` from the raw log and prints every difference.

    python reportCheck.py LOG [LOG ...] REPORT.json [--schema docs/report.schema.json] [--answers ANSWERS.json] [--verbose]

LOG is the file, the files or a folder that the report was made of (JSONL, JSON, CSV, TSV, Parquet; each also .gz). Only the
windows, the roles and the formatting choices (units, positive class) are taken from the report: rows are read here by pandas
and pyarrow, and every figure is computed here by numpy, scipy and scikit-learn from the definitions in the report's own
`method` texts. Exact figures must agree to 1e-9, binned ones within their stated bound. Exit code 1 on any difference.

Needs: numpy, scipy, scikit-learn, pandas, pyarrow; jsonschema for --schema.
"""
import argparse
import gzip
import json
import math
import re
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
import sklearn
from scipy import stats
from sklearn import metrics

TOLERANCE = 1e-9
MISSING_TEXT = {""}


# ---------------------------------------------------------------------------------------------------------------- reading


def flatten(value, prefix=""):
    out = {}
    for key, one in value.items():
        name = f"{prefix}{key}"
        if isinstance(one, dict) and one:
            out.update(flatten(one, name + "."))
        else:
            out[name] = one
    return out


def open_text(path):
    raw = gzip.open(path, "rb").read() if path.name.endswith(".gz") else path.read_bytes()
    return raw.decode("utf-8-sig")


def read_file(path):
    name = path.name.removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson")):
        rows = [flatten(json.loads(line)) for line in open_text(path).split("\n") if line.strip()]
        return pd.DataFrame(rows, dtype=object)
    if name.endswith(".json"):
        return pd.DataFrame([flatten(row) for row in json.loads(open_text(path))], dtype=object)
    if name.endswith((".csv", ".tsv")):
        import io

        frame = pd.read_csv(io.StringIO(open_text(path)), sep="\t" if name.endswith(".tsv") else ",", dtype=str, keep_default_na=False)
        return frame.astype(object).where(~frame.isin(MISSING_TEXT), None)
    if name.endswith((".parquet", ".pq")):
        import pyarrow.parquet as pq

        table = pq.read_table(path)
        frame = pd.DataFrame({field: table[field].to_pandas(integer_object_nulls=True) for field in table.column_names})
        return pd.DataFrame(
            [flatten(row) for row in frame.to_dict("records")], dtype=object
        ) if any(isinstance(x, dict) for x in frame.head(1).values.flatten()) else frame
    raise SystemExit(f"cannot read {path}")


def read_log(paths):
    files = []
    for path in paths:
        path = Path(path)
        files += sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    frames = []
    for at, path in enumerate(files):
        frame = read_file(path)
        frame["__file"] = path.name
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def missing(x):
    return x is None or x is pd.NaT or x is pd.NA or (isinstance(x, float) and math.isnan(x))


def numbers(column):
    """Float64 values: NULL is None; NaN and infinities of the file stay what they are. Returns (values, is_null)."""
    if column.dtype != object:
        values = column.to_numpy(dtype="float64", na_value=np.nan)
        return values, np.isnan(values)
    values = np.full(len(column), np.nan)
    null = np.zeros(len(column), dtype=bool)
    for i, x in enumerate(column):
        if x is None or x is pd.NA or x is pd.NaT:
            null[i] = True
            continue
        try:
            values[i] = float(x)
        except (TypeError, ValueError):
            null[i] = True
    return values, null


def as_text(x):
    if missing(x):
        return None
    if isinstance(x, (bool, np.bool_)):
        return "true" if x else "false"
    if isinstance(x, (float, np.floating)) and float(x).is_integer() and abs(x) < 1e15:
        return str(int(x))
    return str(x)


def texts(column):
    return np.array([as_text(x) for x in column], dtype=object)


def instants(column, time):
    encoding = time["encoding"]
    if encoding.startswith("epoch-"):
        factor = {"s": 1_000_000, "ms": 1000, "us": 1, "ns": 1}[encoding[6:]]
        out = []
        for x in column:
            if missing(x):
                out.append(None)
            elif encoding == "epoch-ns":
                out.append(int(x) // 1000)
            else:
                out.append(int(round(float(x) * factor)) if encoding == "epoch-s" else int(float(x) * factor))
        return out
    if encoding == "native" and column.dtype != object:
        zone = time.get("assumedZone", "UTC")
        stamps = column if column.dt.tz is not None else column.dt.tz_localize(zone)
        return [None if x is pd.NaT else int(x.value // 1000) for x in stamps]
    out = []
    for x in column:
        stamp = pd.to_datetime(x, errors="coerce") if not missing(x) else pd.NaT
        if stamp is pd.NaT:
            out.append(None)
            continue
        if stamp.tzinfo is None:
            stamp = stamp.tz_localize(time.get("assumedZone", "UTC"))
        out.append(int(stamp.tz_convert("UTC").value // 1000))
    return out


# ------------------------------------------------------------------------------------------------------------- statistics


def wilson(x, n, level):
    z = stats.norm.ppf(0.5 + level / 2)
    centre = (x + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(x * (n - x) / n + z * z / 4)
    return (0.0 if x == 0 else max(0, centre - half), 1.0 if x == n else min(1, centre + half))


def mover(a, ia, b, ib):
    low = None if ib[0] is None or ia[1] is None else (b - a) - math.hypot(b - ib[0], ia[1] - a)
    high = None if ib[1] is None or ia[0] is None else (b - a) + math.hypot(ib[1] - b, a - ia[0])
    return (low, high)


def welch(a, b, level):
    if len(a) < 2 or len(b) < 2:
        return None
    va, vb = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    if va + vb == 0:
        return None
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    half = stats.t.ppf(0.5 + level / 2, df) * math.sqrt(va + vb)
    d = b.mean() - a.mean()
    return (d - half, d + half)


def t_interval(x, level):
    if len(x) < 2:
        return None
    half = stats.t.ppf(0.5 + level / 2, len(x) - 1) * x.std(ddof=1) / math.sqrt(len(x))
    return (x.mean() - half, x.mean() + half)


def order_interval(sorted_values, p, level):
    n, tail = len(sorted_values), (1 - level) / 2
    ranks = np.arange(0, n + 2)
    lows = ranks[(stats.binom.cdf(ranks - 1, n, p) <= tail) & (ranks <= n)]
    highs = ranks[(stats.binom.sf(ranks - 1, n, p) <= tail) & (ranks >= 1)]
    low, high = lows.max(), highs.min() if len(highs) else n + 1
    return (None if low < 1 else sorted_values[low - 1], None if high > n else sorted_values[high - 1])


def tie_exact_ks(a, b):
    """P(D >= observed) given the pooled ties, by counting lattice paths with floats scaled as probabilities."""
    n, m = len(a), len(b)
    values, counts = np.unique(np.concatenate([a, b]), return_counts=True)
    ends = np.zeros(n + m + 1, dtype=bool)
    ends[np.cumsum(counts)] = True
    fa = np.searchsorted(np.sort(a), values, side="right")
    fb = np.searchsorted(np.sort(b), values, side="right")
    d = int(np.abs(fa.astype(object) * m - fb.astype(object) * n).max())
    u = np.zeros(m + 1)
    for i in range(n + 1):
        previous = u
        u = np.zeros(m + 1)
        for j in range(m + 1):
            if i == 0 and j == 0:
                u[0] = 1
                continue
            if ends[i + j] and abs(i * m - j * n) >= d:
                continue
            u[j] = (previous[j] * i if i else 0) / (i + j) + (u[j - 1] * j if j else 0) / (i + j)
    return 1 - u[m]


def ks_asymptotic(d, n, m):
    e = n * m / (n + m)
    lam = d * (math.sqrt(e) + 0.12 + 0.11 / math.sqrt(e))
    return 1.0 if lam < 0.3 else float(stats.kstwobign.sf(lam))


def chi_squared(b, c):
    b, c = np.asarray(b, float), np.asarray(c, float)
    keep = b + c > 0
    b, c = b[keep], c[keep]
    share = min(b.sum(), c.sum()) / (b.sum() + c.sum())
    thin = (b + c) * share < 5
    table = [list(x) for x in zip(b[~thin], c[~thin])]
    rest = [b[thin].sum(), c[thin].sum()]
    if thin.any():
        if sum(rest) * share >= 5:
            table.append(rest)
        elif table:
            smallest = min(table, key=sum)
            smallest[0] += rest[0]
            smallest[1] += rest[1]
    if len(table) < 2:
        return None
    statistic, p, df, _ = stats.chi2_contingency(np.array(table), correction=False)
    return statistic, p, df


def jensen_shannon(b, c):
    from scipy.spatial.distance import jensenshannon

    return float(jensenshannon(np.asarray(b, float) / np.sum(b), np.asarray(c, float) / np.sum(c), base=2))


def psi(b, c):
    b, c = np.asarray(b, float), np.asarray(c, float)
    k = len(b)
    p, q = (b + 0.5) / (b.sum() + k / 2), (c + 0.5) / (c.sum() + k / 2)
    return float(((p - q) * np.log(p / q)).sum())


def calibration_error(score, label, bins=10):
    """Equal-mass bins; rows of one score stay together, in the bin of their middle row."""
    values, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    of = np.floor(middle / len(score) * bins).astype(int)[inverse]
    return sum((of == k).mean() * abs(score[of == k].mean() - label[of == k].mean()) for k in np.unique(of))


# --------------------------------------------------------------------------------------------------------------- checking


class Checker:
    def __init__(self, report, frame, verbose):
        self.report, self.frame, self.verbose = report, frame, verbose
        self.differences, self.checked, self.unchecked = [], 0, []
        self.roles = {}
        for guess in report["source"]["roles"]:
            self.roles.setdefault(guess["role"], []).append(guess["column"])
        self.findings = {f["id"]: f for f in report["findings"]}
        self.level = report["settings"]["intervalLevel"]
        self.answers = {"findings": {}, "features": {}}
        self.names = {f["feature"] for f in report["features"]}
        self.place()

    def say(self, where, got, expected, note=""):
        self.differences.append(f"{where}: report {got!r}, here {expected!r} {note}".rstrip())

    def equal(self, where, got, expected, tolerance=TOLERANCE, scale=None):
        self.checked += 1
        self.remember(where, expected)
        if got is None or expected is None:
            if got is not None or expected is not None:
                self.say(where, got, expected)
            return
        if isinstance(expected, str) or isinstance(got, str):
            if got != expected:
                self.say(where, got, expected)
            return
        limit = tolerance * max(1.0 if scale is None else scale, abs(expected))
        if not abs(got - expected) <= limit:
            self.say(where, got, expected, f"(off by {got - expected:.3g})")

    def remember(self, where, expected):
        """Keeps exact answers for `--answers`, by finding and window or by feature."""
        if isinstance(expected, (np.integer, np.floating)):
            expected = expected.item()
        if isinstance(expected, float) and not math.isfinite(expected):
            return
        found = re.fullmatch(r"(.+)\.(baseline|current)\.(value|n|interval\.low|interval\.high)", where)
        if found and found.group(1) in self.findings:
            if self.findings[found.group(1)]["basis"] == "exact":
                self.answers["findings"].setdefault(found.group(1), {})[f"{found.group(2)}.{found.group(3)}"] = expected
            return
        for name in self.names:
            if where.startswith(name + ".") and "quartile" not in where and "loose" not in where:
                self.answers["features"].setdefault(name, {})[where[len(name) + 1 :]] = expected

    def place(self):
        report, frame = self.report, self.frame
        axis, time = report["axis"], report["source"]["time"]
        n = len(frame)
        self.equal("source.rows", report["source"]["rows"], n)
        if time["column"] is not None:
            at = instants(frame[time["column"]], time)
            known = [t for t in at if t is not None]
            self.equal("time.from", time["from"], min(known))
            self.equal("time.to", time["to"], max(known))
            self.equal("time.without", time["without"], n - len(known))
        if axis["kind"] == "time":
            slot = np.array([-1 if t is None or t < axis["start"] else (t - axis["start"]) // int(axis["step"]) for t in at], dtype="int64")
        elif axis["kind"] == "row":
            slot = np.arange(n) // int(axis["step"])
        elif axis["kind"] == "file":
            slot = np.array([axis["names"].index(f) if f in axis["names"] else -1 for f in frame["__file"]])
        else:
            version = texts(frame[self.roles["version"][0]])
            slot = np.array([axis["names"].index(v) if v in axis["names"] else -1 for v in version])
        self.slot = slot
        self.windows = {}
        for side in ("baseline", "current"):
            span = report[side]["slots"]
            inside = (slot >= span["from"]) & (slot < span["to"])
            if axis["kind"] == "time":
                direct = np.array([t is not None and report[side]["from"] <= t < report[side]["to"] for t in at])
                self.equal(f"{side} slots against times", int((inside != direct).sum()), 0)
            self.windows[side] = inside
            self.equal(f"{side}.rows", report[side]["rows"], int(inside.sum()))
        if "id" in self.roles:
            ids = [x for x in texts(frame[self.roles["id"][0]]) if x is not None]
            self.equal("duplicateIds", report["source"]["duplicateIds"], len(ids) - len(set(ids)))

    # clusters: runs of slots, as the methods say ("runs of slots")
    def batches(self, side):
        span = self.report[side]["slots"]
        slots = span["to"] - span["from"]
        count = min(30, slots)
        bounds = [span["from"] + (i * slots) // count for i in range(count + 1)]
        return np.searchsorted(bounds, self.slot[self.windows[side]], side="right") - 1

    def cluster_interval(self, side, a, b, chosen, level, limits=(-math.inf, math.inf), value=None, slope=1.0, least=10):
        """t interval of sum(a)/sum(b) with runs of slots as clusters; `chosen` selects rows of the window."""
        of = self.batches(side)[chosen]
        ratio = a.sum() / b.sum()
        sums = np.bincount(of, weights=(a - ratio * b) / b.sum())
        held = np.bincount(of, weights=b) > 0
        k = int(held.sum())
        if k < least:
            return None
        se = math.sqrt(k / (k - 1) * (sums[: len(held)][held] ** 2).sum()) * slope
        half = stats.t.ppf(0.5 + level / 2, k - 1) * se
        centre = ratio if value is None else value
        return (max(limits[0], centre - half), min(limits[1], centre + half))

    def figure(self, where, figure, value, n, rows_interval=None, cluster=None, tolerance=TOLERANCE, interval=True):
        self.equal(f"{where}.value", figure["value"], value, tolerance)
        self.equal(f"{where}.n", figure["n"], n)
        if value is None:
            if not figure.get("reason"):
                self.say(f"{where}.reason", None, "a reason for the missing value")
            return
        if not interval:
            return
        wide = lambda i: math.inf if i[0] is None or i[1] is None else i[1] - i[0]
        options = [i for i in (rows_interval, cluster) if i is not None]
        best = None if not options else max(options, key=wide) if not any(map(lambda i: wide(i) == math.inf, options)) else options[0]
        got = figure["interval"]
        if best is None:
            if got is not None:
                self.say(f"{where}.interval", got, None)
            return
        if got is None:
            self.say(f"{where}.interval", None, best)
            return
        self.equal(f"{where}.interval.low", got["low"], best[0], max(tolerance, 1e-8))
        self.equal(f"{where}.interval.high", got["high"], best[1], max(tolerance, 1e-8))

    def change(self, finding, rows=None):
        """Change value, and its interval: MOVER on the intervals shown, or `rows` (Welch), the wider of the two."""
        a, b, change = finding["baseline"], finding["current"], finding["change"]
        where = finding["id"] + ".change"
        if a["value"] is None or b["value"] is None:
            self.equal(where, change["value"], None)
            return
        self.equal(where, change["value"], b["value"] - a["value"], scale=0)
        ends = lambda f: (f["interval"]["low"], f["interval"]["high"]) if f["interval"] else None
        ia, ib = ends(a), ends(b)
        options = [rows] if rows is not None else []
        if ia and ib:
            options.append(mover(a["value"], ia, b["value"], ib))
        got = change["interval"]
        if not options:
            if got is not None:
                self.say(where + ".interval", got, None)
            return
        if got is None:
            self.say(where + ".interval", None, options)
            return
        self.checked += 1
        near = lambda x, y: (x is None) == (y is None) and (x is None or abs(x - y) <= 1e-8 * max(1, abs(y)))
        if not any(near(got["low"], o[0]) and near(got["high"], o[1]) for o in options):
            self.say(where + ".interval", (got["low"], got["high"], got["method"]), options)
    def newcombe(self, rates):
        (x1, n1), (x2, n2) = rates
        return mover(x1 / n1, wilson(x1, n1, self.level), x2 / n2, wilson(x2, n2, self.level)) if n1 and n2 else None

    def column(self, name, side):
        inside = self.windows[side]
        return self.frame[name][inside] if name in self.frame else pd.Series([None] * int(inside.sum()), dtype=object)

    # ------------------------------------------------------------------------------------------------------------ findings
    def service(self):
        level = self.level
        name = self.roles.get("latency", [None])[0]
        if name is None:
            for key in ("p50", "p90", "p95", "p99", "mean"):
                self.equal(f"latency.{key}.verdict", self.findings[f"latency.{key}"]["verdict"], "not available")
        else:
            profile = next(c for c in self.report["source"]["columns"] if c["name"] == name)
            unit = re.search(r"unit: (\w+)", " ".join(profile["notes"]))
            factor = {"seconds": 1000.0, "milliseconds": 1.0, "microseconds": 1e-3, "nanoseconds": 1e-6}[unit.group(1) if unit else "milliseconds"]
            data = {}
            for side in ("baseline", "current"):
                values, null = numbers(self.column(name, side))
                data[side] = (values * factor, np.isfinite(values) & ~null)
            for key, p in (("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99)):
                finding, ends = self.findings[f"latency.{key}"], []
                for side in ("baseline", "current"):
                    values, fine = data[side]
                    values = np.sort(values[fine])
                    exact = finding["basis"] == "exact"
                    value = float(np.percentile(values, p * 100)) if len(values) else None
                    figure = finding[side]
                    if len(values):
                        ends.append((value, order_interval(values, p, level)))
                    self.figure(f"{finding['id']}.{side}", figure, value, len(values), tolerance=TOLERANCE if exact else 0.0101, interval=False)
                    if len(values) and figure["interval"] and figure["interval"]["method"] == "order statistics":
                        low, high = order_interval(values, p, level)
                        self.equal(f"{finding['id']}.{side}.low", figure["interval"]["low"], low, TOLERANCE if exact else 0.0101)
                        self.equal(f"{finding['id']}.{side}.high", figure["interval"]["high"], high, TOLERANCE if exact else 0.0101)
                    elif len(values):
                        self.unchecked.append(f"{finding['id']}.{side}.interval ({figure['interval'] and figure['interval']['method']})")
                self.change(finding, mover(*ends[0], *ends[1]) if len(ends) == 2 and exact else None)
            finding = self.findings["latency.mean"]
            for side in ("baseline", "current"):
                values, fine = data[side]
                x = values[fine]
                cluster = self.cluster_interval(side, x, np.ones(len(x)), fine, level) if len(x) else None
                self.figure(f"latency.mean.{side}", finding[side], float(x.mean()) if len(x) else None, len(x), t_interval(x, level), cluster)
            self.change(finding, welch(*(data[s][0][data[s][1]] for s in ("baseline", "current")), level))
        name = self.roles.get("status", [None])[0]
        finding = self.findings["errors"]
        rule = re.search(r"\((.*?): (.*)\); interval", finding["method"])
        if name is None:
            self.equal("errors.verdict", finding["verdict"], "not available")
        elif rule and rule.group(2).startswith("HTTP status 400"):
            rates = []
            for side in ("baseline", "current"):
                values, null = numbers(self.column(name, side))
                fine = np.isfinite(values) & ~null
                x = (values[fine] >= 400).astype(float)
                rates.append((x.sum(), len(x)))
                cluster = self.cluster_interval(side, x, np.ones(len(x)), fine, level, (0, 1)) if len(x) else None
                self.figure(f"errors.{side}", finding[side], float(x.mean()) if len(x) else None, len(x), wilson(x.sum(), len(x), level) if len(x) else None, cluster)
            self.change(finding, self.newcombe(rates))
        else:
            self.unchecked.append(f"errors (rule {rule and rule.group(2)})")
        finding = self.findings["throughput"]
        axis, time = self.report["axis"], self.report["source"]["time"]
        for side in ("baseline", "current"):
            if axis["kind"] != "time":
                self.equal(f"throughput.{side}", finding[side]["value"], None)
                continue
            window = self.report[side]
            seconds = (min(window["to"], time["to"] + 1) - max(window["from"], time["from"])) / 1e6
            self.equal(f"throughput.{side}.value", finding[side]["value"], int(self.windows[side].sum()) / seconds * {"second": 1, "minute": 60, "hour": 3600, "day": 86400}[finding["unit"].removeprefix("per ")], scale=0)

    def positive_of(self, labels):
        for key in ("precision", "f1"):
            found = re.search(r'of the class "(.*)"(?:;|$)', self.findings.get(f"quality.{key}", {}).get("method", "").split("; interval")[0])
            if found:
                return found.group(1)
        known = sorted({x for x in labels if x is not None})
        truths = [x for x in known if x.lower() in ("1", "true", "yes", "t", "y", "positive")]
        return truths[0] if truths else None

    def quality(self):
        task, level = self.report["source"]["task"], self.level
        label = self.roles.get("label", [None])[0]
        prediction = self.roles.get("prediction", [None])[0]
        scores = self.roles.get("score", [])
        if label is None or (prediction is None and not scores):
            ids = [i for i in self.findings if i.startswith("quality.")]
            for i in ids:
                self.equal(f"{i}.verdict", self.findings[i]["verdict"], "not available")
            return
        if task == "regression":
            return self.regression(prediction or scores[0], label)
        everything = texts(self.frame[label])
        positive = self.positive_of(everything) if task == "binary" else None
        threshold = re.search(r"scores from ([\d.]+) on", self.findings.get("quality.accuracy", {}).get("method", ""))
        kept = {}
        for side in ("baseline", "current"):
            y = texts(self.column(label, side))
            if prediction is not None:
                z = texts(self.column(prediction, side))
            elif threshold:
                values, null = numbers(self.column(scores[0], side))
                others = [x for x in sorted({v for v in everything if v is not None}) if x != positive]
                z = np.array([None if null[i] or not math.isfinite(v) else positive if v >= float(threshold.group(1)) else (others or ["0"])[0] for i, v in enumerate(values)], dtype=object)
            else:
                z = np.full(len(y), None, dtype=object)
            has = np.array([v is not None for v in z], dtype=bool)
            both = has & np.array([v is not None for v in y], dtype=bool)
            kept[side] = (y, z, both)
            if "quality.accuracy" in self.findings and self.findings["quality.accuracy"].get("coverage"):
                self.equal(f"coverage.{side}", self.findings["quality.accuracy"]["coverage"][side], both.sum() / has.sum() if has.any() else None)
        for metric in ("accuracy", "precision", "recall", "f1"):
            finding = self.findings.get(f"quality.{metric}")
            if finding is None:
                self.say(f"quality.{metric}", None, "a finding")
                continue
            rates = []
            for side in ("baseline", "current"):
                y, z, both = kept[side]
                t, p = y[both].astype(str), z[both].astype(str)
                n = len(t)
                cluster = rows = value = None
                if n:
                    weight = np.ones(n)
                    if metric == "accuracy":
                        right = (t == p).astype(float)
                        value, rows = metrics.accuracy_score(t, p), wilson(right.sum(), n, level)
                        rates.append((right.sum(), n))
                        cluster = self.cluster_interval(side, right, weight, both, level, (0, 1))
                    elif positive is not None:
                        tp, pp, ap = ((t == positive) & (p == positive)).astype(float), (p == positive).astype(float), (t == positive).astype(float)
                        bottom = {"precision": pp, "recall": ap, "f1": pp + ap}[metric]
                        top = tp * (2 if metric == "f1" else 1)
                        n = int(bottom.sum()) if metric != "f1" else n
                        if bottom.sum() > 0:
                            score = {"precision": metrics.precision_score, "recall": metrics.recall_score, "f1": metrics.f1_score}[metric]
                            value = score(t, p, pos_label=positive, average="binary") if len(set(t) | set(p)) <= 2 else top.sum() / bottom.sum()
                            if metric != "f1":
                                rows = wilson(tp.sum(), bottom.sum(), level)
                                rates.append((tp.sum(), bottom.sum()))
                            cluster = self.cluster_interval(side, top, bottom, both, level, (0, 1))
                    else:
                        part = metrics.precision_recall_fscore_support(t, p, average=None, zero_division=np.nan)[("precision", "recall", "f1").index(metric)]
                        value = float(np.nanmean(part))
                full = metric == "accuracy" or (positive is not None and metric != "f1")
                self.figure(f"quality.{metric}.{side}", finding[side], value, n if value is not None or metric == "accuracy" else finding[side]["n"], rows, cluster, interval=full)
            self.change(finding, self.newcombe(rates) if len(rates) == 2 else None)
        if task == "binary" and len(scores) >= 1 and "quality.auc" in self.findings:
            self.score(scores[0], label, positive)

    def score(self, name, label, positive):
        level, sides = self.level, {}
        for side in ("baseline", "current"):
            values, null = numbers(self.column(name, side))
            y = texts(self.column(label, side))
            scored = np.isfinite(values) & ~null
            both = scored & np.array([v is not None for v in y], dtype=bool)
            sides[side] = (values, (y == positive).astype(float), scored, both)
        losses = {}
        for side, (values, y, scored, both) in sides.items():
            s, t = values[both], y[both]
            outside = bool(((values[scored] < 0) | (values[scored] > 1)).any())
            n = len(s)
            finding = self.findings["quality.auc"]
            auc = metrics.roc_auc_score(t, s) if n and 0 < t.sum() < n else None
            self.figure(f"quality.auc.{side}", finding[side], auc, n, tolerance=TOLERANCE if finding["basis"] == "exact" else 0.02, interval=False)
            if auc is not None and finding[side]["interval"] and finding[side]["interval"]["method"].startswith("DeLong"):
                self.delong(f"quality.auc.{side}", finding[side], s, t, auc, finding["basis"])
            if outside or not n:
                for key in ("logLoss", "brier", "calibration"):
                    self.equal(f"quality.{key}.{side}.value", self.findings[f"quality.{key}"][side]["value"], None)
                continue
            square = (s - t) ** 2
            eps = np.finfo(float).eps
            nats = -np.log(np.clip(np.where(t == 1, s, 1 - s), eps, 1 - eps))
            losses[side] = (square, nats)
            one = np.ones(n)
            self.equal(f"sklearn brier {side}", float(square.mean()), metrics.brier_score_loss(t, s))
            self.equal(f"sklearn log loss {side}", float(nats.mean()), metrics.log_loss(t, s, labels=[0, 1]), 1e-9)
            self.figure(f"quality.brier.{side}", self.findings["quality.brier"][side], float(square.mean()), n, t_interval(square, level), self.cluster_interval(side, square, one, both, level, (0, 1)))
            self.figure(f"quality.logLoss.{side}", self.findings["quality.logLoss"][side], float(nats.mean()), n, t_interval(nats, level), self.cluster_interval(side, nats, one, both, level, (0, math.inf)))
            ece = self.findings["quality.calibration"]
            self.figure(f"quality.calibration.{side}", ece[side], float(calibration_error(s, t)), n, tolerance=TOLERANCE if ece["basis"] == "exact" else 0.02, interval=False)
            confident = np.maximum(values[scored], 1 - values[scored])
            self.figure(f"confidence.mean.{side}", self.findings["confidence.mean"][side], float(confident.mean()), len(confident), t_interval(confident, level), self.cluster_interval(side, confident, np.ones(len(confident)), scored, level, (0, 1)))
        for at, key in enumerate(("brier", "logLoss")):
            if len(losses) == 2:
                self.change(self.findings[f"quality.{key}"], welch(losses["baseline"][at], losses["current"][at], level))

    def delong(self, where, figure, s, t, auc, basis):
        pos, neg = np.sort(s[t == 1]), np.sort(s[t == 0])
        v10 = (np.searchsorted(neg, pos, "left") + np.searchsorted(neg, pos, "right")) / 2 / len(neg)
        v01 = 1 - (np.searchsorted(pos, neg, "left") + np.searchsorted(pos, neg, "right")) / 2 / len(pos)
        se = math.sqrt(v10.var(ddof=1) / len(pos) + v01.var(ddof=1) / len(neg))
        half = stats.norm.ppf(0.5 + self.level / 2) * se / (auc * (1 - auc))
        centre = math.log(auc / (1 - auc))
        tolerance = 1e-8 if basis == "exact" else 0.02
        self.equal(where + ".low", figure["interval"]["low"], 1 / (1 + math.exp(half - centre)), tolerance)
        self.equal(where + ".high", figure["interval"]["high"], 1 / (1 + math.exp(-half - centre)), tolerance)

    def regression(self, prediction, label):
        level, errors = self.level, {}
        for side in ("baseline", "current"):
            p, pn = numbers(self.column(prediction, side))
            y, yn = numbers(self.column(label, side))
            has = np.isfinite(p) & ~pn
            both = has & np.isfinite(y) & ~yn
            p, y = p[both], y[both]
            n = len(p)
            coverage = self.findings["quality.mae"].get("coverage", {}).get(side)
            self.equal(f"coverage.{side}", coverage, n / has.sum() if has.any() else None)
            if not n:
                continue
            e, one = p - y, np.ones(n)
            errors[side] = e
            self.figure(f"quality.mae.{side}", self.findings["quality.mae"][side], metrics.mean_absolute_error(y, p), n, t_interval(abs(e), level), self.cluster_interval(side, abs(e), one, both, level, (0, math.inf)))
            self.figure(f"quality.bias.{side}", self.findings["quality.bias"][side], float(e.mean()), n, t_interval(e, level), self.cluster_interval(side, e, one, both, level))
            rmse = metrics.root_mean_squared_error(y, p)
            half = stats.norm.ppf(0.5 + level / 2) * (e**2).std(ddof=1) / math.sqrt(n) / (2 * rmse) if rmse else 0
            self.figure(f"quality.rmse.{side}", self.findings["quality.rmse"][side], rmse, n, (max(0, rmse - half), rmse + half), self.cluster_interval(side, e**2, one, both, level, (0, math.inf), rmse, 1 / (2 * rmse) if rmse else 0))
            spread = y.var() > 0
            self.figure(f"quality.r2.{side}", self.findings["quality.r2"][side], metrics.r2_score(y, p) if spread else None, n, interval=False)
        if len(errors) == 2:
            a, b = errors["baseline"], errors["current"]
            self.change(self.findings["quality.mae"], welch(abs(a), abs(b), level))
            self.change(self.findings["quality.bias"], welch(a, b, level))
            self.change(self.findings["quality.rmse"])
            self.change(self.findings["quality.r2"])

    def business(self):
        for name in self.roles.get("kpi", []):
            finding = self.findings.get(f"kpi.{name}")
            if finding is None:
                self.unchecked.append(f"kpi.{name}: no finding")
                continue
            if finding["unit"] != "native":
                self.unchecked.append(f"kpi.{name}: share")
                continue
            data = []
            for side in ("baseline", "current"):
                values, null = numbers(self.column(name, side))
                fine = np.isfinite(values) & ~null
                x = values[fine]
                data.append(x)
                self.figure(f"kpi.{name}.{side}", finding[side], float(x.mean()) if len(x) else None, len(x), t_interval(x, self.level) if len(x) else None, self.cluster_interval(side, x, np.ones(len(x)), fine, self.level) if len(x) else None)
            self.change(finding, welch(*data, self.level))

    # ------------------------------------------------------------------------------------------------------------ features
    def features(self):
        judged = [f for f in self.report["features"] if f["test"]["q"] is not None]
        if judged:
            q = stats.false_discovery_control([f["test"]["p"] for f in judged])
            for feature, one in zip(judged, q):
                self.equal(f"{feature['feature']}.q", feature["test"]["q"], float(one), scale=0)
        for feature in self.report["features"]:
            if feature["kind"] == "numeric":
                self.numeric(feature)
            elif feature["kind"] == "category":
                self.category(feature)
            elif not feature["reason"]:
                self.say(f"{feature['feature']}.reason", feature["reason"], "why it is not analysed")
        drift = self.report["drift"]
        self.equal("drift.moved", drift["moved"], sum(f["verdict"] == "moved" for f in self.report["features"]))
        self.equal("drift.judged", drift["judged"], sum(f["verdict"] in ("moved", "stable") for f in self.report["features"]))
        self.equal("drift.total", drift["total"], len(self.report["features"]))
        expected = set(self.roles.get("feature", []) + self.roles.get("segment", []))
        self.equal("feature names", len(expected ^ {f["feature"] for f in self.report["features"]}), 0)

    def numeric(self, feature):
        name = feature["feature"]
        sides, empty, rows = {}, {}, {}
        for side in ("baseline", "current"):
            values, null = numbers(self.column(name, side))
            fine = np.isfinite(values) & ~null
            sides[side] = values[fine]
            rows[side] = len(values)
            empty[side] = int((~fine).sum())
            self.equal(f"{name}.n.{side}", feature["n"][side], rows[side])
            self.equal(f"{name}.missing.{side}", feature["missing"][side], empty[side] / rows[side] if rows[side] else 0)
        a, b = sides["baseline"], sides["current"]
        exact = feature["basis"] == "exact"
        summary, measures = feature["summary"], feature["measures"]
        for key, x in (("baseline", a), ("current", b)):
            scale = float(np.abs(x).max()) if len(x) else 1
            self.equal(f"{name}.{key}Mean", summary.get(f"{key}Mean"), float(x.mean()) if len(x) else None, scale=max(scale, 1e-300))
            if len(x) > 1 or f"{key}Sd" in summary:
                self.equal(f"{name}.{key}Sd", summary.get(f"{key}Sd"), float(x.std(ddof=1)) if len(x) > 1 else None, 1e-9, scale=max(scale, 1e-300))
            if exact and len(x):
                for got, q in zip(summary.get(f"{key}Quartiles", (None,) * 3), (25, 50, 75)):
                    self.equal(f"{name}.{key} quartile {q}", got, float(np.percentile(x, q)), scale=max(scale, 1e-300))
        if not len(a) or not len(b):
            self.equal(f"{name}.ks", measures["ks"], None)
            return
        ks = stats.ks_2samp(a, b, method="asymp").statistic
        w = stats.wasserstein_distance(a, b)
        if exact:
            self.equal(f"{name}.ks", measures["ks"], float(ks))
            self.equal(f"{name}.wasserstein", measures["wasserstein"], float(w), scale=max(float(np.abs(np.concatenate([a, b])).max()), 1e-300))
        else:
            bound = float(re.search(r"at most ([\d.]+)", feature["bound"]).group(1)) + 5e-4
            self.checked += 1
            if not measures["ks"] - 1e-9 <= ks <= measures["ks"] + bound:
                self.say(f"{name}.ks (binned)", measures["ks"], float(ks), f"bound {bound}")
            self.checked += 1
            if abs(measures["wasserstein"] - w) > 0.05 * w + 0.01 * a.std():
                self.say(f"{name}.wasserstein (binned)", measures["wasserstein"], float(w))
        method = feature["effect"]["method"]
        iqr = float(np.subtract(*np.percentile(a, [75, 25])))
        sd = a.std(ddof=1) if len(a) > 1 else 0
        if "IQR" in method:
            spread = iqr / 1.349
        elif "both windows" in method:
            spread = np.concatenate([a, b]).std(ddof=1)
        elif "range" in method:
            spread = a.max() - a.min()
        else:
            spread = sd
        if w > 0 and exact:
            self.equal(f"{name}.wassersteinNormalised", measures["wassersteinNormalised"], float(w / spread) if spread else None, scale=0)
        test = feature["test"]
        ps = []
        if "Kolmogorov" in test["name"]:
            d = measures["ks"]
            if "(exact)" in test["name"]:
                tied = len(np.unique(np.concatenate([a, b]))) < len(a) + len(b)
                ps.append(tie_exact_ks(a, b) if tied else float(stats.ks_2samp(a, b, method="exact").pvalue))
            else:
                ps.append(ks_asymptotic(d, len(a), len(b)))
            self.equal(f"{name}.test.statistic", test["statistic"], d, scale=0)
        if "pooled z" in test["name"]:
            k, n = (empty["baseline"], empty["current"]), (rows["baseline"], rows["current"])
            p = sum(k) / sum(n)
            ps.append(1.0 if p in (0, 1) else float(2 * stats.norm.sf(abs((k[1] / n[1] - k[0] / n[0]) / math.sqrt(p * (1 - p) * (1 / n[0] + 1 / n[1]))))))
        if "Fisher" in test["name"]:
            ps.append(float(stats.fisher_exact([[empty["baseline"], rows["baseline"] - empty["baseline"]], [empty["current"], rows["current"] - empty["current"]]]).pvalue))
        if ps and test["p"] is not None:
            expected = min(1, len(ps) * min(ps))
            self.checked += 1
            self.remember(f"{name}.p", expected)
            if abs(test["p"] - expected) > 1e-9 and abs(test["p"] / max(expected, 1e-300) - 1) > 1e-6:
                self.say(f"{name}.p", test["p"], expected, test["name"])
        # The quoted distances rest on about 20 baseline quantile groups whose edges the report does not give: compared loosely.
        edges = np.unique(np.quantile(a, np.linspace(0.05, 0.95, 19)))
        fold = lambda x, side: np.concatenate([np.bincount(np.searchsorted(edges, x, "left"), minlength=len(edges) + 1), [empty[side]]])
        fb, fc = fold(a, "baseline"), fold(b, "current")
        for key, value in (("totalVariation", 0.5 * np.abs(fb / fb.sum() - fc / fc.sum()).sum()), ("jensenShannon", jensen_shannon(fb, fc)), ("psi", psi(fb, fc))):
            self.checked += 1
            if abs(measures[key] - value) > 0.03 + 0.25 * abs(value) + 10 * (1 / len(a) + 1 / len(b)):
                self.say(f"{name}.{key} (own bins, loose)", measures[key], float(value))

    def category(self, feature):
        name = feature["feature"]
        sides = {side: texts(self.column(name, side)) for side in ("baseline", "current")}
        for side, x in sides.items():
            gone = sum(v is None for v in x)
            self.equal(f"{name}.n.{side}", feature["n"][side], len(x))
            self.equal(f"{name}.missing.{side}", feature["missing"][side], gone / len(x) if len(x) else 0)
        names = sorted({v for x in sides.values() for v in x if v is not None})
        at = {v: i for i, v in enumerate(names)}
        counts = {}
        for side, x in sides.items():
            counts[side] = np.bincount([len(names) if v is None else at[v] for v in x], minlength=len(names) + 1)
        keep = counts["baseline"] + counts["current"] > 0
        b, c = counts["baseline"][keep], counts["current"][keep]
        if not b.sum() or not c.sum():
            return
        tv = float(0.5 * np.abs(b / b.sum() - c / c.sum()).sum())
        if feature["basis"] == "binned":
            self.checked += 1
            if feature["measures"]["totalVariation"] > tv + 1e-9:
                self.say(f"{name}.totalVariation (pooled)", feature["measures"]["totalVariation"], tv, "pooling cannot raise it")
            return
        self.equal(f"{name}.totalVariation", feature["measures"]["totalVariation"], tv)
        self.equal(f"{name}.jensenShannon", feature["measures"]["jensenShannon"], jensen_shannon(b, c), 1e-7)
        self.equal(f"{name}.psi", feature["measures"]["psi"], psi(b, c))
        test = chi_squared(b, c)
        self.equal(f"{name}.chi2", feature["test"]["statistic"], None if test is None else float(test[0]))
        if test is not None:
            self.equal(f"{name}.df", feature["test"]["df"], test[2])
            if feature["test"]["p"] is not None:
                self.equal(f"{name}.p", feature["test"]["p"], float(test[1]), 1e-9)
        level = feature["summary"].get("level")
        if level is not None:
            shares = {n: (counts["baseline"][i] / b.sum(), counts["current"][i] / c.sum()) for n, i in {**at, "(missing)": len(names)}.items()}
            most = max(abs(q - p) for p, q in shares.values())
            got = shares.get(level["name"])
            if got is None or abs(abs(got[1] - got[0]) - most) > 1e-12:
                self.say(f"{name}.level", level, most)
            else:
                self.equal(f"{name}.level.baseline", level["baseline"], got[0])
                self.equal(f"{name}.level.current", level["current"], got[1])
        present = counts["baseline"][:-1], counts["current"][:-1]
        self.equal(f"{name}.newLevels", feature["summary"].get("newLevels"), int(((present[0] == 0) & (present[1] > 0)).sum()))
        self.equal(f"{name}.lostLevels", feature["summary"].get("lostLevels"), int(((present[1] == 0) & (present[0] > 0)).sum()))

    # -------------------------------------------------------------------------------------------------------------- shape
    def nulls(self):
        """A figure without a value says why; a feature without an effect says why."""
        for finding in self.report["findings"]:
            for side in ("baseline", "current"):
                figure = finding[side]
                if figure["value"] is None and not figure.get("reason"):
                    self.say(f"{finding['id']}.{side}", None, "a reason")
                if figure["value"] is not None and figure["interval"] is None and not figure.get("reason") and finding["family"] != "confidence" and not finding["id"].endswith("distribution"):
                    self.say(f"{finding['id']}.{side}.interval", None, "an interval or a reason")
            if not finding["reason"]:
                self.say(f"{finding['id']}.reason", finding["reason"], "a reason")
        for feature in self.report["features"]:
            if feature["effect"]["value"] is None and not feature["notes"] and feature["verdict"] in ("moved", "stable"):
                self.say(f"{feature['feature']}.effect", None, "a note that says why there is no effect")
            if not feature["reason"]:
                self.say(f"{feature['feature']}.reason", feature["reason"], "a reason")

    def run(self):
        for part in (self.service, self.quality, self.business, self.features, self.nulls):
            part()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("paths", nargs="+")
    parser.add_argument("--schema")
    parser.add_argument("--verbose", action="store_true")
    parser.add_argument("--answers", help="write what was computed here to this file, for a test")
    parser.add_argument("--most", type=int, default=60)
    args = parser.parse_args()
    *logs, report_path = args.paths
    text = Path(report_path).read_text()
    report = json.loads(text, parse_constant=lambda x: sys.exit(f"the report holds {x}, which JSON has not"))
    checker = Checker(report, read_log(logs), args.verbose)
    checker.run()
    if args.schema:
        import jsonschema

        validator = jsonschema.Draft202012Validator(json.loads(Path(args.schema).read_text()))
        for error in list(validator.iter_errors(report))[:10]:
            checker.differences.append(f"schema: {'/'.join(map(str, error.absolute_path))}: {error.message[:200]}")
    if args.answers:
        windows = {"axis": report["axis"], **{side: report[side]["slots"] for side in ("baseline", "current")}}
        versions = {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__, "pandas": pd.__version__}
        answers = {"versions": versions, "windows": windows, **checker.answers}
        Path(args.answers).write_text(json.dumps(answers, indent=1, ensure_ascii=False, allow_nan=False) + "\n")
    print(f"{report_path}: {checker.checked} figures compared, {len(checker.differences)} differ, {len(checker.unchecked)} not compared (numpy {np.__version__}, scipy {scipy.__version__}, scikit-learn {sklearn.__version__}, pandas {pd.__version__})")
    for line in checker.differences[: args.most]:
        print("  DIFFERS", line)
    if args.verbose:
        for line in checker.unchecked:
            print("  not compared", line)
    return 1 if checker.differences else 0


if __name__ == "__main__":
    sys.exit(main())
