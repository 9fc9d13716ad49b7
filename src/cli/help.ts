/** Exit codes, as the help and docs/command-line.md list them. */
export const exitCodes = { ok: 0, internal: 1, usage: 2, source: 3, windows: 4, failed: 5, cancelled: 130 } as const;

export const helpText = `model-vitals report [PATH] [options]   compares a baseline window with the current one, prints what moved
model-vitals alerts [PATH] [options]   judges the log window by window against its own past, at a level of false alarms
model-vitals check [PATH] [options]    passes or fails a comparison by the rules of model-vitals.json: for CI
model-vitals baseline save [PATH] -o FILE.json   keeps a window as counts, to be committed and checked against
model-vitals notebook [PATH] [options] -o FILE.ipynb   writes Python that computes the comparison anew with pandas, and checks it
model-vitals mcp [PATH] [options]      serves the same answers to assistants (Model Context Protocol on standard input and output)
model-vitals runs [STORE] [options]    lists training runs, compares two of them, or puts the deployed one beside production

PATH                 file, folder or quoted glob (JSON Lines, JSON, CSV, TSV, Parquet; also .gz);
                     default: the sources of model-vitals.json in this folder, else a log found below it;
                     or the address of a Prometheus-compatible server or of a /metrics page;
                     or of a table, which its database counts: postgresql://user@host/db?table=schema.t, clickhouse://…, trino://…/catalog/schema;
                     or OTLP/JSON lines of metrics; or otlp://127.0.0.1:4318, where exporters send to

Windows of report
  --baseline WINDOW  2026-01-01..2026-01-31 | file:NAME | version:NAME | slots:0..10 | a kept baseline's name
  --current WINDOW   the same
  --preset PRESET    parts:50%,25% | last:7d | day-ago:6h | week-ago:1d | labels-in
  --axis AXIS        time | file | version | row; default: what the log has, in this order of preference

Windows of alerts
  --window LENGTH    15m | 1h | 1d | 1w | 200rows, for one family service=5m; default: what suits the log and the family
  --baseline RANGE   2026-01-01..2026-01-15, or rows as 0..20000; default: the first windows, mostly 336
  --exclude RANGE    neither baseline nor judged (a deploy, a holiday); can be given several times
  --level SHARE      share of windows with a false alarm, for each family: 1% (default) or 0.01

Notebook
  --feature NAME     compare this feature first, whether it moved or not; windows as of report

Check
  --baseline FILE.json   a stored baseline in place of a window; else the windows of report
  --junit FILE, --sarif FILE, --markdown FILE   for CI servers, code hosts and the summary of a job

Runs
  STORE              mlflow.db, a folder mlruns, a folder with event files of TensorBoard, or the address of an MLflow tracking server;
                     default: the source of training runs in model-vitals.json, else what this folder holds
  --experiment NAME  MLflow's experiment, by name or id; can be given several times
  --compare A B      two runs, by id or name
  --production LOG   the deployed run beside what this log measured: a file, or the name of a configured log
  --run RUN          that run, where no version of the log tells which one is deployed

Input
  --source NAME      which source of model-vitals.json
  --labels PATH      file, folder or quoted glob of labels that came later, joined by id; can be given several times
  --label-id NAME    column of the label files that holds the id; default: guessed from its name
  --bearer NAME      for an address: the environment variable that holds its token; other log-ins stand in model-vitals.json; those that are a
                     command run only with MODEL_VITALS_RUN_COMMANDS=1 in the environment
  --password-env NAME  for a database: the environment variable that holds its password
  --watch LENGTH     how long a page without a history is watched, or OTLP received, first: 60s (default), 5m
  --listen PORT      receive OTLP/HTTP on this port of 127.0.0.1, as otlp://127.0.0.1:PORT does
  --otlp             PATH is OTLP/JSON lines (told by their first line where this is left out)
  --config FILE      another configuration file
  --code FOLDER      where the Python code stands; default: the folder of the configuration, else this one

Output
  -f, --format F     text (default) | json | markdown | html | csv; of alerts: text (default) | jsonl; of runs: text (default) | json;
                     of check: text (default) | json | markdown | junit | sarif
  -o, --output FILE  write to a file, not to standard output
  --exact WHEN       auto (default): from the rows where they are few enough | never: from the cube alone
  --why              which segments and series go with the change of error rate, p95 latency and accuracy, where they moved
  --storage FOLDER   keep the cube there, so that the next run reads no log
  --color, --no-color
  -q, --quiet        no progress on standard error
  -h, --help         --version

Exit codes
  0  the answer was written     1  internal error          2  bad arguments
  3  the log cannot be read     4  nothing to compare      5  the check failed
  130  cancelled
`;
