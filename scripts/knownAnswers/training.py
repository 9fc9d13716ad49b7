"""Training runs as other programs write and read them.

    python scripts/knownAnswers/training.py        # needs tensorboard, tensorboardX, mlflow, numpy

Writes test/fixtures/training: event files by tensorboardX (old scalars and histograms) and by TensorBoard's own writer and summaries (tensors), a run that
was started anew, a database with MLflow's own tables whose newest pages stand in the write-ahead log alone. test/fixtures/knownAnswers/training.json has what TensorBoard's
EventAccumulator and Python's sqlite3 read in them, and the versions used.
"""

import json
import os
import shutil
import sqlite3
import sys
import tempfile
import warnings

warnings.filterwarnings("ignore")
import numpy as np
import tensorboard
import tensorboardX
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.compat.proto import event_pb2, summary_pb2
from tensorboard.plugins.histogram import summary_v2 as histogram_summary
from tensorboard.plugins.scalar import summary_v2 as scalar_summary
from tensorboard.summary.writer.record_writer import RecordWriter, masked_crc32c
from tensorboard.util import tensor_util

root = os.path.join(os.path.dirname(__file__), "..", "..", "test", "fixtures")
folder = os.path.join(root, "training")
shutil.rmtree(folder, ignore_errors=True)
os.makedirs(folder)
rng = np.random.default_rng(5)


def events(name, made, second=1_790_000_000):
    """An event file under a fixed name, out of whole events."""
    path = os.path.join(folder, "runs", name, f"events.out.tfevents.{second}.host.1.0")
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as file:
        writer = RecordWriter(file)
        for event in made:
            writer.write(event.SerializeToString())
    return path


def event(wall, step=0, **parts):
    return event_pb2.Event(wall_time=wall, step=step, **parts)


def scalar(tag, value, dtype=np.float32):
    summary = scalar_summary.scalar_pb(tag, value)
    one = summary.value[0]
    one.ClearField("tensor")
    one.tensor.CopyFrom(tensor_util.make_tensor_proto(np.array(value, dtype=dtype)))
    return summary


wall = 1_790_000_000.25
start = [event(wall, file_version="brain.Event:2")]

# Old forms, by tensorboardX itself; its file name is made regular afterwards.
with tempfile.TemporaryDirectory() as temp:
    writer = tensorboardX.SummaryWriter(temp)
    for step in range(12):
        writer.add_scalar("loss/train", 1 / (step + 1), step, walltime=wall + step)
        if step % 4 == 0:
            writer.add_histogram("weights", rng.normal(size=400), step, bins="fd", walltime=wall + step)
    writer.add_scalar("odd", float("nan"), 0, walltime=wall)
    writer.add_scalar("odd", float("inf"), 1, walltime=wall)
    writer.add_scalar("odd", 2.5, 2, walltime=wall)
    writer.add_text("note", "no number", 0, walltime=wall)
    writer.close()
    (file,) = os.listdir(temp)
    os.makedirs(os.path.join(folder, "runs", "old"))
    shutil.copyfile(os.path.join(temp, file), os.path.join(folder, "runs", "old", "events.out.tfevents.1790000000.host.1.0"))

# Tensors, by TensorBoard's own summaries; the type differs by tag.
made = list(start)
for step in range(6):
    for tag, dtype in (("f32", np.float32), ("f64", np.float64), ("f16", np.float16), ("i32", np.int32), ("i64", np.int64)):
        made.append(event(wall + step, step, summary=scalar(tag, step * 1.5 - 2, dtype)))
    summary = histogram_summary.histogram_pb("weights", rng.normal(size=300), buckets=8)
    if step > 0:
        summary.value[0].ClearField("metadata")
    made.append(event(wall + step, step, summary=summary))
events("tensors", made)

# Started anew at step 4: what was written of it and later no longer holds. Old scalars: EventAccumulator takes back no tensors, as TensorBoard's own reader does.
def old_scalar(tag, value):
    return summary_pb2.Summary(value=[summary_pb2.Summary.Value(tag=tag, simple_value=value)])


session = event_pb2.SessionLog(status=event_pb2.SessionLog.START)
events("restarted", start + [event(wall + step, step, summary=old_scalar("loss", 10 - step)) for step in range(8)])
events("restarted", [event(wall + 100, file_version="brain.Event:2"), event(wall + 100, 4, session_log=session)] + [event(wall + 100 + step, step, summary=old_scalar("loss", 100 - step)) for step in range(4, 7)], 1_790_000_100)

answers = {}
for name in ("old", "tensors", "restarted"):
    read = EventAccumulator(os.path.join(folder, "runs", name), size_guidance={"scalars": 0, "histograms": 0, "tensors": 0})
    read.Reload()
    tags = read.Tags()
    answers[name] = {
        "scalars": {tag: [[e.wall_time, e.step, str(e.value)] for e in read.Scalars(tag)] for tag in tags["scalars"]},
        "tensorScalars": {
            tag: [[e.wall_time, e.step, str(float(tensor_util.make_ndarray(e.tensor_proto)))] for e in read.Tensors(tag)]
            for tag in tags["tensors"] if tag != "weights" and not tag.startswith("note")
        },
        "histograms": {tag: [[e.step, list(e.histogram_value.bucket_limit), list(e.histogram_value.bucket)] for e in read.Histograms(tag)] for tag in tags["histograms"]},
        "tensorHistograms": {tag: [[e.step, tensor_util.make_ndarray(e.tensor_proto).tolist()] for e in read.Tensors(tag)] for tag in tags["tensors"] if tag == "weights"},
    }

# MLflow's own tables, small pages, the newest part in the write-ahead log alone.
import mlflow
from mlflow.store.tracking.sqlalchemy_store import SqlAlchemyStore

with tempfile.TemporaryDirectory() as temp:
    whole = os.path.join(temp, "whole.db")
    SqlAlchemyStore(f"sqlite:///{whole}", temp)
    wanted = ("experiments", "runs", "metrics", "latest_metrics", "params", "tags", "registered_models", "model_versions")
    source = sqlite3.connect(whole)
    statements = [sql for (name, sql) in source.execute("SELECT name, sql FROM sqlite_master WHERE type = 'table'") if name in wanted]
    source.close()
    small = os.path.join(temp, "mlflow.db")
    target = sqlite3.connect(small, isolation_level=None)
    target.execute("PRAGMA page_size = 1024")
    target.execute("PRAGMA journal_mode = WAL")
    target.execute("PRAGMA wal_autocheckpoint = 0")
    for sql in statements:
        target.execute(sql)
    target.execute("INSERT INTO experiments (experiment_id, name, lifecycle_stage) VALUES (1, 'churn', 'active'), (2, 'gone', 'deleted')")
    target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    at = 1_790_000_000_000
    columns = "run_uuid, name, status, start_time, end_time, lifecycle_stage, experiment_id"
    target.execute(f"INSERT INTO runs ({columns}) VALUES ('a1', 'first', 'FINISHED', {at}, {at + 5000}, 'active', 1), ('b2', NULL, 'RUNNING', {at + 1000}, NULL, 'active', 1), ('c3', 'deleted', 'FINISHED', {at}, {at}, 'deleted', 1)")
    target.execute("INSERT INTO params (\"key\", value, run_uuid) VALUES ('depth', '3', 'a1'), ('depth', '5', 'b2'), ('note', 'späte Züge', 'b2')")
    target.execute("INSERT INTO tags (\"key\", value, run_uuid) VALUES ('mlflow.runName', 'by its tag', 'b2')")
    target.execute("INSERT INTO registered_models (name) VALUES ('churn')")
    target.execute("INSERT INTO model_versions (name, version, run_id) VALUES ('churn', 3, 'a1')")
    target.execute("BEGIN")
    for step in range(300):
        target.execute("INSERT INTO metrics (\"key\", value, timestamp, run_uuid, step, is_nan) VALUES ('val/loss', ?, ?, 'b2', ?, ?)", (0 if step == 7 else 1 / (step + 1), at + step, step, step == 7))
    target.execute("COMMIT")
    target.execute(f"INSERT INTO latest_metrics (\"key\", value, timestamp, step, is_nan, run_uuid) VALUES ('val/loss', {1 / 300!r}, {at + 299}, 299, 0, 'b2'), ('test_accuracy', 0.91, {at}, 0, 0, 'a1'), ('blown up', {sys.float_info.max!r}, {at}, 0, 0, 'a1')")
    # A reader keeps the log from being put into the file when it is copied.
    for name in ("mlflow.db", "mlflow.db-wal"):
        shutil.copyfile(os.path.join(temp, name), os.path.join(folder, name))
    answers["database"] = {
        "metrics": target.execute("SELECT count(*), sum(value), max(step) FROM metrics").fetchone(),
        "integrity": target.execute("PRAGMA integrity_check").fetchone()[0],
        "walBytes": os.path.getsize(os.path.join(folder, "mlflow.db-wal")),
    }
    target.close()

vector = b"\x1a\x11" + b"CRC test, one two"
answers["crc"] = {"bytes": vector.hex(), "masked": masked_crc32c(vector)}
answers["versions"] = {"python": sys.version.split()[0], "tensorboard": tensorboard.__version__, "tensorboardX": tensorboardX.__version__, "mlflow": mlflow.__version__, "sqlite": sqlite3.sqlite_version, "numpy": np.__version__}
with open(os.path.join(root, "knownAnswers", "training.json"), "w") as file:
    json.dump(answers, file, indent=1, allow_nan=False)
    file.write("\n")
