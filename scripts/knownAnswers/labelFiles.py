"""Known answers for labels in files of their own: what pandas merges, and scikit-learn's figures of it.

    python scripts/knownAnswers/labelFiles.py > test/fixtures/knownAnswers/labelFiles.json

Needs numpy, pandas and scikit-learn; their versions are written into the file. The label files are written out as text, the log as columns. Times are
milliseconds since 1970 UTC. Windows are given by time; labels count whatever their age, since both windows are mature.
"""

import json

import numpy as np
import pandas as pd
import sklearn
from sklearn import metrics

from plain import plain

rng = np.random.default_rng(4711)
DAY = 86_400_000
START = 1_767_225_600_000  # 1 January 2026
DAYS, N = 30, 1500
t = np.sort(rng.integers(0, DAYS * DAY, N)) + START
score = np.round(rng.random(N), 3)
log = pd.DataFrame({"time": t, "request_id": [f"r{i:05d}" for i in rng.permutation(N)], "prediction": (score >= 0.5).astype(int), "score": score})
truth = (rng.random(N) < score).astype(int)

known = log[["request_id", "time"]].assign(outcome=truth, labelled_at=t + rng.integers(DAY, 4 * DAY, N)).sample(frac=0.9, random_state=1)
# What a later file says of the same prediction wins, whatever the order of the files; some labels are of predictions that nobody knows.
again = known.sample(frac=0.1, random_state=2)
again = again.assign(outcome=1 - again.outcome, labelled_at=again.labelled_at + DAY)
strange = pd.DataFrame({"request_id": [f"x{i}" for i in range(25)], "outcome": 1, "labelled_at": START + 3 * DAY})
first = pd.concat([again, known.iloc[:600]]).sample(frac=1, random_state=3)
second = pd.concat([known.iloc[600:], strange]).sample(frac=1, random_state=4)
files = [part[["request_id", "outcome", "labelled_at"]] for part in (first, second)]

labels = pd.concat(files)
last = labels.sort_values("labelled_at", kind="stable").drop_duplicates("request_id", keep="last")
merged = log.merge(last, on="request_id", how="left")
lag = merged.labelled_at - merged.time


def window(low, high):
    rows = merged[(merged.time >= START + low * DAY) & (merged.time < START + high * DAY)]
    have = rows[rows.outcome.notna()]
    return {
        "from": START + low * DAY,
        "to": START + high * DAY,
        "rows": len(rows),
        "labelled": len(have),
        "coverage": len(have) / len(rows),
        "accuracy": metrics.accuracy_score(have.outcome.astype(int), have.prediction),
        "auc": metrics.roc_auc_score(have.outcome.astype(int), have.score),
    }


answer = {
    "versions": {"numpy": np.__version__, "pandas": pd.__version__, "sklearn": sklearn.__version__},
    "log": {name: log[name].tolist() for name in log},
    "files": [part.to_csv(index=False) for part in files],
    "rows": len(labels),
    "duplicates": len(labels) - len(last),
    "matched": int(last.request_id.isin(log.request_id).sum()),
    "withoutPrediction": int((~last.request_id.isin(log.request_id)).sum()),
    "labelled": int(merged.outcome.notna().sum()),
    "outcome": [None if np.isnan(y) else int(y) for y in merged.outcome],
    "medianLag": float(np.quantile(lag.dropna(), 0.5, method="inverted_cdf")),
    "windows": [window(0, 12), window(12, 24)],
}
print(json.dumps(plain(answer)))
