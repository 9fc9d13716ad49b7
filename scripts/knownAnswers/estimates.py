"""Known answers for estimated performance: isotonic regression from scikit-learn, CBPE from NannyML, spreads of realised figures by drawing labels with numpy.

    python scripts/knownAnswers/estimates.py > test/fixtures/knownAnswers/estimates.json

Needs nannyml, numpy, pandas and scikit-learn; their versions are written into the file.
"""

import json
import logging
import warnings

import nannyml
import numpy as np
import pandas as pd
import sklearn
from nannyml.performance_estimation.confidence_based import CBPE
from sklearn import metrics
from sklearn.isotonic import IsotonicRegression

warnings.simplefilter("ignore")
logging.disable(logging.CRITICAL)
rng = np.random.default_rng(31_415)


def isotonic_case(size, empty):
    x = np.sort(rng.random(size))
    w = rng.integers(1, 30, size).astype(float)
    w[rng.choice(size, empty, replace=False)] = 0
    y = np.round(np.clip(x + rng.normal(0, 0.3, size), 0, 1), 3)
    known = w > 0
    fit = IsotonicRegression(out_of_bounds="clip").fit(x[known], y[known], sample_weight=w[known])
    return {"x": x, "y": y, "w": w, "fitted": fit.predict(x)}


def window(n, shift, distort):
    """Scores on a grid of hundredths, so that each is a bin of its own; the model answers 1 from 0.5 on."""
    true = 1 / (1 + np.exp(-rng.normal(shift, 1.5, n)))
    label = (rng.random(n) < true).astype(int)
    score = np.round(np.clip(true**1.8 if distort else true, 0.01, 0.99), 2)
    return pd.DataFrame({"score": score, "answer": (score >= 0.5).astype(int), "label": label})


names = {"accuracy": "accuracy", "precision": "precision", "recall": "recall", "f1": "f1", "roc_auc": "auc"}


def cbpe(reference, current):
    estimator = CBPE(y_pred_proba="score", y_pred="answer", y_true="label", problem_type="classification_binary", metrics=list(names), chunk_size=len(current))
    estimator.fit(reference)
    found = estimator.estimate(current.drop(columns="label")).filter(period="analysis").to_df()
    return {ours: float(found[(theirs, "value")].iloc[0]) for theirs, ours in names.items()}, bool(estimator.needs_calibration)


def spread(reference, current, calibrated, draws=4_000):
    """Standard deviation of each realised figure when labels are drawn from the calibrated probabilities."""
    c = current["score"].to_numpy()
    if calibrated:
        c = IsotonicRegression(out_of_bounds="clip").fit(reference["score"], reference["label"]).predict(c)
    out = {name: [] for name in names.values()}
    for _ in range(draws):
        y = (rng.random(len(c)) < c).astype(int)
        out["accuracy"].append(metrics.accuracy_score(y, current["answer"]))
        precision, recall, f1, _support = metrics.precision_recall_fscore_support(y, current["answer"], average="binary")
        out["precision"].append(precision)
        out["recall"].append(recall)
        out["f1"].append(f1)
        out["auc"].append(metrics.roc_auc_score(y, current["score"]))
    return {name: float(np.std(values)) for name, values in out.items()}


def by_score(frame):
    """Rows at each hundredth from 0 to 1, by label."""
    at = (frame["score"] * 100).round().astype(int)
    return {name: np.bincount(at[frame["label"] == label], minlength=101).tolist() for name, label in [("positive", 1), ("negative", 0)]}


def case(name, rows, distort):
    reference, current = window(rows, 0.0, distort), window(1_200, 0.9, distort)
    estimates, calibrated = cbpe(reference, current)
    return {"name": name, "reference": by_score(reference), "current": by_score(current), "calibrated": calibrated, "estimates": estimates, "spread": spread(reference, current, calibrated)}


def plain(value):
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, (np.ndarray, list, tuple)):
        return [plain(one) for one in (value.tolist() if isinstance(value, np.ndarray) else value)]
    return value


print(json.dumps(plain({
    "versions": {"nannyml": nannyml.__version__, "numpy": np.__version__, "scikit-learn": sklearn.__version__},
    "isotonic": [isotonic_case(1, 0), isotonic_case(8, 0), isotonic_case(40, 12), isotonic_case(200, 60)],
    "cbpe": [case("scores that are no probabilities", 3_000, True), case("few rows, scores that are probabilities", 400, False)],
})))
