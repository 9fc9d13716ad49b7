"""Compares this code with the shipped log: `python check.py flights-3m.parquet`, in an environment with requirements.txt.

Computes the features of all flights with features.py, scores every request of the log with the shipped weights, fits the weights anew
with scikit-learn, and writes known_answers.json, which the project's tests compare with the log.
"""

import gzip
import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import sklearn
from sklearn.metrics import accuracy_score, roc_auc_score

from features import FEATURES, build_features
from serve import model, score_of
from train import read_flights, train

here = Path(__file__).parent


def read_log() -> pd.DataFrame:
    with gzip.open(here.parent / "log" / "predictions.jsonl.gz", "rt") as lines:
        return pd.json_normalize([json.loads(line) for line in lines])


def main(path: str) -> None:
    flights = read_flights(path)
    log = read_log()
    first = int((flights["departed"] < "2001-04-01").sum())
    rows = first + log["request_id"].str[3:].map(lambda digits: int(digits, 16)).to_numpy()
    features = build_features(flights)
    known = features.iloc[rows].reset_index(drop=True)
    miles = flights["distance_miles"].iloc[rows].reset_index(drop=True)
    known["distance"] = known["distance"].where(log["model_version"] == "v1.4.0", miles.astype(float))

    worst = {}
    for name in FEATURES:
        logged = log[f"features.{name}"]
        if known[name].dtype.kind in "if":
            both = known[name].isna() & logged.isna()
            worst[name] = float((known[name] - logged.astype(float)).abs()[~both].max(skipna=False))
        else:
            worst[name] = int((known[name] != logged).sum())
    answered = log["status_code"] == 200
    known["score"] = score_of(known)
    worst["score"] = float((known["score"] - log["score"])[answered].abs().max())
    print("largest difference from the log:", worst)

    # The released weights were fitted by version 1.3.0, where distance was in miles.
    refit = train(flights, features.assign(distance=flights["distance_miles"].astype(float)))
    names = [name for name in model["weights"] if name != "intercept"]
    fitted = dict(zip(names, refit[-1].coef_[0]), intercept=refit[-1].intercept_[0])
    gap = max(abs(fitted[name] - weight) for name, weight in model["weights"].items())
    print(f"largest difference of a refitted weight: {gap:.2e}")

    picks = np.linspace(0, len(log) - 1, 60).astype(int)
    figures = {}
    for version, group in log[answered].groupby("model_version"):
        label, score = group["label"].astype(int), group["score"].astype(float)
        figures[version] = {
            "n": len(group),
            "accuracy": accuracy_score(label, group["prediction"].astype(int)),
            "roc_auc": roc_auc_score(label, score),
        }
    answers = {
        "made_with": {"python": sys.version.split()[0], "numpy": np.__version__, "pandas": pd.__version__, "scikit-learn": sklearn.__version__},
        "quality": figures,
        "rows": [
            {"request_id": log["request_id"][at], **{name: plain(known[name][at]) for name in [*FEATURES, "score"]}} for at in picks
        ],
    }
    (here / "known_answers.json").write_text(json.dumps(answers, indent=1) + "\n")


def plain(value):
    if isinstance(value, str):
        return value
    return None if pd.isna(value) else float(value)


if __name__ == "__main__":
    main(sys.argv[1])
