"""One report beside its log: windows, columns, comparing a figure, keeping what was computed."""
import math
import re

import numpy as np
import pandas as pd
from scipy import stats

from methods import mover, wilson
from reading import instants, texts

TOLERANCE = 1e-9


class Comparison:
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
        found = re.fullmatch(r"class (.*)\.((?:baseline|current)\.(?:(?:precision|recall|f1)\.(?:value|n|interval\.low|interval\.high)|support|predicted))", where, re.DOTALL)
        if found:
            self.answers.setdefault("classes", {}).setdefault(found.group(1), {})[found.group(2)] = expected
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
