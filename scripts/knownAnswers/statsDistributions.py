"""Known answers for special functions and distributions: mpmath at 60 digits, and scipy where mpmath is slow.

Run with a Python that has scipy and mpmath; writes test/fixtures/knownAnswers/statsDistributions.json.
"""
import json
import pathlib
import platform

import mpmath as mp
import scipy
from scipy import special, stats

mp.mp.dps = 60
cases = []


def add(function, args, expected, source="mpmath"):
    cases.append({"f": function, "args": [float(a) for a in args], "expected": float(expected), "source": source})


def upper_normal(z):
    return mp.erfc(mp.mpf(z) / mp.sqrt(2)) / 2


def t_upper(t, df):
    t, df = mp.mpf(t), mp.mpf(df)
    return mp.betainc(df / 2, mp.mpf(1) / 2, 0, df / (df + t * t), regularized=True) / 2


def t_density(t, df):
    t, df = mp.mpf(t), mp.mpf(df)
    return mp.gamma((df + 1) / 2) / (mp.sqrt(df * mp.pi) * mp.gamma(df / 2)) * (1 + t * t / df) ** (-(df + 1) / 2)


def root(sf, density, tail, start):
    """Newton's method on ln sf against ln x, from scipy's answer."""
    x = mp.mpf(float(start))
    for _ in range(12):
        x *= mp.exp((mp.log(sf(x)) - mp.log(tail)) * sf(x) / (density(x) * x))
    return x


for x in [1e-12, 1e-3, 0.1, 0.5, 1, 1.9, 1.999999, 2, 2.1, 3, 5, 8, 12.3, 20, 26, -0.4, -1.5, -2.5, -6]:
    add("erf", [x], mp.erf(mp.mpf(x)))
    add("erfc", [x], mp.erfc(mp.mpf(x)))

for x in [1e-8, 0.01, 0.3, 0.5, 0.99, 1 - 1e-7, 1 + 1e-7, 1.2, 1.5, 1.7, 2 - 1e-7, 2 + 1e-7, 2.4, 3.3, 7.5, 9.99, 10, 33.3, 1e3, 1e6, 1e9, 1e15]:
    add("gammaln", [x], mp.loggamma(mp.mpf(x)))

for a, x in [(0.5, 1e-10), (0.5, 0.3), (0.5, 4), (0.5, 300), (0.5, 680), (1, 1e-5), (1, 40), (2.5, 2.4), (2.5, 60), (10, 1), (10, 9.5), (10, 35),
             (10, 600), (50, 20), (50, 90), (200, 100), (200, 210), (200, 900), (1e3, 900), (1e3, 1200), (1e4, 1.02e4), (30, 1e-8), (0.01, 0.2)]:
    add("gammaP", [a, x], mp.gammainc(mp.mpf(a), 0, mp.mpf(x), regularized=True))
    add("gammaQ", [a, x], mp.gammainc(mp.mpf(a), mp.mpf(x), mp.inf, regularized=True))

for a, b, x in [(0.5, 0.5, 1e-20), (0.5, 0.5, 0.3), (0.5, 3, 0.9), (1, 1, 0.4), (2, 3, 1e-100), (2, 3, 0.25), (2, 3, 0.999), (5, 1, 1e-60),
                (10, 20, 0.01), (10, 20, 0.33), (10, 20, 0.9), (30, 0.5, 1e-9), (30, 0.5, 0.97), (100, 100, 0.2), (100, 100, 0.5), (100, 100, 0.03),
                (300, 700, 0.3), (300, 700, 0.12), (1.5, 200, 1e-4), (1.5, 200, 0.1), (0.02, 4, 0.1)]:
    add("betaCdf", [x, a, b], mp.betainc(a, b, 0, mp.mpf(x), regularized=True))
    add("betaSf", [x, a, b], mp.betainc(b, a, 0, 1 - mp.mpf(x), regularized=True))

for a, b, x in [(5e4, 5e5, 0.0925), (5e4, 5e5, 0.08), (1e6, 1e6, 0.4985), (1e6, 3e6, 0.2504), (2e6, 5.0, 0.999995)]:
    add("betaCdf", [x, a, b], special.betainc(a, b, x), "scipy")
    add("betaSf", [x, a, b], special.betaincc(a, b, x), "scipy")

for z in [0, 1e-9, 0.3, 1, 1.96, 3, 5, 8, 12, 20, 30, 37, -0.7, -3, -9]:
    add("normalSf", [z], upper_normal(z))
    add("normalCdf", [-z], upper_normal(z))

for p in [1e-300, 1e-200, 1e-100, 1e-30, 1e-16, 1e-10, 1e-5, 1e-3, 0.025, 0.1, 0.3, 0.49, 0.4999999]:
    x = root(upper_normal, lambda z: mp.npdf(z), mp.mpf(p), stats.norm.isf(p))
    add("normalQuantile", [p], -x)
for p in [0.5000001, 0.7, 0.975, 0.999, 1 - 1e-9]:
    x = root(upper_normal, lambda z: mp.npdf(z), 1 - mp.mpf(p), stats.norm.ppf(p))
    add("normalQuantile", [p], x)

for t, df in [(0, 3), (1e-8, 3), (0.5, 1), (12.7, 1), (1e6, 1), (1e150, 1), (1e250, 1), (2, 2.5), (40, 2.5), (1e60, 5), (2.2, 10), (30, 10), (2.1, 30), (50, 30),
              (500, 40), (1.96, 200), (10, 200), (60, 200), (3, 1e4), (25, 1e4), (-1.3, 7), (2.5, 1e6), (30, 1.1e5), (3, 1e9), (12, 1e12), (36, 1e7), (0.7, 0.5)]:
    add("tSf", [t, df], t_upper(abs(t), df) if t >= 0 else 1 - t_upper(-t, df))
for p, df in [(1e-300, 3), (1e-300, 30), (1e-100, 1), (1e-100, 200), (1e-20, 2.5), (1e-10, 12), (1e-4, 7), (0.005, 4), (0.025, 9), (0.025, 1.5), (0.1, 60),
              (0.2, 3), (0.3, 5), (0.45, 8), (0.499999, 11), (0.025, 1e5)]:
    x = root(lambda t: t_upper(t, df), lambda t: t_density(t, df), mp.mpf(p), stats.t.isf(p, df) if p > 1e-30 else mp.mpf(p) ** (-1 / mp.mpf(df)))
    add("tQuantile", [p, df], -x)


def chi_upper(x, df):
    return mp.gammainc(mp.mpf(df) / 2, mp.mpf(x) / 2, mp.inf, regularized=True)


def chi_density(x, df):
    k = mp.mpf(df) / 2
    return mp.mpf(x) ** (k - 1) * mp.exp(-mp.mpf(x) / 2) / (2**k * mp.gamma(k))


for x, df in [(0, 2), (1e-12, 1), (3.84, 1), (30, 1), (500, 1), (1370, 1), (5.99, 2), (1e-4, 4), (9.4, 4), (19, 19), (150, 19), (1400, 19), (80, 120), (400, 120), (0.5, 50)]:
    add("chiSquaredSf", [x, df], chi_upper(x, df))
    add("chiSquaredCdf", [x, df], 1 - chi_upper(x, df))
for p, df in [(1e-300, 1), (1e-300, 19), (1e-100, 4), (1e-20, 2), (1e-8, 9), (0.001, 3), (0.05, 1), (0.05, 19), (0.3, 7), (0.5, 5)]:
    add("chiSquaredUpperQuantile", [p, df], root(lambda x: chi_upper(x, df), lambda x: chi_density(x, df), mp.mpf(p), stats.chi2.isf(p, df)))
for p, df in [(1e-200, 6), (1e-12, 3), (0.01, 1), (0.05, 19), (0.4, 2), (0.9, 4), (0.999, 30), (1 - 1e-12, 5)]:
    add("chiSquaredQuantile", [p, df], stats.chi2.ppf(p, df), "scipy")


def beta_lower(x, a, b):
    return mp.betainc(a, b, 0, mp.mpf(x), regularized=True)


def beta_density(x, a, b):
    x = mp.mpf(x)
    return x ** (mp.mpf(a) - 1) * (1 - x) ** (mp.mpf(b) - 1) / mp.beta(a, b)


for p, a, b in [(1e-300, 2, 3), (1e-100, 5, 0.5), (1e-12, 0.5, 0.5), (0.025, 1, 30), (0.025, 12, 90), (0.3, 2.5, 2.5), (0.5, 7, 1), (0.975, 3, 4), (0.975, 80, 2), (0.9999, 30, 40)]:
    x = mp.mpf(float(stats.beta.ppf(p, a, b)))
    for _ in range(12):
        x -= (mp.log(beta_lower(x, a, b)) - mp.log(mp.mpf(p))) * beta_lower(x, a, b) / beta_density(x, a, b)
    add("betaQuantile", [p, a, b], x)


def binomial(k, n, p, above):
    """Plain sums of exact terms."""
    terms = range(int(k) + 1, n + 1) if above else range(0, int(k) + 1)
    p = mp.mpf(p)
    return mp.fsum(mp.binomial(n, j) * p**j * (1 - p) ** (n - j) for j in terms)


for k, n, p in [(0, 10, 0.3), (3, 10, 0.3), (9, 10, 0.3), (10, 10, 0.3), (-1, 10, 0.3), (0, 72, 0.95), (71, 72, 0.95), (5, 200, 0.5), (100, 200, 0.5), (190, 200, 0.5),
                (180, 200, 0.01), (700, 900, 0.1), (12.7, 40, 0.25), (980, 1000, 0.99), (3, 5, 0), (3, 5, 1)]:
    add("binomialCdf", [k, n, p], binomial(mp.floor(k), n, p, False))
    add("binomialSf", [k, n, p], binomial(mp.floor(k), n, p, True))
for k, n, p in [(99000, 100000, 0.99), (9_500_300, 10_000_000, 0.95), (9_497_000, 10_000_000, 0.95)]:
    add("binomialCdf", [k, n, p], stats.binom.cdf(k, n, p), "scipy")
    add("binomialSf", [k, n, p], stats.binom.sf(k, n, p), "scipy")

for x in [0.1, 0.2, 0.3, 0.5, 0.8, 0.99, 1, 1.01, 1.3581, 1.6276, 2, 3, 5, 10, 18]:
    x = mp.mpf(x)
    if x < 1:
        value = 1 - mp.sqrt(2 * mp.pi) / x * mp.nsum(lambda j: mp.exp(-((2 * j - 1) ** 2) * mp.pi**2 / (8 * x * x)), [1, mp.inf])
    else:
        value = 2 * mp.fsum((-1) ** (j - 1) * mp.exp(-2 * j * j * x * x) for j in range(1, 40))
    add("kolmogorovSf", [x], value)

out = pathlib.Path(__file__).resolve().parents[2] / "test" / "fixtures" / "knownAnswers" / "statsDistributions.json"
out.parent.mkdir(parents=True, exist_ok=True)
versions = {"python": platform.python_version(), "mpmath": mp.__version__, "scipy": scipy.__version__}
rows = ",\n".join("    " + json.dumps(case) for case in cases)
out.write_text('{\n  "versions": ' + json.dumps(versions) + ',\n  "cases": [\n' + rows + "\n  ]\n}\n")
print(len(cases), "cases", versions)
