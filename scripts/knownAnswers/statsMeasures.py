"""Known answers for distances, tests, intervals and metrics: scipy, statsmodels, scikit-learn, or plain numpy by definition.

Run with a Python that has these four; writes test/fixtures/knownAnswers/statsMeasures.json. Each entry: inputs, then expected.
"""
import itertools
import json
import math
import pathlib
import platform

import numpy as np
import scipy
import sklearn
import statsmodels
import statsmodels.api as sm
from scipy import integrate, special, stats
from scipy.spatial.distance import jensenshannon
from sklearn import metrics
from statsmodels.stats import proportion

rng = np.random.default_rng(20240607)
out = {}


def plain(value):
    """JSON has no NaN: undefined figures are null, as in the code under test."""
    if isinstance(value, dict):
        return {k: plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple, np.ndarray)):
        return [plain(v) for v in value]
    if isinstance(value, (np.integer, int)) and not isinstance(value, bool):
        return int(value)
    if isinstance(value, (np.floating, float)):
        return None if math.isnan(value) else float(value)
    return value


def add(section, **entry):
    out.setdefault(section, []).append(plain(entry))


# --- divergences and chi-squared -------------------------------------------------------------------------------------
vectors = [([50, 30, 20], [40, 35, 25]), ([100, 0, 0], [0, 0, 60]), ([5, 0, 7, 0], [0, 3, 9, 0]), ([1, 1], [1, 1]), ([3], [8])]
vectors += [(rng.multinomial(n, np.full(b, 1 / b)), rng.multinomial(m, rng.dirichlet(np.full(b, 20)))) for n, m, b in
            [(200, 200, 20), (2000, 500, 20), (50000, 50000, 20), (300, 900, 5), (60, 45, 12), (10**7, 10**7, 21)]]
for base, cur in vectors:
    base, cur = np.array(base, float), np.array(cur, float)
    p, q, bins = base / base.sum(), cur / cur.sum(), len(base)
    ps, qs = (base + 0.5) / (base.sum() + bins / 2), (cur + 0.5) / (cur.sum() + bins / 2)
    add("divergences", baseline=base, current=cur, psi=np.sum((ps - qs) * np.log(ps / qs)), jensenShannon=jensenshannon(p, q, 2),
        hellinger=math.sqrt(max(0, 1 - min(1, np.sum(np.sqrt(p * q))))), totalVariation=np.abs(p - q).sum() / 2,
        lInfinity=np.abs(p - q).max(), index=int(np.abs(p - q).argmax()))
    keep = np.stack([base, cur])
    expected = stats.contingency.expected_freq(keep)
    small = expected.min(axis=0) < 5
    small &= keep.sum(axis=0) > 0
    table = keep[:, ~small & (keep.sum(axis=0) > 0)]
    rest = keep[:, small].sum(axis=1)
    if small.any():
        if rest.sum() * min(base.sum(), cur.sum()) / keep.sum() >= 5:
            table = np.column_stack([table, rest])
        elif table.shape[1]:
            table[:, table.sum(axis=0).argmin()] += rest
    if table.shape[1] < 2:
        add("chiSquared", baseline=base, current=cur, statistic=None)
    else:
        r = stats.chi2_contingency(table, correction=False)
        v = stats.contingency.association(table.astype(int), method="cramer")
        add("chiSquared", baseline=base, current=cur, statistic=r.statistic, df=r.dof, p=r.pvalue, cramersV=v, pooled=int(small.sum()))

# --- Kolmogorov-Smirnov ----------------------------------------------------------------------------------------------
for n, m, shift, digits in [(5, 7, 0, 9), (40, 25, 0.4, 9), (100, 100, 1.5, 9), (300, 250, 0.1, 9), (900, 1000, 0.15, 9), (60, 60, 0, 0), (500, 80, 1, 0),
                            (1500, 1200, 0.1, 9), (3000, 3000, 0.2, 1), (30, 40, 8, 9), (400, 500, 2.5, 9)]:
    a, b = np.sort(np.round(rng.normal(size=n), digits)), np.sort(np.round(rng.normal(shift, 1, size=m), digits))
    d = stats.ks_2samp(a, b).statistic
    e = n * m / (n + m)
    lam = d * (math.sqrt(e) + 0.12 + 0.11 / math.sqrt(e))
    exact = stats.ks_2samp(a, b, method="exact").pvalue if digits == 9 and n * m <= 10**6 else None
    if n + m <= 700:
        add("ks", a=np.round(a, 9), b=np.round(b, 9), statistic=d, asymptotic=1 if lam < 0.3 else special.kolmogorov(lam), exact=exact)
    else:
        lo = -6
        width = 0.001 if digits == 9 else 0.1
        ia, ib = np.round((a - lo) / width).astype(int), np.round((b - lo) / width).astype(int)
        size = max(ia.max(), ib.max()) + 1
        ca, cb = np.bincount(ia, minlength=size), np.bincount(ib, minlength=size)
        used = (ca + cb) > 0
        d = stats.ks_2samp(ia, ib).statistic
        lam = d * (math.sqrt(e) + 0.12 + 0.11 / math.sqrt(e))
        add("ksCounts", baseline=ca[used], current=cb[used], statistic=d, asymptotic=1 if lam < 0.3 else special.kolmogorov(lam))


def by_enumeration(a, b):
    """Share of all splits of the pooled sample whose D is at least the observed one."""
    pooled, n = a + b, len(a)
    grid = sorted(set(pooled))

    def integer_d(x, y):
        return max(abs(sum(v <= g for v in x) * len(y) - sum(v <= g for v in y) * len(x)) for g in grid)

    observed, hits, total = integer_d(a, b), 0, 0
    for chosen in itertools.combinations(range(len(pooled)), n):
        rest = [pooled[i] for i in range(len(pooled)) if i not in chosen]
        hits += integer_d([pooled[i] for i in chosen], rest) >= observed
        total += 1
    return hits / total


for a, b in [([1, 1, 2, 3], [1, 2, 2, 4, 4]), ([0, 0, 0, 1], [1, 1, 1, 1, 0]), ([1, 2, 3], [4, 5, 6, 7]), ([2, 2, 2], [2, 2]), ([1, 1, 5, 5, 9], [1, 5, 5, 9, 9, 9]),
             ([3, 3, 3, 4, 4], [1, 3, 4, 4, 4, 4, 4])]:
    add("ksTied", a=sorted(a), b=sorted(b), exact=by_enumeration(a, b))

# --- Wasserstein -----------------------------------------------------------------------------------------------------
for n, m, digits in [(1, 1, 9), (6, 9, 9), (50, 50, 9), (80, 33, 1), (120, 60, 0)]:
    a, b = np.sort(np.round(rng.lognormal(size=n), digits)), np.sort(np.round(rng.lognormal(0.3, 1.2, size=m), digits))
    add("wasserstein", a=a, b=b, distance=stats.wasserstein_distance(a, b))
for k in [3, 12, 40]:
    values, u, w = np.sort(rng.normal(0, 100, k)), rng.integers(0, 1000, k), rng.integers(0, 10, k)
    add("wassersteinWeighted", values=values, baseline=u, current=w, distance=stats.wasserstein_distance(values, values, u, w))
for edges, cb, (b0, b1), cc, (c0, c1) in [
    ([0, 1, 2], [10, 20, 30, 40], (-2, 5), [40, 30, 20, 10], (-1, 9)),
    ([0], [5, 5], (-1, 1), [1, 9], (-3, 40)),
    ([0, 0.5, 4, 10], [10, 0, 30, 5, 5], (-0.5, 12), [0, 0, 10, 20, 0], (0.7, 9)),
    ([1, 2, 3], [50, 20, 20, 10], (1, 3.5), [30, 20, 40, 10], (0.5, 3.2)),
]:
    def cdf(counts, lo, hi):
        inner = [(e, c) for e, c in zip(edges, np.cumsum(counts)[:-1] / np.sum(counts)) if lo <= e < hi]
        xs, ys = [lo] + [e for e, _ in inner], [0] + [c for _, c in inner]
        if len(xs) > 1 and xs[1] == lo:  # mass at the minimum itself
            xs, ys = xs[1:], ys[1:]
        xs, ys = xs + [hi], ys + [1]
        return lambda x: 0.0 if x < lo else 1.0 if x > hi else float(np.interp(x, xs, ys))

    f, g = cdf(cb, b0, b1), cdf(cc, c0, c1)
    knots = sorted({*edges, b0, b1, c0, c1})
    knots = [k for k in knots if min(b0, c0) <= k <= max(b1, c1)]
    total = 0
    for lo, hi in zip(knots, knots[1:]):
        eps = 1e-13 * (hi - lo)
        d0, d1 = f(lo + eps) - g(lo + eps), f(hi - eps) - g(hi - eps)
        points = [lo + (hi - lo) * d0 / (d0 - d1)] if d0 * d1 < 0 else None
        total += integrate.quad(lambda x: abs(f(x) - g(x)), lo + eps, hi - eps, points=points, epsabs=1e-13, epsrel=1e-13)[0]
    add("wassersteinBinned", edges=edges, baseline={"counts": cb, "min": b0, "max": b1}, current={"counts": cc, "min": c0, "max": c1}, distance=total)

# --- proportions and means -------------------------------------------------------------------------------------------
for x1, n1, x2, n2, level in [(3, 10, 6, 12, 0.95), (0, 40, 5, 60, 0.95), (0, 10, 0, 20, 0.95), (7, 7, 3, 9, 0.99), (50, 1000, 80, 1100, 0.9), (123456, 10**6, 124900, 10**6, 0.95),
                              (400, 500, 450, 500, 0.95), (1, 2, 1, 3, 0.95), (5, 20000, 19, 21000, 0.95), (8, 30, 2, 45, 0.95), (900, 1000, 500, 2000, 0.95), (1, 10**7, 8, 10**7, 0.95),
                              (10**7 - 2, 10**7, 3 * 10**6 - 6, 3 * 10**6, 0.95), (3, 12, 90, 4 * 10**6, 0.95), (30, 2000, 60, 2000, 0.95)]:
    lo, hi = proportion.proportion_confint(x1, n1, 1 - level, "wilson")
    # statsmodels gives the interval of its first minus its second proportion.
    dlo, dhi = proportion.confint_proportions_2indep(x2, n2, x1, n1, method="newcomb", compare="diff", alpha=1 - level)
    z, p = proportion.proportions_ztest([x2, x1], [n2, n1]) if 0 < x1 + x2 < n1 + n2 else (0, 1)
    pooled = (x1 + x2) / (n1 + n2)
    support = range(max(0, x1 + x2 - n2), min(n1, x1 + x2) + 1)
    if len(support) < 300:  # in whole numbers: scipy loses digits at ten million rows
        weights = [math.comb(n1, x) * math.comb(n2, x1 + x2 - x) for x in support]
        fisher = sum(w for w in weights if w <= weights[x1 - support[0]]) / sum(weights)
    else:
        fisher = stats.fisher_exact([[x1, n1 - x1], [x2, n2 - x2]]).pvalue
    add("proportions", x1=x1, n1=n1, x2=x2, n2=n2, level=level, wilson=[lo, hi], newcombe=[dlo, dhi], z=z, pz=p, fisher=fisher,
        expectedSmall=bool(min(n1, n2) * min(pooled, 1 - pooled) < 5))

for n1, n2, s1, s2, shift, level in [(5, 7, 1, 3, 0, 0.95), (200, 150, 2, 2, 0.5, 0.99), (2, 2, 1, 1, 0, 0.95), (1000, 30, 1, 9, 20, 0.9), (300, 300, 1, 1, 3, 0.95)]:
    a, b = rng.normal(10, s1, n1), rng.normal(10 + shift, s2, n2)
    r = stats.ttest_ind(b, a, equal_var=False)
    ci, one = r.confidence_interval(level), stats.t.interval(level, n1 - 1, a.mean(), stats.sem(a))
    add("means", baseline={"n": n1, "mean": a.mean(), "variance": a.var(ddof=1)}, current={"n": n2, "mean": b.mean(), "variance": b.var(ddof=1)},
        level=level, t=r.statistic, df=r.df, p=r.pvalue, interval=[ci.low, ci.high], one=list(one))

# --- quantiles -------------------------------------------------------------------------------------------------------
for n in [1, 2, 5, 37, 80]:
    values = np.unique(np.round(rng.lognormal(3, 1, n), 2))
    counts = rng.integers(1, 6, len(values))
    rows = np.repeat(values, counts)
    for p in [0, 0.05, 0.25, 0.5, 0.9, 0.95, 0.99, 1]:
        add("quantiles", values=values, counts=counts, p=p, quantile=np.quantile(rows, p, method="linear"))
for n in [1, 5, 10, 59, 71, 72, 100, 367, 368, 1000, 50000, 10**7]:
    for p in [0.5, 0.9, 0.95, 0.99]:
        for level in [0.95, 0.99]:
            a = (1 - level) / 2
            lower = int(stats.binom.ppf(a, n, p)) + 1
            lower = next(k for k in range(lower + 2, -1, -1) if k == 0 or stats.binom.cdf(k - 1, n, p) <= a)
            upper = max(1, int(stats.binom.isf(a, n, p)) - 2)
            upper = next(k for k in range(upper, n + 2) if k == n + 1 or stats.binom.sf(k - 1, n, p) <= a)
            add("ranks", n=n, p=p, level=level, lower=lower or None, upper=upper if upper <= n else None)

# --- multiplicity ----------------------------------------------------------------------------------------------------
for p in [[0.01], [0.04, 0.03, 0.02, 0.01], [0.5, 0.5, 0.001, 1, 0], list(rng.uniform(size=30) ** 3), [1e-300, 1e-10, 0.2]]:
    add("benjaminiHochberg", p=p, q=stats.false_discovery_control(p, method="bh"))

# --- classifiers -----------------------------------------------------------------------------------------------------
for n, digits, strength in [(60, 9, 1.5), (400, 1, 1), (1000, 2, 0.3), (25, 0, 2), (30, 9, 60)]:
    y = (rng.uniform(size=n) < 0.4).astype(int)
    s = np.round(1 / (1 + np.exp(-(strength * (y - 0.5) + rng.normal(size=n)))), digits)
    pos, neg = s[y == 1], s[y == 0]
    kernel = (pos[:, None] > neg[None, :]) + 0.5 * (pos[:, None] == neg[None, :])
    var = kernel.mean(axis=1).var(ddof=1) / len(pos) + kernel.mean(axis=0).var(ddof=1) / len(neg)
    values = np.unique(s)
    counts = [[int(((s == v) & (y == c)).sum()) for v in values] for c in (1, 0)]
    auc = metrics.roc_auc_score(y, s)
    ci = None
    if 0 < auc < 1 and min(len(pos), len(neg)) >= 10:
        half = stats.norm.ppf(0.975) * math.sqrt(var) / (auc * (1 - auc))
        ci = [special.expit(special.logit(auc) - half), special.expit(special.logit(auc) + half)]
    add("auc", values=values, positive=counts[0], negative=counts[1], auc=auc, variance=var, interval=ci, averagePrecision=metrics.average_precision_score(y, s))
    inner = np.clip(s, 0, 1)
    losses = -np.log(np.clip(np.where(y == 1, inner, 1 - inner), 2.0**-52, 1 - 2.0**-52))
    z = np.sum((y - s) * (1 - 2 * s)) / math.sqrt(np.sum((1 - 2 * s) ** 2 * s * (1 - s))) if np.sum((1 - 2 * s) ** 2 * s * (1 - s)) > 0 else None
    entry = dict(values=values, positive=counts[0], negative=counts[1], brier=metrics.brier_score_loss(y, s), brierVariance=((s - y) ** 2).var(ddof=1),
                 logLoss=metrics.log_loss(y, s), logLossVariance=losses.var(ddof=1), spiegelhalter=z)
    if len(values) == n and n % 10 == 0:
        order = np.argsort(s)
        prob_true, prob_pred = sklearn.calibration.calibration_curve(y, s, n_bins=10, strategy="quantile")
        parts = np.array_split(order, 10)
        entry.update(binScore=prob_pred, binLabel=prob_true, ece=sum(len(k) / n * abs(s[k].mean() - y[k].mean()) for k in parts),
                     noise=sum(len(k) / n * math.sqrt(2 * s[k].mean() * (1 - s[k].mean()) / (math.pi * len(k))) for k in parts))
    add("probability", **entry)

for classes, n, missing in [(2, 100, None), (4, 300, None), (3, 40, 2), (5, 60, 0)]:
    y, p = rng.integers(0, classes, n), rng.integers(0, classes, n)
    p = np.where(rng.uniform(size=n) < 0.6, y, p)
    if missing is not None:
        p[p == missing] = (missing + 1) % classes  # never predicted
        if missing == 0:
            y[y == 0] = 1  # nor labelled
    labels = list(range(classes))
    per = metrics.precision_recall_fscore_support(y, p, labels=labels, zero_division=np.nan)
    averages = {a: metrics.precision_recall_fscore_support(y, p, labels=labels, average=a, zero_division=np.nan)[:3] for a in ("macro", "weighted")}
    add("classification", classes=classes, counts=metrics.confusion_matrix(y, p, labels=labels).T.ravel(), accuracy=metrics.accuracy_score(y, p),
        precision=per[0], recall=per[1], f1=per[2], support=per[3], **averages)

# --- regression and clusters -----------------------------------------------------------------------------------------
for n, scale, offset in [(50, 1, 0), (2, 3, 1), (5000, 10, 100), (400, 0.1, -3)]:
    y = rng.normal(offset, 5, n)
    pred = y + rng.normal(0.3, scale, n)
    e, centre = pred - y, round(float(y.mean()))
    t = stats.t.ppf(0.975, n - 1)
    rmse = metrics.root_mean_squared_error(y, pred)
    se = math.sqrt((e**2).var(ddof=1) / n) / (2 * rmse)
    add("regression", sums={"n": n, "sum": e.sum(), "sumAbs": np.abs(e).sum(), "sumSq": (e**2).sum(), "sumFourth": (e**4).sum(),
                            "labelSum": (y - centre).sum(), "labelSq": ((y - centre) ** 2).sum()},
        mae=metrics.mean_absolute_error(y, pred), rmse=rmse, bias=e.mean(), r2=metrics.r2_score(y, pred),
        maeInterval=stats.t.interval(0.95, n - 1, np.abs(e).mean(), stats.sem(np.abs(e))), biasInterval=stats.t.interval(0.95, n - 1, e.mean(), stats.sem(e)),
        rmseInterval=[max(0, rmse - t * se), rmse + t * se])
for g, n in [(4, 60), (30, 900), (12, 300)]:
    groups = rng.integers(0, g, n)
    y = rng.normal(size=g)[groups] + rng.normal(5, 1, n)
    fit = sm.OLS(y, np.ones(n)).fit(cov_type="cluster", cov_kwds={"groups": groups})
    add("clusters", numerators=[y[groups == k].sum() for k in range(g)], denominators=[int((groups == k).sum()) for k in range(g)],
        value=fit.params[0], variance=fit.cov_params()[0, 0])

versions = {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__, "statsmodels": statsmodels.__version__, "sklearn": sklearn.__version__}
target = pathlib.Path(__file__).resolve().parents[2] / "test" / "fixtures" / "knownAnswers" / "statsMeasures.json"
target.parent.mkdir(parents=True, exist_ok=True)
sections = []
for name, entries in out.items():
    rows = ",\n".join("    " + json.dumps(entry) for entry in entries)
    sections.append(f"  {json.dumps(name)}: [\n{rows}\n  ]")
target.write_text('{\n  "versions": ' + json.dumps(versions) + ",\n" + ",\n".join(sections) + "\n}\n")
print({name: len(entries) for name, entries in out.items()}, versions)
