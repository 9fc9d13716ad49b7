"""Known answers for the explanations of a change: the split of a rate into mix and rate, the split of a percentile by exceedances, and
the noise of the parts, written anew with numpy and scipy from the definitions (Kitagawa 1955; docs/statistics.md, "Why").

    python scripts/knownAnswers/why.py examples/flight-delays/log/predictions.jsonl.gz > test/fixtures/knownAnswers/why.json

Needs numpy and scipy; their versions are written into the file.
"""

import gzip
import json
import sys
from datetime import datetime, timezone

import numpy as np
import scipy
from scipy import stats

BLOCKS = 20


def kitagawa(seg0, y0, seg1, y1, segments):
    """(mix, rate) of each segment by the formula with shares and rates; a missing rate is that of the other side."""
    overall = (y0.mean() + y1.mean()) / 2
    mix, rate = [], []
    for s in segments:
        a, b = seg0 == s, seg1 == s
        w0, w1 = a.mean(), b.mean()
        r0 = y0[a].mean() if a.any() else None
        r1 = y1[b].mean() if b.any() else None
        r0, r1 = (r1 if r0 is None else r0), (r0 if r1 is None else r1)
        if r0 is None:
            mix.append(0.0), rate.append(0.0)
            continue
        mix.append(float((w1 - w0) * ((r0 + r1) / 2 - overall)))
        rate.append(float((w0 + w1) / 2 * (r1 - r0)))
    return np.array(mix), np.array(rate)


def weighted(seg0, ys0, seg1, ys1, weights, segments):
    """The same for a weighted sum of rates: one column of events for each threshold."""
    parts = [kitagawa(seg0, ys0[j], seg1, ys1[j], segments) for j in range(len(weights))]
    return sum(w * p[0] for w, p in zip(weights, parts)), sum(w * p[1] for w, p in zip(weights, parts))


def noise(inside0, ys0, inside1, ys1, block, weights):
    """part, and z of the part and of what it has beyond its share of rows: rows' own error, and that between blocks of the baseline."""

    def part(i0, e0, i1, e1, share):
        change = sum(w * (b.mean() - a.mean()) for w, a, b in zip(weights, e0, e1))
        mix, rate = weighted(i0.astype(int), e0, i1.astype(int), e1, weights, [1])
        return mix[0] + rate[0] - share * change

    def values(ins, e, centre, share):
        return sum(w * (y - c) for w, y, c in zip(weights, e, centre)) * (ins - share)

    n0, n1 = len(inside0), len(inside1)
    change = sum(w * (b.mean() - a.mean()) for w, a, b in zip(weights, ys0, ys1))
    centre = [(a.mean() + b.mean()) / 2 for a, b in zip(ys0, ys1)]
    share = (inside0.mean() + inside1.mean()) / 2
    answer = {"part": float(part(inside0, ys0, inside1, ys1, 0))}
    for name, g in (("z", 0.0), ("distinctZ", share)):
        moved = part(inside0, ys0, inside1, ys1, g)
        by_rows = moved / np.sqrt(values(inside0, ys0, centre, g).var() / n0 + values(inside1, ys1, centre, g).var() / n1)
        q = []
        for b in range(BLOCKS):
            own = block == b
            if not own.any():
                continue
            in_block, rest = own, ~own
            d = part(inside0[rest], [y[rest] for y in ys0], inside0[in_block], [y[in_block] for y in ys0], g)
            q.append(d / np.sqrt(1 / rest.sum() + 1 / in_block.sum()))
        t = moved / (np.sqrt(np.sum(np.square(q)) / (len(q) - 1)) * np.sqrt(1 / n0 + 1 / n1)) if np.any(q) else np.inf
        t *= np.sign(change)
        by_rows *= np.sign(change)
        # The normal deviate of the same tail.
        z = np.sign(t) * stats.norm.isf(stats.t.sf(abs(t), len(q) - 1)) if np.isfinite(t) else None
        answer[name] = float(by_rows if z is None or abs(by_rows) < abs(z) else z)
    return answer


def percentile(x0, x1):
    p0, p1 = np.quantile(x0, 0.95), np.quantile(x1, 0.95)
    thresholds = sorted([p0, p1])
    ys0, ys1 = [(x0 > t).astype(float) for t in thresholds], [(x1 > t).astype(float) for t in thresholds]
    weights = [float((p1 - p0) / 2 / (b.mean() - a.mean())) for a, b in zip(ys0, ys1)]
    return float(p0), float(p1), thresholds, ys0, ys1, weights


def synthetic():
    rng = np.random.default_rng(20261)
    n0, n1 = 4000, 1000
    level = np.repeat(rng.normal(0, 0.15, BLOCKS), n0 // BLOCKS)
    block = np.repeat(np.arange(BLOCKS), n0 // BLOCKS)
    g0, g1 = rng.choice(4, n0, p=[0.5, 0.3, 0.2, 0.0]), rng.choice(4, n1, p=[0.4, 0.25, 0.3, 0.05])
    wrong0 = (rng.random(n0) < (0.1 + 0.1 * (g0 == 2)) * np.exp(level)).astype(int)
    wrong1 = (rng.random(n1) < 0.1 + 0.25 * (g1 == 2) + 0.2 * (g1 == 3)).astype(int)
    slow0 = np.round(np.exp(rng.normal(3 + 0.3 * (g0 == 2) + 0.3 * level, 0.5, n0)), 2)
    slow1 = np.round(np.exp(rng.normal(3 + 0.9 * (g1 == 2), 0.5, n1)), 2)
    rows = {"baseline": {"block": block, "group": g0, "wrong": wrong0, "latency": slow0}, "current": {"group": g1, "wrong": wrong1, "latency": slow1}}
    e0, e1 = [wrong0.astype(float)], [wrong1.astype(float)]
    mix, rate = kitagawa(g0, e0[0], g1, e1[0], range(4))
    p0, p1, thresholds, ys0, ys1, weights = percentile(slow0, slow1)
    pmix, prate = weighted(g0, ys0, g1, ys1, weights, range(4))
    one = lambda s, a, b, w: noise((g0 == s).astype(float), a, (g1 == s).astype(float), b, block, w)
    return {
        "rows": {side: {k: v.tolist() for k, v in columns.items()} for side, columns in rows.items()},
        "rate": {"change": float(e1[0].mean() - e0[0].mean()), "mix": mix.tolist(), "rate": rate.tolist(), "noise": [one(s, e0, e1, [1.0]) for s in range(4)]},
        "p95": {"old": p0, "new": p1, "mix": pmix.tolist(), "rate": prate.tolist(), "noise": [one(s, ys0, ys1, weights) for s in range(4)]},
    }


def flights(path):
    """The shipped log, May against 16 to 30 June; 20 blocks of 36 hours."""
    with gzip.open(path, "rt") as lines:
        rows = [json.loads(line) for line in lines]
    time = np.array([datetime.fromisoformat(r["timestamp"].replace("Z", "+00:00")).timestamp() for r in rows])
    at = lambda *day: datetime(2001, *day, tzinfo=timezone.utc).timestamp()
    start, end = at(5, 2), at(6, 1)
    base, now = (time >= start) & (time < end), time >= at(6, 16)
    block = ((time[base] - start) / ((end - start) / BLOCKS)).astype(int)
    latency = np.array([r["latency_ms"] for r in rows])
    p0, p1, _, ys0, ys1, weights = percentile(latency[base], latency[now])
    answer = {"p95": {"old": p0, "new": p1, "segments": {}}, "accuracy": {"segments": {}}}
    for name, low in (("queue_depth", 0), ("itineraries", 21)):
        inside = np.array([r[name] for r in rows]) > low
        i0, i1 = inside[base].astype(float), inside[now].astype(float)
        mix, rate = weighted(i0.astype(int), ys0, i1.astype(int), ys1, weights, [1])
        answer["p95"]["segments"][f"{name} above {low}"] = {
            "mix": float(mix[0]), "ratePart": float(rate[0]), "share": [float(i0.mean()), float(i1.mean())],
            "rate": [float((latency[base][i0 == 1] > p0).mean()), float((latency[now][i1 == 1] > p0).mean())],
            **noise(i0, ys0, i1, ys1, block, weights),
        }
    judged = np.array([r["prediction"] is not None for r in rows])
    wrong = np.array([float(r["prediction"] != r["label"]) for r in rows])
    base_j, now_j = base & judged, now & judged
    e0, e1 = [wrong[base_j]], [wrong[now_j]]
    answer["accuracy"]["change"] = float(e0[0].mean() - e1[0].mean())
    block = ((time[base_j] - start) / ((end - start) / BLOCKS)).astype(int)
    far = np.array([r["features"]["dep_hour"] > 9 and r["features"]["distance"] > 564 for r in rows])
    answer["accuracy"]["segments"]["features.dep_hour above 9 and features.distance above 564"] = noise(far[base_j].astype(float), e0, far[now_j].astype(float), e1, block, [-1.0])
    return answer


json.dump({"versions": {"numpy": np.__version__, "scipy": scipy.__version__}, "synthetic": synthetic(), "flights": flights(sys.argv[1])}, sys.stdout)
print()
