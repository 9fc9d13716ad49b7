"""Known answers for the charts of the alerts: statsmodels, scipy, numpy, pandas and lmoments3.

    python scripts/knownAnswers/alerts.py > test/fixtures/knownAnswers/alerts.json

Needs these five; their versions are written into the file. Residuals are those of R + 1 windows of which the last is the new one.
"""

import json
import math
from importlib.metadata import version

import numpy as np
import pandas as pd
import statsmodels.api as sm
from lmoments3 import distr
from scipy import optimize, stats

from plain import plain

rng = np.random.default_rng(20_261)


def rounded(x):
    """What stands in the file is what was computed with."""
    return np.round(x, 9)


# --- externally studentised residuals --------------------------------------------------------------------------------
def hours(count):
    x = np.zeros((count, 25))
    x[np.arange(count), np.arange(count) % 24] = 1
    x[:, 24] = np.arange(count) // 24 % 7 >= 5
    return x


def harmonics(count):
    turn = 2 * np.pi * ((np.arange(count) + 0.5) % 24) / 24
    return np.column_stack([np.ones(count), np.sin(turn), np.cos(turn), np.sin(2 * turn), np.cos(2 * turn)])


def variance_model(squares, u, least):
    """tau2 + phi u by weighted least squares under tau2 >= 0 and phi >= least, four rounds from phi = mean/mean."""
    tau2, phi = 0.0, max(least, squares.mean() / u.mean())
    for _ in range(4):
        sigma2 = tau2 + phi * u
        fit = optimize.lsq_linear(np.column_stack([np.ones_like(u), u]) / sigma2[:, None], squares / sigma2, bounds=([0, least], np.inf), method="bvls", tol=1e-15)
        tau2, phi = fit.x
    return tau2, phi


def leverage(x):
    return np.sum(np.linalg.qr(x)[0] ** 2, axis=1)


def studentised(x, y):
    fit = sm.OLS(y, x).fit()
    t = fit.get_influence().resid_studentized_external
    df = len(y) - np.linalg.matrix_rank(x) - 1
    wallace = np.sign(t) * np.sqrt(df * np.log1p(t**2 / df) * (1 - 3 / (4 * df)))
    exact = np.sign(t) * stats.norm.isf(stats.t.sf(np.abs(t), df))
    return t, wallace, exact, fit


def design(kind, count):
    return {"level": lambda c: np.ones((c, 1)), "harmonics": harmonics, "hours": hours}[kind](count)


residuals = []
for kind, baseline, weighted, known in [("level", 30, False, False), ("harmonics", 101, False, False), ("hours", 240, False, False),
                                        ("level", 120, True, True), ("harmonics", 150, True, True), ("hours", 240, True, False)]:
    count = baseline + 1
    x = rounded(design(kind, count))
    n = rng.integers(60, 2000, count).astype(float) if weighted else np.full(count, 500.0)
    v = 0.21
    y = rounded(0.3 + 0.05 * np.sin(np.arange(count) / 3) + rng.normal(0, 1, count) * np.sqrt(0.0004 + 1.3 * v / n))
    y[-1] += 0.06
    y = rounded(y)
    root = np.ones(count)
    model = None
    if weighted:
        past = sm.OLS(y[:-1], x[:-1]).fit()
        squares = past.resid**2 / (1 - leverage(x[:-1]))
        tau2, phi = variance_model(squares, (v if known else 1) / n[:-1], 1 if known else 0)
        slope = phi * (v if known else 1)
        model = {"squares": squares, "u": (v if known else 1) / n[:-1], "least": 1 if known else 0, "tau2": tau2, "phi": phi}
        root = 1 / np.sqrt(tau2 + slope / n)
    t, z, exact, _ = studentised(x * root[:, None], y * root)
    _, old, _, past = studentised(x[:-1] * root[:-1, None], y[:-1] * root[:-1])
    residuals.append({"design": kind, "x": x, "y": y, "n": n, "rowVariance": v if known else None, "variance": model,
                      "t": t, "z": z, "normal": exact, "expected": past.predict(x[-1:])[0], "baselineZ": old})

# --- limits ----------------------------------------------------------------------------------------------------------
limits = []
for count, tail in [(199, 0.005), (336, 0.005), (316, 0.005), (1000, 0.0005 * 3), (100, 0.02), (19, 0.05), (250, 0.25), (7, 0.5)]:
    values = rounded(np.abs(rng.standard_t(8, count)))
    limits.append({"kind": "order", "values": values, "tail": tail, "limit": np.quantile(values, 1 - tail, method="weibull")})
for count, tail in [(168, 0.005), (100, 0.005), (148, 0.001), (336, 0.0001), (12, 0.01)]:
    values = rounded(np.sqrt(9 + stats.gumbel_r.rvs(scale=2, size=count, random_state=rng).clip(-8)))
    fitted = distr.gum.lmom_fit((values**2).tolist())
    limits.append({"kind": "gumbel", "values": values, "tail": tail, "limit": math.sqrt(values.max() ** 2 + max(2, fitted["scale"]) * math.log(1 / ((count + 1) * tail)))})

# --- the lasting chart -----------------------------------------------------------------------------------------------
z = rounded(rng.standard_t(3, (60, 4)))
means = pd.DataFrame(np.vstack([np.zeros(4), np.clip(z, -3, 3)])).ewm(alpha=0.15, adjust=False).mean().to_numpy()[1:]
# The exact standard deviation of each mean: the root of the sum of its squared weights.
weights = np.array([[0.15 * 0.85**k if k <= i else 0.0 for k in range(60)] for i in range(60)])
lasting = {"z": z, "values": means / np.sqrt((weights**2).sum(axis=1))[:, None]}

print(json.dumps(plain({
    "versions": {name: version(name) for name in ["numpy", "scipy", "pandas", "statsmodels", "lmoments3"]},
    "residuals": residuals,
    "limits": limits,
    "lasting": lasting,
})))
