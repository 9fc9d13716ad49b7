"""Accuracy, precision, recall and F1, of all classes and of each."""
import math
import re

import numpy as np
from sklearn import metrics

from comparison import Comparison
from methods import wilson
from reading import numbers, texts


class Quality(Comparison):
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
        self.classes(kept)
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

    def classes(self, kept):
        """Each class against the rest: scikit-learn's classification_report, with intervals by Wilson and between runs of slots."""
        listed = self.report.get("classes")
        if listed is None:
            if any(both.any() for _, _, both in kept.values()) and "quality.accuracy" in self.findings:
                self.say("classes", None, "a list of classes")
            return
        names, level = [one["level"] for one in listed["list"]], self.level
        totals = [sum(one[side]["support"] for side in ("baseline", "current")) for one in listed["list"]]
        self.equal("classes in the order of their support", totals == sorted(totals, reverse=True), True)
        for side in ("baseline", "current"):
            y, z, both = kept[side]
            t, p = y[both].astype(str), z[both].astype(str)
            known = set(t) | set(p)
            scored = metrics.classification_report(t, p, output_dict=True, zero_division=np.nan) if len(t) else {}
            if listed["rest"] is None:
                self.equal(f"classes missing from the list, {side}", len(known - set(names)), 0)
            else:
                self.equal(f"classes.rest.{side}", listed["rest"][side], int((~np.isin(t, names)).sum()))
            for one in listed["list"]:
                name = one["level"]
                where, got = f"class {name}.{side}", one[side]
                actual, predicted = (t == name).astype(float), (p == name).astype(float)
                right = actual * predicted
                a, g, r = int(actual.sum()), int(predicted.sum()), int(right.sum())
                figures = scored.get(name, {})
                self.equal(f"{where}.support", got["support"], int(figures.get("support", 0)) if figures else a)
                self.equal(f"{where}.predicted", got["predicted"], g)
                share = wilson(r, a + g - r, level) if a + g > 0 else None
                intervals = {"precision": wilson(r, g, level) if g else None, "recall": wilson(r, a, level) if a else None, "f1": share and tuple(2 * s / (1 + s) for s in share)}
                parts = {"precision": (right, predicted, g), "recall": (right, actual, a), "f1": (2 * right, predicted + actual, a + g - r)}
                for metric, (top, bottom, n) in parts.items():
                    value = figures.get("f1-score" if metric == "f1" else metric)
                    value = None if value is None or math.isnan(value) else value
                    cluster = self.cluster_interval(side, top, bottom, both, level, (0, 1)) if bottom.sum() else None
                    self.figure(f"{where}.{metric}", got[metric], value, n, intervals[metric], cluster)
