"""Ranking and probabilities of scores, and the errors of a regression."""
import math

import numpy as np
from scipy import stats
from sklearn import metrics

from comparison import TOLERANCE, Comparison
from methods import calibration_error, t_interval, welch
from reading import numbers, texts


class Scores(Comparison):
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
