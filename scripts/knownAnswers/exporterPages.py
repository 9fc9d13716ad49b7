"""Families of the pages of real servers and exporters that are no model servers, read by prometheus_client's own parser: name as PromQL has it, type, labels.

    python scripts/knownAnswers/exporterPages.py ROOT > test/fixtures/metrics/exporterPages.json

ROOT: folder into which Debian 12's packages prometheus, prometheus-node-exporter, prometheus-pushgateway, victoria-metrics, prometheus-blackbox-exporter,
prometheus-redis-exporter, prometheus-process-exporter, prometheus-postgres-exporter, prometheus-nginx-exporter, nginx, redis-server and redis-tools were unpacked
(`dpkg -x`); a PostgreSQL of the machine is used for the postgres exporter. Needs prometheus_client; the packages' versions are written into the file.
"""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from importlib.metadata import version
from pathlib import Path

from prometheus_client.parser import text_string_to_metric_families

ROOT = Path(sys.argv[1])
# Values of other labels would say which machine the pages were made on.
SPOKEN = {"mode", "code", "status", "handler", "method", "state", "cmd", "phase", "ctxswitchtype", "memtype", "groupname", "fstype", "path"}
KEPT = 12
running = []


def port():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return free.getsockname()[1]


def start(binary, *args, **more):
    running.append(subprocess.Popen([str(ROOT / binary), *args], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more))


def fetch(address):
    for _ in range(100):
        try:
            return urllib.request.urlopen(address, timeout=5).read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.1)
    raise SystemExit(f"{address} does not answer")


def page(text):
    families = {}
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            base = sample.name
            if family.type in ("histogram", "summary"):
                base = family.name
            elif sample.name.endswith("_created") or sample.name.startswith("pg_settings_"):
                continue
            one = families.setdefault(base, {"name": base, "type": family.type, "labels": {}})
            for label, value in sample.labels.items():
                if label in ("le", "quantile"):
                    continue
                values = one["labels"].setdefault(label, [])
                if label in SPOKEN and value not in values and len(values) < KEPT:
                    values.append(value)
    return list(families.values())


def pages(folder):
    a = port()
    start("usr/bin/prometheus", f"--config.file={folder}/p.yml", f"--storage.tsdb.path={folder}/data", f"--web.listen-address=127.0.0.1:{a}", "--log.level=error")
    for query in ("up", "sum(", "vector(1)"):
        try:
            fetch(f"http://127.0.0.1:{a}/-/ready")
            urllib.request.urlopen(f"http://127.0.0.1:{a}/api/v1/query?query={query}").read()
        except urllib.error.HTTPError:
            pass
    yield "Prometheus", fetch(f"http://127.0.0.1:{a}/metrics")
    b = port()
    start("usr/bin/prometheus-node-exporter", f"--web.listen-address=127.0.0.1:{b}")
    yield "node exporter", fetch(f"http://127.0.0.1:{b}/metrics")
    c = port()
    start("usr/bin/prometheus-pushgateway", f"--web.listen-address=127.0.0.1:{c}")
    yield "Pushgateway", fetch(f"http://127.0.0.1:{c}/metrics")
    d = port()
    start("usr/bin/victoria-metrics", f"-storageDataPath={folder}/vm", f"-httpListenAddr=127.0.0.1:{d}")
    yield "VictoriaMetrics", fetch(f"http://127.0.0.1:{d}/metrics")
    e = port()
    Path(folder, "b.yml").write_text("modules: {http_2xx: {prober: http}}\n")
    start("usr/bin/prometheus-blackbox-exporter", f"--config.file={folder}/b.yml", f"--web.listen-address=127.0.0.1:{e}")
    fetch(f"http://127.0.0.1:{e}/metrics")
    yield "blackbox exporter", fetch(f"http://127.0.0.1:{e}/probe?module=http_2xx&target=127.0.0.1:{a}")
    f, g = port(), port()
    start("usr/bin/redis-server", "--port", str(f), "--save", "", env={**os.environ, "LD_LIBRARY_PATH": str(ROOT / "usr/lib/x86_64-linux-gnu")})
    start("usr/bin/prometheus-redis-exporter", f"-redis.addr=redis://127.0.0.1:{f}", f"-web.listen-address=127.0.0.1:{g}")
    time.sleep(1)
    yield "redis exporter", fetch(f"http://127.0.0.1:{g}/metrics")
    h = port()
    Path(folder, "pe.yml").write_text('process_names: [{name: "{{.Comm}}", comm: [prometheus]}]\n')
    start("usr/bin/prometheus-process-exporter", f"-config.path={folder}/pe.yml", f"-web.listen-address=127.0.0.1:{h}")
    time.sleep(1)
    yield "process exporter", fetch(f"http://127.0.0.1:{h}/metrics")
    n, m = port(), port()
    Path(folder, "nginx.conf").write_text(f"daemon off; pid {folder}/n.pid; error_log {folder}/n.log; events {{}} http {{ access_log off; client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder}; uwsgi_temp_path {folder}; scgi_temp_path {folder}; server {{ listen 127.0.0.1:{n}; location / {{ stub_status; }} }} }}\n")
    start("usr/sbin/nginx", "-e", f"{folder}/n.log", "-c", f"{folder}/nginx.conf")
    start("usr/bin/prometheus-nginx-exporter", f"-nginx.scrape-uri=http://127.0.0.1:{n}/", f"-web.listen-address=127.0.0.1:{m}")
    time.sleep(1)
    yield "nginx exporter", fetch(f"http://127.0.0.1:{m}/metrics")
    postgres = sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    if postgres:
        own, i, j = f"{folder}/pg", port(), port()
        os.mkdir(own)
        shutil.chown(own, "nobody")
        os.chmod(folder, 0o755)
        as_nobody = lambda command: subprocess.run(["su", "nobody", "-s", "/bin/sh", "-c", command], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        as_nobody(f"{postgres[-1]}/initdb -D {own}/d -A trust -U postgres")
        as_nobody(f"{postgres[-1]}/pg_ctl -D {own}/d -o '-c listen_addresses=127.0.0.1 -p {i} -c unix_socket_directories={own}' -w start")
        start("usr/bin/prometheus-postgres-exporter", f"--web.listen-address=127.0.0.1:{j}", env={**os.environ, "DATA_SOURCE_NAME": f"postgresql://postgres@127.0.0.1:{i}/postgres?sslmode=disable"})
        time.sleep(1)
        try:
            yield "postgres exporter", fetch(f"http://127.0.0.1:{j}/metrics")
        finally:
            as_nobody(f"{postgres[-1]}/pg_ctl -D {own}/d -m immediate stop")


with tempfile.TemporaryDirectory() as folder:
    Path(folder, "p.yml").write_text("global: {}\n")
    try:
        found = {name: page(text) for name, text in pages(folder)}
    finally:
        for each in running:
            each.kill()
            each.wait()
    print(json.dumps({"versions": {"prometheus_client": version("prometheus_client"), "Debian": Path("/etc/debian_version").read_text().strip()}, "pages": found}, separators=(",", ":")))
