"""Past late rates and the terms that the regression sees."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from features import BASE_RATE

DAYS = ["tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@dataclass(frozen=True)
class Tables:
    """Late rates by hour and airport, and by slot: origin, distance band of 100 and hour, with the flights each slot had."""

    hour_rate: np.ndarray
    origin_rate: pd.Series
    destination_rate: pd.Series
    slot_rate: pd.Series
    slot_flights: pd.Series


def smoothed(late: pd.Series, key: pd.Series, prior: float) -> pd.Series:
    groups = late.groupby(key)
    return (groups.sum() + prior * BASE_RATE) / (groups.size() + prior)


def slot_of(df: pd.DataFrame) -> pd.Series:
    band = np.minimum(89, df["distance"] // 100).astype(int)
    return df["origin"] + ":" + band.astype(str) + ":" + df["dep_hour"].astype(int).astype(str)


def count_tables(df: pd.DataFrame, late: pd.Series) -> Tables:
    hour_rate = smoothed(late, df["dep_hour"], 50).reindex(range(24), fill_value=BASE_RATE).to_numpy()
    slot = slot_of(df)
    groups = late.groupby(slot)
    flights = groups.size()
    hours = flights.index.str.rsplit(":", n=1).str[1].astype(int)
    return Tables(
        hour_rate=hour_rate,
        origin_rate=smoothed(late, df["origin"], 50),
        destination_rate=smoothed(late, df["destination"], 50),
        slot_rate=(groups.sum() + 8 * hour_rate[hours]) / (flights + 8),
        slot_flights=flights,
    )


def logit(rate):
    kept = np.clip(rate, 0.02, 0.98)
    return np.log(kept / (1 - kept))


def terms(df: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """The regression's terms, one column each, without the intercept."""
    slot = slot_of(df)
    usual = pd.Series(tables.hour_rate[df["dep_hour"].astype(int)], index=df.index)
    slot_rate = logit(slot.map(tables.slot_rate).fillna(usual))
    slot_flights = np.log1p(slot.map(tables.slot_flights).fillna(0))
    recent = df["origin_delay_rate_1h"].astype(float)
    spread = (df["distance"] - 730) / 575
    times = ["night", "morning", "afternoon", "evening"]
    return pd.DataFrame(
        {
            "hour_rate": logit(usual),
            **{time: (df["time_of_day"] == time) * 1.0 for time in times[1:]},
            **{f"distance_{time}": (df["time_of_day"] == time) * spread for time in times},
            **{day: (df["day_of_week"] == number) * 1.0 for number, day in enumerate(DAYS, start=1)},
            "origin_1h": logit(recent.fillna(BASE_RATE)),
            "origin_1h_missing": recent.isna() * 1.0,
            "route_7d": logit(df["route_delay_rate_7d"]),
            "slot_rate": slot_rate,
            "slot_flights": slot_flights,
            "slot_rate_x_flights": slot_rate * slot_flights,
            "over_500": np.maximum(0, df["distance"] - 500) / 1000,
            "over_1500": np.maximum(0, df["distance"] - 1500) / 1000,
            "origin": logit(df["origin"].map(tables.origin_rate).fillna(BASE_RATE)),
            "destination": logit(df["destination"].map(tables.destination_rate).fillna(BASE_RATE)),
        }
    )
