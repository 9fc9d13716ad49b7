"""Known answers for labels that come late, from pandas, scikit-learn and statsmodels on rows that stand in the same file.

    python scripts/knownAnswers/labels.py > test/fixtures/knownAnswers/labels.json

Needs numpy, pandas, scikit-learn and statsmodels; their versions are written into the file. Times are microseconds since 1970 UTC.
"""

import json

import numpy as np
import pandas as pd
import sklearn
import statsmodels
from sklearn import metrics
from statsmodels.duration.survfunc import SurvfuncRight

from plain import plain

rng = np.random.default_rng(20261)
DAY = 86_400_000_000
START = 1_772_323_200_000_000  # 1 March 2026
DAYS, N = 40, 2400
# Whole days from the start; the log ends after day 40. Labels of the first two windows are all in, those of the third are not.
WINDOWS = {"baseline": (0, 20), "mature": (22, 26), "young": (30, 36)}
AGES = [1, 2, 3, 5, 7, 10, 14]

t = np.sort(rng.integers(0, DAYS * DAY, N))
p = np.round(1 / (1 + np.exp(-rng.normal(-0.5, 1.3, N))), 4)
y = (rng.random(N) < p).astype(int)
truth = rng.choice(3, N, p=[0.5, 0.3, 0.2])
guess = np.where(rng.random(N) < 0.25, rng.choice(3, N), truth)
target = np.round(rng.normal(50, 10, N), 3)
predicted = np.round(target + rng.normal(0.4, 4, N), 3)
# Labels of positives (and of the rarest class, and of large targets) come later. None takes 18 days or more.
slow = (y == 1) | (truth == 2)
lag = np.minimum(rng.lognormal(np.where(slow, np.log(4), np.log(1.2)), 0.7) * DAY, 17.9 * DAY).astype(np.int64)
came = (t + lag <= DAYS * DAY) & (rng.random(N) < 0.96)
frame = pd.DataFrame({"t": t, "lag": lag, "came": came, "score": p, "y": y, "truth": truth, "guess": guess, "target": target, "predicted": predicted})


def figures(rows, age):
    labelled = rows[rows.came & ((rows.lag <= age * DAY) if age is not None else True)]
    known = labelled.came
    out = {"n": len(labelled), "coverage": len(labelled) / len(rows)}
    if len(labelled) == 0:
        return out
    yes = (labelled.score >= 0.5).astype(int)
    out["binary"] = {
        "accuracy": metrics.accuracy_score(labelled.y, yes),
        "precision": metrics.precision_score(labelled.y, yes, zero_division=np.nan),
        "recall": metrics.recall_score(labelled.y, yes, zero_division=np.nan),
        "f1": metrics.f1_score(labelled.y, yes, zero_division=np.nan),
        "auc": metrics.roc_auc_score(labelled.y, labelled.score) if labelled.y.nunique() == 2 else np.nan,
        "logLoss": metrics.log_loss(labelled.y, labelled.score, labels=[0, 1]),
        "brier": metrics.brier_score_loss(labelled.y, labelled.score),
    }
    out["multiclass"] = {"accuracy": metrics.accuracy_score(labelled.truth, labelled.guess), "f1": metrics.f1_score(labelled.truth, labelled.guess, average="macro")}
    error = labelled.predicted - labelled.target
    out["regression"] = {"mae": error.abs().mean(), "rmse": float(np.sqrt((error**2).mean())), "bias": error.mean(), "r2": metrics.r2_score(labelled.target, labelled.predicted)}
    assert known.all()
    return out


def window(name):
    a, b = WINDOWS[name]
    return frame[(frame.t >= a * DAY) & (frame.t < b * DAY)]


windows = {}
for name in WINDOWS:
    rows = window(name)
    windows[name] = {
        "rows": len(rows),
        "youngest": int(max(frame.t.max(), (frame.t + frame.lag)[frame.came].max()) - rows.t.max()),
        "byAge": {str(age): figures(rows, age) for age in AGES},
        "all": figures(rows, None),
    }
base = window("baseline")
lags = base.lag[base.came]
curve = {
    "labels": int(base.came.sum()),
    "half": float(lags.quantile(0.5)),
    "most": float(lags.quantile(0.95)),
    "share": {str(age): float((lags <= age * DAY).sum() / len(lags)) for age in AGES},
}

# A life table: days are slots, each as old as its youngest prediction; ages in whole bins, watched as far as the slot is old.
EDGES = np.array([0.5, 1, 2, 3, 5, 7, 10, 14, 18]) * DAY
now = int(max(frame.t.max(), (frame.t + frame.lag)[frame.came].max()))
slot = frame.t // DAY
watched = np.array([(EDGES <= now - frame.t[slot == s].max()).sum() for s in slot])
bin_of = np.searchsorted(EDGES, frame.lag)
event = frame.came.to_numpy() & (bin_of < watched)
# Rows that are watched for no bin at all are not in the table.
seen = watched > 0
time = np.where(event, bin_of + 1.0, watched + 0.5)
survival = SurvfuncRight(time[seen], event[seen].astype(int))
table = {int(at) - 1: 1 - s for at, s in zip(survival.surv_times, survival.surv_prob)}
share, last = [], 0.0
for k in range(len(EDGES)):
    last = table.get(k, last)
    share.append(last)

print(
    json.dumps(
        plain(
            {
                "versions": {"numpy": np.__version__, "pandas": pd.__version__, "sklearn": sklearn.__version__, "statsmodels": statsmodels.__version__},
                "start": START,
                "day": DAY,
                "days": DAYS,
                "windows": WINDOWS,
                "rows": {
                    "t": t + START,
                    "labelTime": [int(START + a + b) if c else None for a, b, c in zip(t, lag, came)],
                    "score": p,
                    "y": [int(a) if c else None for a, c in zip(y, came)],
                    "truth": [int(a) if c else None for a, c in zip(truth, came)],
                    "guess": guess,
                    "target": [float(a) if c else None for a, c in zip(target, came)],
                    "predicted": predicted,
                },
                "answers": windows,
                "baselineLags": curve,
                "lifeTable": {"edges": EDGES, "share": share, "now": now + START},
            }
        )
    )
)
