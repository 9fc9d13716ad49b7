"""Known answers for the onset: one change of level by dynamic programming (ruptures, unweighted) and by trying every split with numpy
(weighted), the likelihood ratios of all splits, and the quantile of the inverted likelihood ratio from scipy's exponential distribution.

    python scripts/knownAnswers/onset.py > test/fixtures/knownAnswers/onset.json

Needs numpy, scipy and ruptures; their versions are written into the file.
"""

import json

import numpy as np
import ruptures
import scipy
from scipy import optimize, stats

from plain import plain

rng = np.random.default_rng(20010610)


def every_split(y, w):
    """Weighted sum of squares around both means, for the first position of the new level 1..n-1."""
    costs = []
    for k in range(1, len(y)):
        cost = 0.0
        for part in (slice(0, k), slice(k, None)):
            mean = np.average(y[part], weights=w[part])
            cost += float(np.sum(w[part] * (y[part] - mean) ** 2))
        costs.append(cost)
    return np.array(costs)


def answer(y, w, unweighted):
    n = len(y)
    costs = every_split(y, w)
    at = int(np.argmin(costs)) + 1
    before, after = np.average(y[:at], weights=w[:at]), np.average(y[at:], weights=w[at:])
    u = np.sqrt(w) * (y - np.where(np.arange(n) < at, before, after))
    rho = (np.sum(u[1:] * u[:-1]) / np.sum(u * u) + 2 / n) / (1 - 4 / n)
    rho = min(0.95, max(0.0, rho))
    variance = np.sum(u * u) / (n - 2) * (1 + rho) / (1 - rho)
    # The larger of two independent exponential maxima of a Brownian motion with drift -1/2, on both sides of the change; the ratio is twice that.
    kappa = 2 * optimize.brentq(lambda x: stats.expon.cdf(x) ** 2 - 0.95, 0.1, 20)
    kept = np.flatnonzero((costs - costs.min()) / variance <= kappa) + 1
    total = float(np.sum(w * (y - np.average(y, weights=w)) ** 2))
    out = {"values": y, "weights": w, "at": at, "before": before, "after": after, "low": int(kept.min()), "high": int(kept.max()), "ratio": (total - costs.min()) / variance}
    if unweighted:
        out["ruptures"] = ruptures.Dynp(model="l2", min_size=1, jump=1).fit(y.reshape(-1, 1)).predict(n_bkps=1)[0]
    return out


def series(n, at, shift, memory, weighted):
    e = np.zeros(n)
    e[0] = rng.normal()
    for i in range(1, n):
        e[i] = memory * e[i - 1] + np.sqrt(1 - memory**2) * rng.normal()
    w = rng.integers(20, 400, n).astype(float) if weighted else np.ones(n)
    return np.round(5 + e / np.sqrt(w / w.mean()) + shift * (np.arange(n) >= at), 6), w


cases = []
for n, at, shift, memory, weighted in [(8, 4, 3, 0, False), (30, 20, 1.5, 0, False), (60, 40, 1, 0.6, False), (120, 50, 2, 0.6, True), (200, 150, -0.7, 0, True), (40, 39, 6, 0, True), (25, 12, 0, 0, False)]:
    y, w = series(n, at, shift, memory, weighted)
    cases.append(answer(y, w, not weighted))
versions = {"numpy": np.__version__, "scipy": scipy.__version__, "ruptures": ruptures.__version__}
print(json.dumps(plain({"versions": versions, "cases": cases}), indent=1))
