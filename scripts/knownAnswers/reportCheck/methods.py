"""Intervals, tests and distances by their definitions, on numpy and scipy."""
import math

import numpy as np
from scipy import stats


def wilson(x, n, level):
    z = stats.norm.ppf(0.5 + level / 2)
    centre = (x + z * z / 2) / (n + z * z)
    half = z / (n + z * z) * math.sqrt(x * (n - x) / n + z * z / 4)
    return (0.0 if x == 0 else max(0, centre - half), 1.0 if x == n else min(1, centre + half))


def mover(a, ia, b, ib):
    low = None if ib[0] is None or ia[1] is None else (b - a) - math.hypot(b - ib[0], ia[1] - a)
    high = None if ib[1] is None or ia[0] is None else (b - a) + math.hypot(ib[1] - b, a - ia[0])
    return (low, high)


def welch(a, b, level):
    if len(a) < 2 or len(b) < 2:
        return None
    va, vb = a.var(ddof=1) / len(a), b.var(ddof=1) / len(b)
    if va + vb == 0:
        return None
    df = (va + vb) ** 2 / (va**2 / (len(a) - 1) + vb**2 / (len(b) - 1))
    half = stats.t.ppf(0.5 + level / 2, df) * math.sqrt(va + vb)
    d = b.mean() - a.mean()
    return (d - half, d + half)


def t_interval(x, level):
    if len(x) < 2:
        return None
    half = stats.t.ppf(0.5 + level / 2, len(x) - 1) * x.std(ddof=1) / math.sqrt(len(x))
    return (x.mean() - half, x.mean() + half)


def order_interval(sorted_values, p, level):
    n, tail = len(sorted_values), (1 - level) / 2
    ranks = np.arange(0, n + 2)
    lows = ranks[(stats.binom.cdf(ranks - 1, n, p) <= tail) & (ranks <= n)]
    highs = ranks[(stats.binom.sf(ranks - 1, n, p) <= tail) & (ranks >= 1)]
    low, high = lows.max(), highs.min() if len(highs) else n + 1
    return (None if low < 1 else sorted_values[low - 1], None if high > n else sorted_values[high - 1])


def tie_exact_ks(a, b):
    """P(D >= observed) given the pooled ties, by counting lattice paths with floats scaled as probabilities."""
    n, m = len(a), len(b)
    values, counts = np.unique(np.concatenate([a, b]), return_counts=True)
    ends = np.zeros(n + m + 1, dtype=bool)
    ends[np.cumsum(counts)] = True
    fa = np.searchsorted(np.sort(a), values, side="right")
    fb = np.searchsorted(np.sort(b), values, side="right")
    d = int(np.abs(fa.astype(object) * m - fb.astype(object) * n).max())
    u = np.zeros(m + 1)
    for i in range(n + 1):
        previous = u
        u = np.zeros(m + 1)
        for j in range(m + 1):
            if i == 0 and j == 0:
                u[0] = 1
                continue
            if ends[i + j] and abs(i * m - j * n) >= d:
                continue
            u[j] = (previous[j] * i if i else 0) / (i + j) + (u[j - 1] * j if j else 0) / (i + j)
    return 1 - u[m]


def ks_asymptotic(d, n, m):
    e = n * m / (n + m)
    lam = d * (math.sqrt(e) + 0.12 + 0.11 / math.sqrt(e))
    return 1.0 if lam < 0.3 else float(stats.kstwobign.sf(lam))


def chi_squared(b, c):
    b, c = np.asarray(b, float), np.asarray(c, float)
    keep = b + c > 0
    b, c = b[keep], c[keep]
    share = min(b.sum(), c.sum()) / (b.sum() + c.sum())
    thin = (b + c) * share < 5
    table = [list(x) for x in zip(b[~thin], c[~thin])]
    rest = [b[thin].sum(), c[thin].sum()]
    if thin.any():
        if sum(rest) * share >= 5:
            table.append(rest)
        elif table:
            smallest = min(table, key=sum)
            smallest[0] += rest[0]
            smallest[1] += rest[1]
    if len(table) < 2:
        return None
    statistic, p, df, _ = stats.chi2_contingency(np.array(table), correction=False)
    return statistic, p, df


def jensen_shannon(b, c):
    from scipy.spatial.distance import jensenshannon

    return float(jensenshannon(np.asarray(b, float) / np.sum(b), np.asarray(c, float) / np.sum(c), base=2))


def psi(b, c):
    b, c = np.asarray(b, float), np.asarray(c, float)
    k = len(b)
    p, q = (b + 0.5) / (b.sum() + k / 2), (c + 0.5) / (c.sum() + k / 2)
    return float(((p - q) * np.log(p / q)).sum())


def calibration_error(score, label, bins=10):
    """Equal-mass bins; rows of one score stay together, in the bin of their middle row."""
    values, inverse, counts = np.unique(score, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - counts / 2
    of = np.floor(middle / len(score) * bins).astype(int)[inverse]
    return sum((of == k).mean() * abs(score[of == k].mean() - label[of == k].mean()) for k in np.unique(of))
