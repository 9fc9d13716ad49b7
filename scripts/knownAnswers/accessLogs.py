"""An nginx access log of 2,000 requests and what is in it, by regular expressions of its own and NumPy, as fixtures for the readers.

    python scripts/knownAnswers/accessLogs.py test/fixtures/knownAnswers

Writes access-nginx.log (combined, $request_time, $upstream_response_time; escaped as nginx escapes by default) and access-nginx.json.
"""

import json
import random
import re
import sys
from datetime import datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pandas as pd

random.seed(20261124)
out = Path(sys.argv[1])


def nginx_escaped(text: str) -> str:
    """ngx_http_log_escape: bytes below 0x20, above 0x7e, the quote and the backslash as \\xHH."""
    return "".join(chr(b) if 32 <= b <= 126 and b not in (34, 92) else f"\\x{b:02X}" for b in text.encode())


agents = ["curl/8.1", 'odd "agent" \\ here', "agent é 漢字", "-"]
paths = ["/v2/models/churn/infer", "/v2/models/fraud/versions/3/infer", "/healthz", "/predict?customer=17&x=\"1\"", "/café"]
lines = []
start = datetime(2026, 11, 1, tzinfo=timezone.utc)
for i in range(2_000):
    at = start + timedelta(seconds=i * 86.4)
    slow = 1.5 if i >= 1_000 else 1.0
    request = round(random.lognormvariate(-3, 0.7) * slow, 3)
    first = round(request * random.random(), 3)
    status = random.choices([200, 404, 500, 502, 504], [93, 3, 2, 1, 1])[0]
    upstream = "-" if status == 404 else f"{first:.3f}, {max(0, request - first):.3f}" if status == 502 else f"{first:.3f} : {max(0, request - first):.3f}" if i % 97 == 0 else f"{request:.3f}"
    path = nginx_escaped(random.choice(paths))
    agent = nginx_escaped(random.choice(agents))
    client = f"10.1.{i % 5}.{i % 200}"
    local = at.astimezone(timezone(timedelta(hours=1)))
    asked = f"POST {path} HTTP/1.1" if i % 211 else "\\x16\\x03\\x01\\x02"
    lines.append(f'{client} - - [{local.strftime("%d/%b/%Y:%H:%M:%S %z")}] "{asked}" {status} {random.randint(2, 900)} "-" "{agent}" {request:.3f} {upstream}')
(out / "access-nginx.log").write_text("\n".join(lines) + "\n")

# Read back by other means than the reader under test.
shape = re.compile(r'^(\S+) - - \[([^\]]+)\] "([^"]*)" (\d{3}) (\d+) "([^"]*)" "([^"]*)" (\S+) (.*)$')
rows = [shape.match(line).groups() for line in lines]
frame = pd.DataFrame(rows, columns=["client", "time", "request", "status", "bytes", "referrer", "agent", "request_time", "upstream"])
frame["time"] = pd.to_datetime(frame["time"], format="%d/%b/%Y:%H:%M:%S %z", utc=True)
frame["latency"] = frame["request_time"].astype(float) * 1_000
frame["status"] = frame["status"].astype(int)


def decoded(text: str) -> str:
    return re.sub(r"\\x([0-9A-F]{2})", lambda m: chr(int(m[1], 16)), text).encode("latin1").decode("utf8")


def upstream_ms(text: str):
    found = [float(part) for part in re.split(r"[ ,:]+", text) if part not in ("-", "")]
    return round(sum(found) * 1_000, 6) if found else None


frame["path"] = [decoded(r.split(" ")[1]).split("?")[0] if r.startswith("POST") else None for r in frame["request"]]
cut = pd.Timestamp("2026-11-02T00:00:00Z")


def window(part: pd.DataFrame, until: pd.Timestamp) -> dict:
    # Throughput is over the part of a window that the log covers.
    return {
        "n": len(part),
        "hours": (until - part["time"].min().floor("D")).total_seconds() / 3_600,
        **{f"p{q}": float(np.percentile(part["latency"], q)) for q in (50, 90, 95, 99)},
        "mean": float(part["latency"].mean()),
        "errors": int((part["status"] >= 400).sum()),
        "serverErrors": int((part["status"] >= 500).sum()),
        "bytes": float(part["bytes"].astype(float).mean()),
    }


answers = {
    "versions": {"numpy": np.__version__, "pandas": pd.__version__},
    "rows": len(frame),
    "baseline": window(frame[frame["time"] < cut], cut),
    "current": window(frame[frame["time"] >= cut], frame["time"].max()),
    "paths": {str(k): int(v) for k, v in frame["path"].value_counts().items()},
    "agents": {decoded(k): int(v) for k, v in frame["agent"].value_counts().items() if k != "-"},
    "statuses": {str(k): int(v) for k, v in frame["status"].value_counts().items()},
    "upstreamSum": round(sum(v for v in map(upstream_ms, frame["upstream"]) if v is not None), 3),
    "upstreamMissing": sum(upstream_ms(v) is None for v in frame["upstream"]),
    "models": {"churn": int((frame["path"] == "/v2/models/churn/infer").sum()), "fraud": int((frame["path"] == "/v2/models/fraud/versions/3/infer").sum())},
}
(out / "access-nginx.json").write_text(json.dumps(answers, ensure_ascii=False, indent=1) + "\n")
