import path from 'node:path';
import { FaultError } from '../../core/domain/fault';
import type { MlflowFilesSpec } from '../../core/training/trainingSpec';
import { historyOf, loggedOf, newestFirst, type LatestMetric, type MetricHistory, type TrainingRun } from '../../core/training/trainingRun';
import { chosenExperiments, nameOf, statusOf, storedNumber } from './mlflowShapes';
import { mostRuns, noHistograms, type RunList, type RunStore } from './runStore';
import { openDatabase } from './sqlite/openDatabase';
import { databaseStamp } from './sqlite/readDatabase';
import type { Row, SqlDatabase } from './sqlite/sqlDatabase';

/** `mlflow.db`: tables of mlflow/mlflow, `dbmodels/models.py`. Only columns that every version has are read. */
export class MlflowDb implements RunStore {
  readonly address: string;
  readonly pollMs: number;
  #open: { readonly stamp: string; readonly database: SqlDatabase } | null = null;
  #listed: { readonly stamp: string; readonly list: RunList } | null = null;

  constructor(private readonly spec: MlflowFilesSpec) {
    this.address = path.resolve(spec.folder, spec.path);
    this.pollMs = (spec.pollSeconds ?? 2) * 1_000;
  }

  async list(signal: AbortSignal): Promise<RunList> {
    const stamp = await databaseStamp(this.address);
    if (this.#listed?.stamp === stamp) return this.#listed.list;
    const database = await this.#database(signal);
    const list = this.#read(database);
    this.#listed = { stamp, list };
    return list;
  }

  async histories(run: string, signal: AbortSignal): Promise<ReadonlyMap<string, MetricHistory>> {
    const database = await this.#database(signal);
    const points = new Map<string, { step: number; timeMs: number; value: number }[]>();
    for (const row of database.rows('SELECT "key", value, timestamp, step, is_nan FROM metrics WHERE run_uuid = ? ORDER BY "key", step, timestamp', [run])) {
      const key = text(row['key']);
      const list = points.get(key) ?? [];
      if (list.length === 0) points.set(key, list);
      list.push({ step: number(row['step']) ?? 0, timeMs: number(row['timestamp']) ?? Number.NaN, value: valueOf(row) });
    }
    return new Map([...points].map(([key, list]) => [key, historyOf(list)]));
  }

  histograms(): Promise<typeof noHistograms> {
    return Promise.resolve(noHistograms);
  }

  close(): void {
    this.#open?.database.close();
    this.#open = null;
  }

  /** Opened anew when the file or its write-ahead log has changed. */
  async #database(signal: AbortSignal): Promise<SqlDatabase> {
    const stamp = await databaseStamp(this.address);
    if (this.#open?.stamp === stamp) return this.#open.database;
    const database = await openDatabase(this.address);
    if (signal.aborted) {
      database.close();
      throw FaultError.of('cancelled', 'cancelled', true);
    }
    this.close();
    this.#open = { stamp, database };
    return database;
  }

  #read(database: SqlDatabase): RunList {
    const tables = new Set(database.rows("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')").map(({ name }) => text(name)));
    for (const needed of ['experiments', 'runs', 'metrics']) if (!tables.has(needed)) throw FaultError.of('unreadable', `${this.address} has no table "${needed}": it is no MLflow database`);
    const known = database.rows("SELECT experiment_id, name FROM experiments WHERE lifecycle_stage = 'active'").map((row) => ({ id: text(row['experiment_id']), name: text(row['name']) }));
    const { experiments, notes } = chosenExperiments(known, this.spec.experiments);
    const names = new Map(experiments.map(({ id, name }) => [id, name]));
    const all = database.rows("SELECT run_uuid, name, status, start_time, end_time, experiment_id FROM runs WHERE lifecycle_stage = 'active' ORDER BY start_time DESC, run_uuid").filter((row) => names.has(text(row['experiment_id'])));
    const listed = all.slice(0, mostRuns);
    const wanted = new Set(listed.map((row) => text(row['run_uuid'])));
    const missing = ['latest_metrics', 'params', 'tags'].filter((table) => !tables.has(table));
    const pairs = (table: string): ReadonlyMap<string, readonly Row[]> => (tables.has(table) ? byRun(database.rows(`SELECT * FROM ${table}`), wanted) : new Map());
    const [latest, params, tags] = [pairs('latest_metrics'), pairs('params'), pairs('tags')];
    const versions = tables.has('model_versions') ? byRun(database.rows('SELECT name, version, run_id AS run_uuid FROM model_versions ORDER BY name, version'), wanted) : new Map<string, readonly Row[]>();
    const runs = listed.map((row): TrainingRun => {
      const id = text(row['run_uuid']);
      const tagged = textPairs(tags.get(id));
      return {
        id,
        name: nameOf(id, row['name'], tagged),
        experiment: names.get(text(row['experiment_id'])) ?? '',
        status: statusOf(row['status']),
        startMs: time(row['start_time']),
        endMs: time(row['end_time']),
        params: textPairs(params.get(id)),
        tags: tagged,
        metrics: (latest.get(id) ?? []).map(latestOfRow).sort((a, b) => (a.key < b.key ? -1 : 1)),
        registered: (versions.get(id) ?? []).map((version) => `${text(version['name'])}/${text(version['version'])}`),
        histograms: [],
      };
    });
    return {
      runs: newestFirst(runs),
      total: all.length,
      notes: [...notes, ...(all.length > mostRuns ? [`There are ${all.length.toLocaleString('en-US')} runs; the newest ${mostRuns.toLocaleString('en-US')} are listed. Name experiments to see others.`] : []), ...(missing.length > 0 ? [`The database has no table ${missing.join(', ')}.`] : [])],
    };
  }
}

function byRun(rows: readonly Row[], wanted: ReadonlySet<string>): ReadonlyMap<string, readonly Row[]> {
  const found = new Map<string, Row[]>();
  for (const row of rows) {
    const run = text(row['run_uuid']);
    if (!wanted.has(run)) continue;
    const list = found.get(run) ?? [];
    if (list.length === 0) found.set(run, list);
    list.push(row);
  }
  return found;
}

function textPairs(rows: readonly Row[] = []): Record<string, string> {
  return Object.fromEntries(rows.map((row) => [text(row['key']), text(row['value'])]));
}

function latestOfRow(row: Row): LatestMetric {
  return { key: text(row['key']), value: loggedOf(valueOf(row)), step: number(row['step']) ?? 0, timeMs: time(row['timestamp']) };
}

/** NaN is kept as 0 with a mark beside it. */
function valueOf(row: Row): number {
  return number(row['is_nan']) === 1 ? Number.NaN : storedNumber(number(row['value']) ?? Number.NaN);
}

function number(value: unknown): number | null {
  return typeof value === 'number' ? value : typeof value === 'bigint' ? Number(value) : null;
}

function time(value: unknown): number | null {
  const at = number(value);
  return at !== null && at > 0 ? at : null;
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : value === null || value === undefined ? '' : typeof value === 'number' || typeof value === 'bigint' ? String(value) : '';
}
