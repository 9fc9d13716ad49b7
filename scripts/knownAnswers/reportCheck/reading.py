"""Rows of a log, read by pandas and pyarrow alone."""
import gzip
import json
import math
from pathlib import Path

import numpy as np
import pandas as pd

MISSING_TEXT = {""}


def flatten(value, prefix=""):
    out = {}
    for key, one in value.items():
        name = f"{prefix}{key}"
        if isinstance(one, dict) and one:
            out.update(flatten(one, name + "."))
        else:
            out[name] = one
    return out


def open_text(path):
    raw = gzip.open(path, "rb").read() if path.name.endswith(".gz") else path.read_bytes()
    return raw.decode("utf-8-sig")


def read_file(path):
    name = path.name.removesuffix(".gz")
    if name.endswith((".jsonl", ".ndjson")):
        rows = [flatten(json.loads(line)) for line in open_text(path).split("\n") if line.strip()]
        return pd.DataFrame(rows, dtype=object)
    if name.endswith(".json"):
        return pd.DataFrame([flatten(row) for row in json.loads(open_text(path))], dtype=object)
    if name.endswith((".csv", ".tsv")):
        import io

        frame = pd.read_csv(io.StringIO(open_text(path)), sep="\t" if name.endswith(".tsv") else ",", dtype=str, keep_default_na=False)
        return frame.astype(object).where(~frame.isin(MISSING_TEXT), None)
    if name.endswith((".parquet", ".pq")):
        import pyarrow.parquet as pq

        table = pq.read_table(path)
        frame = pd.DataFrame({field: table[field].to_pandas(integer_object_nulls=True) for field in table.column_names})
        return pd.DataFrame(
            [flatten(row) for row in frame.to_dict("records")], dtype=object
        ) if any(isinstance(x, dict) for x in frame.head(1).values.flatten()) else frame
    raise SystemExit(f"cannot read {path}")


def read_log(paths):
    files = []
    for path in paths:
        path = Path(path)
        files += sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]
    frames = []
    for at, path in enumerate(files):
        frame = read_file(path)
        frame["__file"] = path.name
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def missing(x):
    return x is None or x is pd.NaT or x is pd.NA or (isinstance(x, float) and math.isnan(x))


def numbers(column):
    """Float64 values: NULL is None; NaN and infinities of the file stay what they are. Returns (values, is_null)."""
    if column.dtype != object:
        values = column.to_numpy(dtype="float64", na_value=np.nan)
        return values, np.isnan(values)
    values = np.full(len(column), np.nan)
    null = np.zeros(len(column), dtype=bool)
    for i, x in enumerate(column):
        if x is None or x is pd.NA or x is pd.NaT:
            null[i] = True
            continue
        try:
            values[i] = float(x)
        except (TypeError, ValueError):
            null[i] = True
    return values, null


def as_text(x):
    if missing(x):
        return None
    if isinstance(x, (bool, np.bool_)):
        return "true" if x else "false"
    if isinstance(x, (float, np.floating)) and float(x).is_integer() and abs(x) < 1e15:
        return str(int(x))
    return str(x)


def texts(column):
    return np.array([as_text(x) for x in column], dtype=object)


def instants(column, time):
    encoding = time["encoding"]
    if encoding.startswith("epoch-"):
        factor = {"s": 1_000_000, "ms": 1000, "us": 1, "ns": 1}[encoding[6:]]
        out = []
        for x in column:
            if missing(x):
                out.append(None)
            elif encoding == "epoch-ns":
                out.append(int(x) // 1000)
            else:
                out.append(int(round(float(x) * factor)) if encoding == "epoch-s" else int(float(x) * factor))
        return out
    if encoding == "native" and column.dtype != object:
        zone = time.get("assumedZone", "UTC")
        stamps = column if column.dt.tz is not None else column.dt.tz_localize(zone)
        return [None if x is pd.NaT else int(x.value // 1000) for x in stamps]
    out = []
    for x in column:
        stamp = pd.to_datetime(x, errors="coerce") if not missing(x) else pd.NaT
        if stamp is pd.NaT:
            out.append(None)
            continue
        if stamp.tzinfo is None:
            stamp = stamp.tz_localize(time.get("assumedZone", "UTC"))
        out.append(int(stamp.tz_convert("UTC").value // 1000))
    return out
