"""Known answers for the intervals of effects (the sum of weighted absolute values of a normal vector) and for the distance from the
baseline's correlations (principal components), from numpy, scipy and scikit-learn.

    python scripts/knownAnswers/effects.py > test/fixtures/knownAnswers/effects.json

Needs numpy, scipy and scikit-learn; their versions are written into the file.
"""

import json

import numpy as np
import scipy
import sklearn
from scipy import integrate, stats
from sklearn.decomposition import PCA

from plain import plain


def product_of_absolutes(sa, sb, r):
    """E|XY| of a centred bivariate normal by numerical integration: E|Y| given X is that of a folded normal."""
    s = sb * np.sqrt(1 - r * r)

    def inner(x):
        m = r * sb / sa * x
        folded = abs(m) if s == 0 else stats.foldnorm.mean(abs(m) / s, scale=s)
        return abs(x) * folded * stats.norm.pdf(x, scale=sa)

    half, _ = integrate.quad(inner, 0, 12 * sa, epsabs=1e-14, epsrel=1e-13, limit=400)
    return 2 * half


def absolute_sum(covariance, weights):
    sd = np.sqrt(np.diag(covariance))
    mean = float(weights @ sd * np.sqrt(2 / np.pi))
    second = 0.0
    for i in range(len(sd)):
        for j in range(len(sd)):
            e = sd[i] ** 2 if i == j else product_of_absolutes(sd[i], sd[j], covariance[i, j] / (sd[i] * sd[j]))
            second += weights[i] * weights[j] * e
    variance = second - mean**2
    shape = mean**2 / variance
    gamma = {tail: float(stats.gamma.isf(tail, shape, scale=variance / mean)) for tail in (0.05, 0.025, 0.005)}
    correlation = covariance / np.outer(sd, sd)
    return {"sd": sd, "weights": weights, "correlation": correlation, "mean": mean, "variance": variance, "upper": [[tail, value] for tail, value in gamma.items()]}


def components(seed, rows, current, columns, missing):
    """Fit on one matrix, residuals of another: standardise by the mean and sd (divisor n) of what is there, missing as the mean, PCA(0.65)."""
    rng = np.random.default_rng(seed)
    mix = rng.normal(size=(columns, columns)) * np.linspace(1, 0.1, columns)
    make = lambda n: rng.normal(size=(n, columns)) @ mix.T * np.arange(1, columns + 1) + 100 * np.arange(columns)
    fit, other = make(rows), make(current)
    for x in (fit, other):
        x[rng.random(x.shape) < missing] = np.nan
    mean, sd = np.nanmean(fit, axis=0), np.nanstd(fit, axis=0)
    z = np.nan_to_num((fit - mean) / sd)
    pca = PCA(0.65, svd_solver="full").fit(z)
    w = np.nan_to_num((other - mean) / sd)
    residual = lambda x: np.linalg.norm(x - pca.inverse_transform(pca.transform(x)), axis=1)
    # scikit-learn centres once more; with missing as the mean the columns' means are 0 already.
    assert np.abs(pca.mean_).max() < 1e-12
    values = np.linalg.eigvalsh(np.cov(z.T, bias=True))[::-1]
    return {"fit": fit, "current": other, "mean": mean, "sd": sd, "kept": int(pca.n_components_), "eigenvalues": values, "fitResiduals": residual(z), "residuals": residual(w)}


def eigen(seed, n):
    rng = np.random.default_rng(seed)
    a = rng.normal(size=(n, n))
    a = a @ a.T / n
    return {"matrix": a, "values": np.linalg.eigvalsh(a)[::-1]}


rng = np.random.default_rng(7)
sums = []
for n in (1, 2, 3, 6):
    root = rng.normal(size=(n, n + 1))
    sums.append(absolute_sum(root @ root.T, rng.uniform(0.2, 1.5, n)))
# Points of one distribution function: a Brownian bridge.
at = np.linspace(0.1, 0.9, 9)
sums.append(absolute_sum(np.minimum.outer(at, at) - np.outer(at, at), np.full(9, 0.3)))

print(json.dumps(plain({
    "versions": {"numpy": np.__version__, "scipy": scipy.__version__, "scikit-learn": sklearn.__version__},
    "absoluteSums": sums,
    "eigen": [eigen(1, 3), eigen(2, 12)],
    "components": [components(3, 60, 12, 4, 0.0), components(4, 90, 10, 9, 0.15)],
})))
