"""Trains the model: `python train.py flights-3m.parquet`."""

import sys

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import roc_auc_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer

from features import build_features
from tables import Tables, count_tables, terms

NUMERIC_FEATURES = ["dep_hour", "day_of_week", "distance", "origin_delay_rate_1h", "route_delay_rate_7d"]
CATEGORICAL_FEATURES = ["time_of_day", "origin", "destination"]
FEATURES = NUMERIC_FEATURES + CATEGORICAL_FEATURES
RIDGE = 1e-4  # a row


def read_flights(path: str) -> pd.DataFrame:
    flights = pd.read_parquet(path).sort_values(["date", "origin", "destination", "delay"], kind="stable", ignore_index=True)
    flights = flights.rename(columns={"date": "departed", "distance": "distance_miles"})
    flights["late"] = (flights["delay"] >= 15).astype(int)
    return flights[flights["departed"] < "2001-07-01"]


def fit(df: pd.DataFrame, late: pd.Series, tables: Tables):
    pipeline = make_pipeline(
        FunctionTransformer(terms, kw_args={"tables": tables}),
        LogisticRegression(C=1 / (RIDGE * len(df)), solver="newton-cholesky", tol=1e-10, max_iter=100),
    )
    return pipeline.fit(df[FEATURES], late)


def train(flights: pd.DataFrame, df: pd.DataFrame):
    """Weights from March against tables of January and February; the tables served are those of all three months."""
    past = flights["departed"] < "2001-03-01"
    march = (flights["departed"] >= "2001-03-01") & (flights["departed"] < "2001-04-01")
    pipeline = fit(df[march], flights["late"][march], count_tables(df[past], flights["late"][past]))
    pipeline[0].kw_args = {"tables": count_tables(df[past | march], flights["late"][past | march])}
    return pipeline


if __name__ == "__main__":
    all_flights = read_flights(sys.argv[1])
    all_features = build_features(all_flights)
    model = train(all_flights, all_features)
    later = all_flights["departed"] >= "2001-04-01"
    scores = model.predict_proba(all_features.loc[later, FEATURES])[:, 1]
    print(f"AUC April to June: {roc_auc_score(all_flights.loc[later, 'late'], scores):.4f}")
