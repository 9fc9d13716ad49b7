import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { parse } from 'yaml';
import { FaultError } from '../../core/domain/fault';
import { latestOf, newestFirst, type LatestMetric, type MetricHistory, type TrainingRun } from '../../core/training/trainingRun';
import type { MlflowFilesSpec } from '../../core/training/trainingSpec';
import { filesBelow } from './filesBelow';
import { parseMetricFile, type MetricFile } from './metricFile';
import { chosenExperiments, nameOf, statusOf, type Experiment } from './mlflowShapes';
import { mostRuns, noHistograms, type RunList, type RunStore } from './runStore';

type Meta = Readonly<Record<string, unknown>>;

/** A file as it was when it was last read. */
interface Kept {
  readonly stamp: string;
  readonly read: MetricFile;
}

const mostText = 1_000_000;
/** A finished run is read again after so long even where nothing seems to have changed: a tag may be written over in place. */
const believedMs = 60_000;

/** The folder `mlruns` (mlflow/mlflow, `file_store.py`). Metric files are read again only when they changed. */
export class Mlruns implements RunStore {
  readonly address: string;
  readonly pollMs: number;
  readonly #metricFiles = new Map<string, Kept>();
  readonly #finished = new Map<string, { readonly stamp: string; readonly readMs: number; readonly run: TrainingRun; readonly badLines: number }>();
  #folders = new Map<string, string>();

  constructor(
    private readonly spec: MlflowFilesSpec,
    private readonly now: () => number = Date.now,
  ) {
    this.address = path.resolve(spec.folder, spec.path);
    this.pollMs = (spec.pollSeconds ?? 5) * 1_000;
  }

  async list(signal: AbortSignal): Promise<RunList> {
    const bad: string[] = [];
    const all = await this.#experiments(bad);
    const { experiments, notes } = chosenExperiments(all.map(({ experiment }) => experiment), this.spec.experiments);
    const chosen = all.filter(({ experiment }) => experiments.includes(experiment));
    const registered = await this.#registered();
    const runs: TrainingRun[] = [];
    const folders = new Map<string, string>();
    let badLines = 0;
    for (const { experiment, folder } of chosen) {
      for (const name of await folderNames(folder)) {
        if (signal.aborted) throw FaultError.of('cancelled', 'cancelled', true);
        const at = path.join(folder, name);
        const read = await this.#run(at, name, experiment.name, bad);
        if (read === null) continue;
        badLines += read.badLines;
        folders.set(read.run.id, at);
        runs.push({ ...read.run, registered: registered.get(read.run.id) ?? [] });
      }
    }
    this.#folders = folders;
    const counted = badLines === 0 ? [] : [`${badLines.toLocaleString('en-US')} lines of metric files cannot be read and are left out.`];
    const more = runs.length > mostRuns ? [`There are ${runs.length.toLocaleString('en-US')} runs; the newest ${mostRuns.toLocaleString('en-US')} are listed. Name experiments to see others.`] : [];
    return { runs: newestFirst(runs).slice(0, mostRuns), total: runs.length, notes: [...notes, ...bad.slice(0, 5), ...(bad.length > 5 ? [`${bad.length - 5} more files like these.`] : []), ...counted, ...more] };
  }

  async histories(run: string, signal: AbortSignal): Promise<ReadonlyMap<string, MetricHistory>> {
    if (!this.#folders.has(run)) await this.list(signal);
    const folder = this.#folders.get(run);
    if (folder === undefined) throw FaultError.of('not-found', `there is no run ${run} in ${this.address}`);
    return (await this.#metrics(folder)).histories;
  }

  histograms(): Promise<typeof noHistograms> {
    return Promise.resolve(noHistograms);
  }

  close(): void {
    this.#metricFiles.clear();
    this.#finished.clear();
  }

  /** Null where the folder holds no run, or one that was deleted. */
  async #run(at: string, name: string, experiment: string, bad: string[]): Promise<{ readonly run: TrainingRun; readonly badLines: number } | null> {
    const stamp = await stampOf(at);
    const known = this.#finished.get(at);
    if (known?.stamp === stamp && this.now() - known.readMs < believedMs) return known;
    const meta = await this.#meta(at, bad);
    if (meta === null || meta['lifecycle_stage'] === 'deleted') return null;
    const [{ latest, badLines }, tags, params] = await Promise.all([this.#metrics(at), texts(path.join(at, 'tags')), texts(path.join(at, 'params'))]);
    const id = textOf(meta['run_id'] ?? meta['run_uuid'], name);
    const status = statusOf(meta['status']);
    const run: TrainingRun = {
      id, name: nameOf(id, meta['run_name'] ?? meta['name'], tags), experiment, status, startMs: time(meta['start_time']), endMs: time(meta['end_time']),
      params, tags, metrics: latest, registered: [], histograms: [],
    };
    if (status === 'finished' || status === 'failed' || status === 'killed') this.#finished.set(at, { stamp, readMs: this.now(), run, badLines });
    return { run, badLines };
  }

  async #experiments(bad: string[]): Promise<readonly { readonly experiment: Experiment; readonly folder: string }[]> {
    let names: readonly string[];
    try {
      names = await readdir(this.address);
    } catch {
      throw FaultError.of('not-found', `${this.address}: there is no such folder`);
    }
    const found: { experiment: Experiment; folder: string }[] = [];
    for (const name of names.filter((each) => !each.startsWith('.') && each !== 'models').sort()) {
      const folder = path.join(this.address, name);
      const meta = await this.#meta(folder, bad);
      if (meta === null || meta['experiment_id'] === undefined || meta['lifecycle_stage'] === 'deleted') continue;
      found.push({ experiment: { id: textOf(meta['experiment_id'], name), name: textOf(meta['name'], name) }, folder });
    }
    if (found.length === 0) throw FaultError.of('unreadable', `${this.address} holds no experiment of MLflow (folders with a meta.yaml)`);
    return found;
  }

  /** Null where there is none, which is no fault: other things may lie there. */
  async #meta(folder: string, bad: string[]): Promise<Meta | null> {
    const file = path.join(folder, 'meta.yaml');
    let text: string;
    try {
      text = await readFile(file, 'utf8');
    } catch {
      return null;
    }
    try {
      const parsed: unknown = parse(text, { maxAliasCount: 10 });
      if (isMeta(parsed)) return parsed;
      bad.push(`${file} says nothing: the run or experiment is left out.`);
    } catch (error) {
      bad.push(`${file} cannot be read as YAML (${error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''}): the run or experiment is left out.`);
    }
    return null;
  }

  async #metrics(folder: string): Promise<{ readonly histories: ReadonlyMap<string, MetricHistory>; readonly latest: readonly LatestMetric[]; readonly badLines: number }> {
    const histories = new Map<string, MetricHistory>();
    let badLines = 0;
    // A name with `/` is a file in a folder.
    for (const key of await filesBelow(path.join(folder, 'metrics'))) {
      const read = await this.#metricFile(path.join(folder, 'metrics', key));
      badLines += read.badLines;
      histories.set(key, read.history);
    }
    return { histories, latest: [...histories].flatMap(([key, history]) => latestOf(key, history) ?? []), badLines };
  }

  async #metricFile(file: string): Promise<MetricFile> {
    const { size, mtimeMs, ino } = await stat(file);
    const stamp = `${ino}:${size}:${mtimeMs}`;
    const kept = this.#metricFiles.get(file);
    if (kept?.stamp === stamp) return kept.read;
    const read = parseMetricFile(await readFile(file, 'utf8'));
    this.#metricFiles.set(file, { stamp, read });
    return read;
  }

  /** `NAME/VERSION` by run, out of `models/NAME/version-N/meta.yaml`. */
  async #registered(): Promise<ReadonlyMap<string, readonly string[]>> {
    const byRun = new Map<string, string[]>();
    const models = path.join(this.address, 'models');
    for (const name of await folderNames(models)) {
      for (const version of await folderNames(path.join(models, name))) {
        const meta = await this.#meta(path.join(models, name, version), []);
        const run = meta?.['run_id'];
        if (typeof run === 'string' && run !== '') byRun.set(run, [...(byRun.get(run) ?? []), `${textOf(meta?.['name'], name)}/${textOf(meta?.['version'], version.replace(/^version-/, ''))}`]);
      }
    }
    return byRun;
  }
}

/** Changes when the run's own file does, or when one is added to its metrics, parameters or tags. */
async function stampOf(folder: string): Promise<string> {
  const all = await Promise.all(['meta.yaml', 'metrics', 'params', 'tags'].map((name) => stat(path.join(folder, name)).catch(() => null)));
  return all.map((one) => (one === null ? '-' : `${one.ino}:${one.size}:${one.mtimeMs}`)).join(' ');
}

function isMeta(value: unknown): value is Meta {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** YAML may have read a name as a number. */
function textOf(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : typeof value === 'number' || typeof value === 'boolean' ? String(value) : otherwise;
}

function time(value: unknown): number | null {
  const at = typeof value === 'number' ? value : Number(value ?? Number.NaN);
  return at > 0 && Number.isFinite(at) ? at : null;
}

async function folderNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
}

/** Parameters or tags: a file each. */
async function texts(folder: string): Promise<Readonly<Record<string, string>>> {
  const files = await filesBelow(folder);
  return Object.fromEntries(await Promise.all(files.map(async (key): Promise<[string, string]> => [key, (await readFile(path.join(folder, key), 'utf8')).slice(0, mostText)])));
}
