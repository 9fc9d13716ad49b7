"""Features of the flight-delay model, version 1.4.0.

Input: one row a flight with `departed` (clock of the airport of departure), `origin`, `destination`, `distance_miles` and, for flights
whose outcome is known, `late` (1 if it arrived 15 minutes late or more).
"""

import numpy as np
import pandas as pd

BASE_RATE = 0.2256  # share of late arrivals in the training months, the prior of smoothed rates
KM_PER_MILE = 1.609344
TIMES_OF_DAY = np.array(["night", "morning", "afternoon", "evening"])

FEATURES = [
    "dep_hour",
    "day_of_week",
    "time_of_day",
    "distance",
    "origin",
    "destination",
    "origin_delay_rate_1h",
    "route_delay_rate_7d",
]


def half_up(values, digits):
    scale = 10.0**digits
    return np.floor(values * scale + 0.5) / scale


def add_clock(df: pd.DataFrame) -> pd.DataFrame:
    df["dep_hour"] = df["departed"].dt.hour
    df["day_of_week"] = df["departed"].dt.weekday
    df["time_of_day"] = TIMES_OF_DAY[df["dep_hour"] // 6]
    return df


def add_distance(df: pd.DataFrame) -> pd.DataFrame:
    # 1.4.0: metric units everywhere
    df["distance"] = half_up(df["distance_miles"] * KM_PER_MILE, 1)
    return df


def add_recent_delays(df: pd.DataFrame) -> pd.DataFrame:
    """Delay rates of the recent past. A flight counts once it has landed, so no outcome is used before it can be known."""
    landed = df["departed"] + pd.to_timedelta(np.round(40 + 0.12 * df["distance_miles"]), unit="min")
    late, flights = count_landed(df, df["origin"], landed, df["departed"], pd.Timedelta(hours=1))
    df["origin_delay_rate_1h"] = half_up(late / np.where(flights > 0, flights, np.nan), 4)
    route = df["origin"] + "-" + df["destination"]
    late, flights = count_landed(df, route, landed, df["departed"].dt.normalize(), pd.Timedelta(days=7))
    df["route_delay_rate_7d"] = half_up((late + 5 * BASE_RATE) / (flights + 5), 4)
    return df


def count_landed(df, key, landed, until, span):
    """Late and all flights of the same key that landed in the `span` before `until`, for each row."""
    late, flights = np.zeros(len(df)), np.zeros(len(df))
    landed, until = landed.to_numpy(), until.to_numpy()
    for rows in df.groupby(key.to_numpy(), sort=False).indices.values():
        order = rows[np.argsort(landed[rows], kind="stable")]
        times = landed[order]
        sums = np.concatenate([[0], np.cumsum(df["late"].to_numpy()[order])])
        last = np.searchsorted(times, until[rows], side="left")
        first = np.searchsorted(times, until[rows] - span.to_timedelta64(), side="left")
        late[rows], flights[rows] = sums[last] - sums[first], last - first
    return late, flights


def build_features(flights: pd.DataFrame) -> pd.DataFrame:
    df = flights.copy()
    df = add_clock(df)
    df = add_distance(df)
    df = add_recent_delays(df)
    return df[FEATURES]
