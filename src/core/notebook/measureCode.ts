/* The Python of the measures, by the definitions in docs/statistics.md, and of what compares them with the reported figures. */

export const checkCode = String.raw`def check(what, here, reported, tolerance=1e-9):
    """Prints a figure of these rows beside the reported one; raises where they differ by more than the tolerance (relative, absolute below 1)."""
    here = None if here is None or not math.isfinite(here) else float(here)
    same = here is reported if here is None or reported is None else abs(here - reported) <= tolerance * max(1.0, abs(reported))
    print(f"{'ok ' if same else 'OFF'} {what}: {here!r} here, {reported!r} in Model Vitals")
    assert same, f"{what}: {here!r} from these rows, {reported!r} in Model Vitals"


def check_within(what, here, low, high, reported):
    """The same for a figure from bins: the rows' own lies within the stated bound."""
    inside = low <= here <= high
    print(f"{'ok ' if inside else 'OFF'} {what}: {float(here)!r} here, {reported!r} from bins in Model Vitals, within {low:.6g} to {high:.6g}")
    assert inside, f"{what}: {here!r} from these rows lies outside {low!r} to {high!r}"


def show(what, here, reported, why):
    print(f"    {what}: {here!r} here, {reported!r} in Model Vitals ({why})")`;

export const distanceCode = String.raw`def distances(b, c):
    """Jensen-Shannon distance (base 2), PSI with half a row in each bin, and total variation of two rows of counts."""
    b, c = np.asarray(b, dtype=float), np.asarray(c, dtype=float)
    if not b.sum() or not c.sum():
        return {"jensenShannon": None, "psi": None, "totalVariation": None}
    p, q = (b + 0.5) / (b.sum() + len(b) / 2), (c + 0.5) / (c.sum() + len(c) / 2)
    return {
        "jensenShannon": float(jensenshannon(b / b.sum(), c / c.sum(), base=2)),
        "psi": float(((p - q) * np.log(p / q)).sum()),
        "totalVariation": float(0.5 * np.abs(b / b.sum() - c / c.sum()).sum()),
    }


def scale_of(b, c):
    """What Wasserstein-1 is divided by: the baseline's standard deviation; where a few extreme rows make it (more than ten times IQR/1.349) or
    it is 0, IQR/1.349, then the range; of a constant baseline, the standard deviation of both windows together."""
    sd = b.std(ddof=1) if len(b) > 1 else 0.0
    robust = float(np.subtract(*np.percentile(b, [75, 25]))) / 1.349
    if sd > 0 and not (robust > 0 and sd > 10 * robust):
        return sd
    return robust or b.max() - b.min() or np.concatenate([b, c]).std(ddof=1)


def compare_numbers(name, edges):
    """Measures of one numeric feature. The distances of shares use bins with these upper edges, one more above the last, and one each for
    rows without a value and for NaN and infinities, where there are any."""
    values, null = numbers(log[name])
    finite = np.isfinite(values) & ~null
    b, c = values[baseline & finite], values[current & finite]
    counts = []
    for window, part in ((baseline, b), (current, c)):
        bins = np.bincount(np.searchsorted(edges, part, side="left"), minlength=len(edges) + 1)
        counts.append([*bins, (window & null).sum(), (window & ~finite & ~null).sum()])
    counts = np.array(counts)
    keep = np.array([True] * (len(edges) + 1) + [counts[:, at].sum() > 0 for at in (-2, -1)])
    lost = [1 - len(part) / window.sum() if window.any() else 0.0 for window, part in ((baseline, b), (current, c))]
    found = {"rows": [int(baseline.sum()), int(current.sum())], "missing": lost, "wasserstein": None, "effect": None, "ks": None, **distances(*counts[:, keep])}
    if len(b) and len(c):
        w = float(stats.wasserstein_distance(b, c))
        found |= {"wasserstein": w, "scale": float(scale_of(b, c)), "effect": w / scale_of(b, c) if w else 0.0, "ks": float(stats.ks_2samp(b, c, method="asymp").statistic)}
        found |= {"means": [float(b.mean()), float(c.mean())]}
    return found


def compare_levels(name):
    """Measures of one categorical feature: its levels, and missing where there is any."""
    values = levels(name)
    names = sorted({x for x in values[baseline | current] if x is not None})
    at = {x: k for k, x in enumerate(names)}
    counts = np.array([np.bincount([len(names) if x is None else at[x] for x in values[window]], minlength=len(names) + 1) for window in (baseline, current)])
    keep = counts.sum(axis=0) > 0
    lost = [float(row[-1] / row.sum()) if row.sum() else 0.0 for row in counts]
    return {"rows": [int(baseline.sum()), int(current.sum())], "missing": lost, **distances(*counts[:, keep])}`;
