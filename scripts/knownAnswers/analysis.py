"""Known answers for the analysis of one comparison, from numpy, scipy and scikit-learn on rows that stand in the same file.

    python scripts/knownAnswers/analysis.py > test/fixtures/knownAnswers/analysis.json

Needs numpy, scipy and scikit-learn; their versions are written into the file.
"""

import json

import numpy as np
import scipy
import sklearn
from scipy import stats
from scipy.spatial.distance import jensenshannon
from sklearn import metrics

from plain import plain

rng = np.random.default_rng(20260)
N, M = 400, 300


def rounded(x):
    return np.round(x, 6)


def window(n, late):
    p = rounded(1 / (1 + np.exp(-rng.normal(0.2 if late else 0, 1.2, n))))
    y = (rng.random(n) < (0.5 * p + 0.2 if late else p)).astype(int)
    truth = rng.choice(3, n, p=[0.5, 0.3, 0.2])
    flip = rng.random(n) < (0.35 if late else 0.2)
    guess = np.where(flip, rng.choice(3, n), truth)
    target = rounded(rng.normal(50, 10, n))
    predicted = rounded(target + rng.normal(1.5 if late else 0.2, 4, n))
    weather = rounded(rng.normal(0, 1, n))
    weather[rng.random(n) < (0.2 if late else 0.05)] = np.nan
    return {
        "distance": rounded(np.exp(rng.normal(6.9 if late else 6.5, 0.5, n))),
        "weather": weather,
        "quiet": rounded(rng.normal(0, 1, n)),
        "origin": rng.choice(["ATL", "JFK", "LAX", "XNA"], n, p=[0.3, 0.3, 0.3, 0.1] if late else [0.45, 0.3, 0.2, 0.05]),
        "latency": rounded(np.exp(rng.normal(3.3 if late else 3, 0.6, n))),
        "failed": rng.random(n) < (0.06 if late else 0.02),
        "score": p,
        "label": y,
        "truth": truth,
        "guess": guess,
        "target": target,
        "predicted": predicted,
        "kpi": rounded(rng.normal(104 if late else 100, 12, n)),
    }


def wilson(x, n):
    ci = stats.binomtest(int(x), int(n)).proportion_ci(0.95, "wilson")
    return [ci.low, ci.high]


def one(w):
    guess = (w["score"] >= 0.5).astype(int)
    y = w["label"]
    tp = int(((guess == 1) & (y == 1)).sum())
    error = w["predicted"] - w["target"]
    mean = w["kpi"].mean()
    t = stats.t.interval(0.95, len(w["kpi"]) - 1, mean, w["kpi"].std(ddof=1) / np.sqrt(len(w["kpi"])))
    return {
        "latency": {q: float(np.percentile(w["latency"], p)) for q, p in [("p50", 50), ("p90", 90), ("p95", 95), ("p99", 99)]},
        "latencyMean": float(w["latency"].mean()),
        "errors": float(w["failed"].mean()),
        "errorsWilson": wilson(w["failed"].sum(), len(w["failed"])),
        "accuracy": metrics.accuracy_score(y, guess),
        "accuracyWilson": wilson((y == guess).sum(), len(y)),
        "precision": metrics.precision_score(y, guess),
        "precisionWilson": wilson(tp, guess.sum()),
        "recall": metrics.recall_score(y, guess),
        "f1": metrics.f1_score(y, guess),
        "auc": metrics.roc_auc_score(y, w["score"]),
        "logLoss": metrics.log_loss(y, w["score"]),
        "brier": metrics.brier_score_loss(y, w["score"]),
        "confidence": float(np.maximum(w["score"], 1 - w["score"]).mean()),
        "macro": {
            "accuracy": metrics.accuracy_score(w["truth"], w["guess"]),
            "precision": metrics.precision_score(w["truth"], w["guess"], average="macro"),
            "recall": metrics.recall_score(w["truth"], w["guess"], average="macro"),
            "f1": metrics.f1_score(w["truth"], w["guess"], average="macro"),
        },
        "mae": metrics.mean_absolute_error(w["target"], w["predicted"]),
        "rmse": float(np.sqrt(metrics.mean_squared_error(w["target"], w["predicted"]))),
        "bias": float(error.mean()),
        "r2": metrics.r2_score(w["target"], w["predicted"]),
        "kpi": float(mean),
        "kpiInterval": list(t),
    }


def drift(a, b):
    tests, out = [], {}
    for name in ["distance", "weather", "quiet"]:
        x, y = a[name][~np.isnan(a[name])], b[name][~np.isnan(b[name])]
        ks = stats.ks_2samp(x, y, method="exact")
        missing = np.isnan(a[name]).sum(), np.isnan(b[name]).sum()
        p = ks.pvalue
        if sum(missing) > 0:
            table = [[missing[0], N - missing[0]], [missing[1], M - missing[1]]]
            p = min(1.0, 2 * min(p, stats.chi2_contingency(table, correction=False).pvalue))
        w1 = stats.wasserstein_distance(x, y)
        out[name] = {"ks": ks.statistic, "ksP": ks.pvalue, "p": p, "wasserstein": w1, "normalised": w1 / x.std(ddof=1), "missing": [m / n for m, n in zip(missing, (N, M))]}
        tests.append(p)
    levels = sorted(set(a["origin"]) | set(b["origin"]))
    c = np.array([[int((w["origin"] == level).sum()) for level in levels] for w in (a, b)])
    chi = stats.chi2_contingency(c, correction=False)
    p, q = c[0] / N, c[1] / M
    sp, sq = (c[0] + 0.5) / (N + len(levels) / 2), (c[1] + 0.5) / (M + len(levels) / 2)
    out["origin"] = {
        "statistic": chi.statistic, "df": chi.dof, "p": chi.pvalue, "js": float(jensenshannon(p, q, base=2)),
        "psi": float(((sp - sq) * np.log(sp / sq)).sum()), "tv": float(np.abs(p - q).sum() / 2),
    }
    tests.append(chi.pvalue)
    for name, value in zip(["distance", "weather", "quiet", "origin"], stats.false_discovery_control(tests, method="bh")):
        out[name]["q"] = value
    return out


baseline, current = window(N, False), window(M, True)
welch = stats.ttest_ind(current["kpi"], baseline["kpi"], equal_var=False)
ci = welch.confidence_interval(0.95)
print(json.dumps(plain({
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
    "rows": {"baseline": baseline, "current": current},
    "answers": {"baseline": one(baseline), "current": one(current), "drift": drift(baseline, current), "kpiChange": [ci.low, ci.high]},
})))
