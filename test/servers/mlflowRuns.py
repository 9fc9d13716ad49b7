"""Runs as MLflow's own client writes them; what it then reads is printed as JSON.

    python mlflowRuns.py TRACKING_URI [points of a long history]
"""

import json
import math
import sys

import mlflow
from mlflow.entities import Metric
from mlflow.tracking import MlflowClient

mlflow.set_tracking_uri(sys.argv[1])
points = int(sys.argv[2]) if len(sys.argv) > 2 else 0
client = MlflowClient()
told = lambda value: "NaN" if math.isnan(value) else "Infinity" if value == math.inf else "-Infinity" if value == -math.inf else value

# A name that YAML folds and escapes.
mlflow.set_experiment('churn: "späte" Züge ' + "lang " * 20)
for depth in (3, 5):
    for seed in (1, 2):
        with mlflow.start_run(run_name=f"d{depth}-s{seed}") as run:
            mlflow.log_params({"depth": depth, "seed": seed, "note": "a: b\n# c"})
            for step in range(10):
                mlflow.log_metric("val/loss", 1 / (step + depth) + seed / 100, step=step)
                mlflow.log_metric("system/cpu_utilization_percentage", 10 + step, step=step)
            mlflow.log_metric("test_accuracy", 0.9 + depth / 500)
            for step, value in enumerate((math.nan, math.inf, -math.inf, 3.5)):
                mlflow.log_metric("odd", value, step=step)
            mlflow.set_tag("model.version", f"2026.{depth}.{seed}")
if points > 0:
    with mlflow.start_run(run_name="long") as run:
        for first in range(0, points, 1000):
            client.log_batch(run.info.run_id, [Metric("many", i * 0.5, 1_790_000_000_000 + i, i) for i in range(first, min(points, first + 1000))])
    registered = client.create_registered_model("churn")
    client.create_model_version("churn", f"{run.info.artifact_uri}/model", run.info.run_id)
mlflow.set_experiment("second")
with mlflow.start_run(run_name="failed run"):
    mlflow.log_metric("rmse", 2.0, step=-1)
    mlflow.end_run("FAILED")
with mlflow.start_run(run_name="gone") as gone:
    pass
client.delete_run(gone.info.run_id)
client.create_run(client.get_experiment_by_name("second").experiment_id, run_name="goes on")

found = []
for experiment in client.search_experiments():
    for run in client.search_runs([experiment.experiment_id], max_results=1000):
        histories = {key: [[p.step, p.timestamp, told(p.value)] for p in client.get_metric_history(run.info.run_id, key)] for key in run.data.metrics}
        found.append({
            "id": run.info.run_id, "name": run.info.run_name, "experiment": experiment.name, "status": run.info.status.lower(), "start": run.info.start_time, "end": run.info.end_time,
            "params": run.data.params, "version": run.data.tags.get("model.version"), "metrics": {key: told(value) for key, value in run.data.metrics.items()}, "histories": histories,
        })
print(json.dumps({"version": mlflow.__version__, "runs": found}))
