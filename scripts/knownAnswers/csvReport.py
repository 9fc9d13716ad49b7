"""Reads a CSV report by Python's csv module and by pandas, takes the guard from its texts, and prints the rows of both as JSON.

    python scripts/knownAnswers/csvReport.py REPORT.csv

Both have to give the same texts, and pandas numbers where the report has numbers. Needs pandas; written with 2.3 and Python 3.11.
"""
import csv
import json
import re
import sys

import pandas as pd

NUMBERS = ["baseline", "current", "change", "change_low", "change_high", "p", "q", "n_baseline", "n_current"]


def plain(text):
    return re.sub("^'('*[=+\\-@\t\r\n\uff1d\uff0b\uff0d\uff20])", r"\1", text)


path = sys.argv[1]
with open(path, newline="", encoding="utf-8") as file:
    rows = list(csv.DictReader(file, strict=True))
frame = pd.read_csv(path, keep_default_na=False, na_values={name: [""] for name in NUMBERS}, dtype={name: "float64" for name in NUMBERS}, encoding="utf-8", float_precision="round_trip")
texts = [name for name in frame.columns if name not in NUMBERS]
assert len(rows) == len(frame)
for row, (_, other) in zip(rows, frame.iterrows()):
    for name in texts:
        assert row[name].replace("\r\n", "\n") == str(other[name]).replace("\r\n", "\n") or name == "interval_level", (name, row[name], other[name])
    for name in NUMBERS:
        assert (row[name] == "") == bool(pd.isna(other[name])) and (row[name] == "" or float(row[name]) == other[name]), (name, row[name], other[name])
    for name, value in row.items():
        assert name in NUMBERS or not re.match("[=+\\-@\t\r\n]", value), (name, value)
print(json.dumps([{name: None if name in NUMBERS and row[name] == "" else float(row[name]) if name in NUMBERS else plain(row[name]) for name in row} for row in rows]))
