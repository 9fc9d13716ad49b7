"""Known answers for what the charts of the alerts make of windows that remember each other: statsmodels, scipy and numpy.

    python scripts/knownAnswers/alertMemory.py > test/fixtures/knownAnswers/alertMemory.json

Needs these three; their versions are written into the file.
"""

import json
from importlib.metadata import version

import numpy as np
from scipy import integrate, linalg, stats
from statsmodels.tsa.arima_process import ArmaProcess

from plain import plain

rng = np.random.default_rng(20_262)
weight = 0.15


def rounded(x):
    """What stands in the file is what was computed with."""
    return np.round(x, 9)


# --- an exponentially weighted mean of residuals that remember ----------------------------------------------------------
charts = []
for phi in [0.0, 0.3, 0.6, -0.4]:
    residuals = ArmaProcess([1, -phi], [1])
    chart = ArmaProcess(np.polymul([1, -(1 - weight)], [1, -phi]), [weight])
    scale = residuals.acovf(1)[0]
    charts.append({"rho": residuals.acf(49), "chart": chart.acf(40), "inflation": chart.acovf(1)[0] / scale / (weight / (2 - weight))})


# --- windows that pass a limit together ---------------------------------------------------------------------------------
def together(rho, limit):
    """Windows above `limit` at each lag where an earlier one is, beyond those that are there anyway; by quadrature."""
    tail = stats.norm.sf(limit)
    size = 1.0
    for r in rho[1:]:
        both = integrate.quad(lambda x: stats.norm.pdf(x) * stats.norm.sf((limit - r * x) / np.sqrt(1 - r * r)), limit, limit + 12, epsabs=0, epsrel=1e-10)[0]
        size += both / tail - tail
    return size


clusters = [{"rho": rho, "limit": limit, "size": together(rho, limit)}
            for rho, limit in [(0.85 ** np.arange(37), 2.5), (0.85 ** np.arange(37), 3.5), (charts[2]["chart"], 3.0), (0.5 ** np.arange(20), 3.0), (np.array([1, 0.9, 0.9, 0.9]), 3.2)]]


# --- expected values of windows that remember ---------------------------------------------------------------------------
def hours(count):
    """A mean for each of 6 hours of a short day, four windows an hour."""
    x = np.zeros((count, 6))
    x[np.arange(count), np.arange(count) // 4 % 6] = 1
    return x


def harmonics(count):
    turn = 2 * np.pi * ((np.arange(count) + 0.5) % 24) / 24
    return np.column_stack([np.ones(count), np.sin(turn), np.cos(turn)])


def toeplitz(rho, count):
    return linalg.toeplitz(np.concatenate([rho, np.zeros(max(0, count - len(rho)))])[:count])


fits = []
for kind, x in [("level", np.ones((60, 1))), ("hours", hours(144)), ("harmonics", rounded(harmonics(120)))]:
    count = len(x)
    lags = 25
    rho = rounded(0.6 ** (np.arange(lags) / 4))
    r = toeplitz(rho, count)
    inverse = np.linalg.inv(x.T @ x)
    covariance = inverse @ x.T @ r @ x @ inverse
    hat = x @ inverse @ x.T
    left = (np.eye(count) - hat) @ r @ (np.eye(count) - hat)
    residual = np.array([np.diagonal(left, k).mean() for k in range(lags)])
    # Chart B: the errors of the expected values within its memory, less each window's own.
    w = np.array([[weight * (1 - weight) ** (t - i) if i <= t else 0.0 for i in range(count)] for t in range(count)])
    inflation = 1 + 2 * sum(rho[k] * (1 - weight) ** k for k in range(1, lags))
    taken = x @ covariance @ x.T
    shared = np.mean([w[t] @ taken @ w[t] / inflation - (w[t] ** 2) @ np.diagonal(taken) for t in range(20, count)]) / (weight / (2 - weight))
    # Design effect of one series: pairs of close windows with a fifth of a window's own leverage in common.
    y = rounded(np.linalg.cholesky(r + 1e-3 * np.eye(count)) @ rng.normal(size=count))
    e = y - hat @ y
    near = np.abs(np.subtract.outer(np.arange(count), np.arange(count))) <= 24
    upper = np.triu(np.abs(hat) >= 0.2 * np.diagonal(hat)[:, None], 1)
    mask = near & (upper | upper.T | np.eye(count, dtype=bool))
    trace = np.sum(np.outer(e, e) * hat * mask) / (1 - np.sum(hat**2 * mask) / x.shape[1])
    fits.append({"design": kind, "x": x, "rho": rho, "covariance": covariance, "residual": residual / residual[0], "inflation": inflation, "shared": shared,
                 "y": y, "effect": trace / (x.shape[1] * (e @ e + trace) / count)})

print(json.dumps(plain({
    "versions": {name: version(name) for name in ["numpy", "scipy", "statsmodels"]},
    "charts": charts,
    "clusters": clusters,
    "fits": fits,
})))
