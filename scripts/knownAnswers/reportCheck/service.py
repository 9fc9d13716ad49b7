"""Latency, errors, throughput and business figures."""
import re

import numpy as np

from comparison import TOLERANCE, Comparison
from methods import mover, order_interval, t_interval, welch, wilson
from reading import numbers


class Service(Comparison):
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
