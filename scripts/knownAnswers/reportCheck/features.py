"""Drift of features: distances, tests and what the summaries say."""
import math
import re

import numpy as np
from scipy import stats

from comparison import Comparison
from methods import chi_squared, jensen_shannon, ks_asymptotic, psi, tie_exact_ks
from reading import numbers, texts


class Features(Comparison):
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
        # Shares of the bins whose edges the report gives, with a bin for missing and one for non-finite values where there are any.
        edges = np.array(feature["distanceEdges"])
        folded = {}
        for side in ("baseline", "current"):
            values, null = numbers(self.column(name, side))
            absent = null | (np.isnan(values) & (self.column(name, side).dtype != object))
            odd = ~np.isfinite(values) & ~absent
            fine = values[np.isfinite(values) & ~null]
            folded[side] = np.concatenate([np.bincount(np.searchsorted(edges, fine, "left"), minlength=len(edges) + 1), [absent.sum(), odd.sum()]])
        keep = np.array([True] * (len(edges) + 1) + [folded["baseline"][k] + folded["current"][k] > 0 for k in (-2, -1)])
        fb, fc = folded["baseline"][keep], folded["current"][keep]
        self.equal(f"{name}.totalVariation", measures["totalVariation"], float(0.5 * np.abs(fb / fb.sum() - fc / fc.sum()).sum()))
        self.equal(f"{name}.jensenShannon", measures["jensenShannon"], jensen_shannon(fb, fc), 1e-7)
        self.equal(f"{name}.psi", measures["psi"], psi(fb, fc))

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
