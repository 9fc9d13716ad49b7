"""Known answers for series that move together: discrete Fourier transforms of numpy, midranks of scipy, and the circular cross-correlation
with the p-values of all pairs computed without any transform.

    python scripts/knownAnswers/together.py > test/fixtures/knownAnswers/together.json
"""

import json

import numpy as np
import scipy
from scipy import stats

from plain import plain

rng = np.random.default_rng(20010620)
LAGS, NEAR = 10, 33


def standard(x):
    ranks = np.zeros(len(x))
    ok = ~np.isnan(x)
    r = stats.rankdata(x[ok])
    r = r - r.mean()
    ranks[ok] = r / np.sqrt(np.sum(r * r))
    return ranks


def correlations(x, y):
    """rho(k) = sum_t x_t y_(t+k) round the circle."""
    return np.array([np.sum(x * np.roll(y, -k)) for k in range(len(x))])


def ar(n, memory):
    e = np.zeros(n)
    e[0] = rng.normal()
    for i in range(1, n):
        e[i] = memory * e[i - 1] + np.sqrt(1 - memory**2) * rng.normal()
    return e


transforms = []
for n in (1, 2, 8, 12, 37, 100):
    z = np.round(rng.normal(size=n) + 1j * rng.normal(size=n), 6)
    f = np.fft.fft(z)
    transforms.append({"re": z.real, "im": z.imag, "outRe": f.real, "outIm": f.imag})

n = 250
target = ar(n, 0.8)
movers = [np.roll(target, -3) + 1.5 * rng.normal(size=n), ar(n, 0.8), np.round(ar(n, 0.5)), rng.normal(size=n)]
movers[0][:3] = rng.normal(size=3)
target = np.round(target, 3)
target[[10, 11, 200]] = np.nan
movers = [np.round(m, 3) for m in movers]
y = standard(target)
pairs, null = [], []
for m in movers:
    rho = correlations(standard(m), y)
    lag = int(np.argmax(np.abs(rho[: LAGS + 1])))
    far = np.array([np.abs(rho[s : s + LAGS + 1]).max() for s in range(NEAR, n - NEAR - LAGS + 1)])
    value = abs(rho[lag])
    null.append(far)
    pairs.append({"rho": rho[lag], "lag": lag, "p": (1 + np.sum(far >= value - 1e-12)) / (1 + len(far))})
most = np.max(null, axis=0)
for pair in pairs:
    pair["adjusted"] = max(pair["p"], (1 + np.sum(most >= abs(pair["rho"]) - 1e-12)) / (1 + len(most)))
print(json.dumps(plain({"versions": {"numpy": np.__version__, "scipy": scipy.__version__}, "transforms": transforms, "target": target, "movers": movers, "pairs": pairs}), indent=1))
