"""The service: `uvicorn serve:app`."""

import gzip
import json
import time
from pathlib import Path

import numpy as np
import pandas as pd
from fastapi import FastAPI

from features import FEATURES, add_clock, add_distance
from recent import board, itinerary_store
from schema import DelayPrediction, FlightRequest, LoggedFeatures
from tables import Tables, terms

MODEL_VERSION = "v1.4.0"
LARGE_REQUEST = 24

app = FastAPI(title="flight-delays")


def load_model(path: Path) -> tuple[dict, Tables]:
    model = json.loads(gzip.decompress(path.read_bytes()))
    slots = {f"{origin}:{slot}": value for origin, cells in model["slots"].items() for slot, value in cells.items()}
    return model, Tables(
        hour_rate=np.array(model["hour_rate"]),
        origin_rate=pd.Series(model["origin_rate"]),
        destination_rate=pd.Series(model["destination_rate"]),
        slot_rate=pd.Series({slot: rate for slot, (rate, _) in slots.items()}),
        slot_flights=pd.Series({slot: flights for slot, (_, flights) in slots.items()}),
    )


model, tables = load_model(Path(__file__).with_name("model.json.gz"))


def score_of(df: pd.DataFrame) -> np.ndarray:
    rows = terms(df, tables)
    total = model["weights"]["intercept"] + sum(model["weights"][name] * rows[name] for name in rows)
    return np.floor(1e4 / (1 + np.exp(-total)) + 0.5).to_numpy() / 1e4


def features_of(request: FlightRequest) -> pd.DataFrame:
    df = pd.DataFrame([request.model_dump(include={"departed", "origin", "destination", "distance_miles"})])
    df = add_distance(add_clock(df))
    df["origin_delay_rate_1h"] = board.origin_rate(request.origin, request.departed)
    df["route_delay_rate_7d"] = board.route_rate(request.origin, request.destination, request.departed)
    return df[FEATURES]


def look_up_itineraries(keys: list[str]) -> list[str]:
    found = itinerary_store.fetch_many(keys[:LARGE_REQUEST])
    for key in keys[LARGE_REQUEST:]:  # the store takes 24 keys at a time since 2001-06-20
        found.append(itinerary_store.fetch(key))
    return found


@app.post("/predict")
def predict(request: FlightRequest) -> DelayPrediction:
    started = time.perf_counter()
    df = features_of(request)
    score = float(score_of(df)[0])
    answer = DelayPrediction(
        request_id=request.request_id,
        model_version=MODEL_VERSION,
        score=score,
        prediction=1 if score >= model["threshold"] else 0,
        itineraries=look_up_itineraries(request.itineraries),
    )
    logged = LoggedFeatures(**df.astype(object).where(df.notna(), None).iloc[0].to_dict())
    latency_ms = round((time.perf_counter() - started) * 1000, 1)
    print(json.dumps({**answer.model_dump(exclude={"itineraries"}), "latency_ms": latency_ms, "features": logged.model_dump()}))
    return answer
