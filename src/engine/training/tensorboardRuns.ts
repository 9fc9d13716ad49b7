import { stat } from 'node:fs/promises';
import path from 'node:path';
import { FaultError } from '../../core/domain/fault';
import { EventRun } from '../../core/training/tensorboard/eventRun';
import { latestOf, newestFirst, type HistogramAt, type MetricHistory, type TrainingRun } from '../../core/training/trainingRun';
import type { TensorboardSpec } from '../../core/training/trainingSpec';
import { EventFile } from './eventFile';
import { filesBelow } from './filesBelow';
import { mostRuns, type RunList, type RunStore } from './runStore';

interface OpenRun {
  readonly run: EventRun;
  readonly files: Map<string, EventFile>;
  /** Milliseconds since 1970 of the last change. */
  changedMs: number;
  /** What the list says of it, until more is read. */
  listed: Pick<TrainingRun, 'metrics' | 'histograms'> | null;
}

/** Silence after which a run no longer counts as running; event files do not say when they are done. */
const stillRunningMs = 5 * 60_000;

/** Folders with event files. Everything read is kept: a look costs what was written since. */
export class TensorboardRuns implements RunStore {
  readonly address: string;
  readonly pollMs: number;
  readonly #runs = new Map<string, OpenRun>();
  #looking: Promise<readonly string[]> | null = null;

  constructor(
    spec: TensorboardSpec,
    private readonly now: () => number = Date.now,
  ) {
    this.address = path.resolve(spec.folder, spec.path);
    this.pollMs = (spec.pollSeconds ?? 2) * 1_000;
  }

  async list(signal: AbortSignal): Promise<RunList> {
    const unreadable = await this.#look(signal);
    const runs = newestFirst([...this.#runs].map(([name, open]) => this.#runOf(name, open)));
    const files = [...this.#runs.values()].flatMap((open) => [...open.files.values()]);
    const bad = files.reduce((sum, { badRecords }) => sum + badRecords, 0);
    const notes = [
      ...unreadable,
      ...(bad > 0 ? [`${bad.toLocaleString('en-US')} damaged ${bad === 1 ? 'record is' : 'records are'} left out.`] : []),
      ...files.filter(({ broken }) => broken).map((file) => `${file.path} is damaged: its last ${file.tail.toLocaleString('en-US')} bytes cannot be read.`),
      ...(runs.length > mostRuns ? [`There are ${runs.length.toLocaleString('en-US')} runs; the newest ${mostRuns.toLocaleString('en-US')} are listed.`] : []),
    ];
    return { runs: runs.slice(0, mostRuns), total: runs.length, notes };
  }

  async histories(run: string, signal: AbortSignal): Promise<ReadonlyMap<string, MetricHistory>> {
    return (await this.#find(run, signal)).histories();
  }

  async histograms(run: string, signal: AbortSignal): Promise<ReadonlyMap<string, HistogramAt>> {
    const all = (await this.#find(run, signal)).histograms();
    return new Map([...all].flatMap(([tag, list]) => {
      const last = list.at(-1);
      return last === undefined ? [] : [[tag, last]];
    }));
  }

  close(): void {
    this.#runs.clear();
  }

  async #find(name: string, signal: AbortSignal): Promise<EventRun> {
    if (!this.#runs.has(name)) await this.#look(signal);
    const open = this.#runs.get(name);
    if (open === undefined) throw FaultError.of('not-found', `there is no run ${name} in ${this.address}`);
    return open.run;
  }

  #runOf(name: string, open: OpenRun): TrainingRun {
    const { run, changedMs } = open;
    const running = this.now() - changedMs < stillRunningMs;
    open.listed ??= { metrics: [...run.histories()].flatMap(([key, history]) => latestOf(key, history) ?? []), histograms: [...run.histograms().keys()] };
    return {
      id: name, name, experiment: path.basename(this.address), status: running ? 'running' : 'finished', startMs: run.startMs, endMs: running ? null : run.endMs, params: {}, tags: {},
      registered: [], ...open.listed,
    };
  }

  /** A file that was emptied or written anew: what was read of the run no longer holds. */
  async #isShorter(name: string): Promise<boolean> {
    for (const file of this.#runs.get(name)?.files.values() ?? []) {
      const size = (await stat(file.path).catch(() => null))?.size ?? 0;
      if (size < file.read) return true;
    }
    return false;
  }

  /** Two looks at once would read the same bytes twice. Answers with what cannot be read. */
  #look(signal: AbortSignal): Promise<readonly string[]> {
    this.#looking ??= this.#readNew(signal).finally(() => (this.#looking = null));
    return this.#looking;
  }

  async #readNew(signal: AbortSignal): Promise<readonly string[]> {
    const notes: string[] = [];
    const found = await eventFiles(this.address);
    if (found.length === 0) throw FaultError.of('not-found', `${this.address} holds no event file of TensorBoard (its name contains "tfevents")`);
    const names = new Set(found.map(({ name }) => name));
    for (const name of this.#runs.keys()) if (!names.has(name)) this.#runs.delete(name);
    for (const { name } of found) if (await this.#isShorter(name)) this.#runs.delete(name);
    for (const { name, file } of found) {
      if (signal.aborted) throw FaultError.of('cancelled', 'cancelled', true);
      const open = this.#runs.get(name) ?? { run: new EventRun(), files: new Map<string, EventFile>(), changedMs: 0, listed: null };
      this.#runs.set(name, open);
      const one = open.files.get(file) ?? new EventFile(file);
      open.files.set(file, one);
      try {
        if (await one.readInto(open.run)) open.listed = null;
        open.changedMs = Math.max(open.changedMs, (await stat(file)).mtimeMs);
      } catch (error) {
        notes.push(`${file} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
      }
    }
    return notes;
  }
}

/** Sorted by folder, then by the seconds in their names, so that a restart's file comes after the one before it. */
async function eventFiles(root: string): Promise<readonly { readonly name: string; readonly file: string }[]> {
  const single = await stat(root).catch(() => null);
  if (single === null) throw FaultError.of('not-found', `${root}: there is no such file or folder`);
  if (single.isFile()) return [{ name: path.basename(path.dirname(root)), file: root }];
  const files = (await filesBelow(root)).map((below) => path.join(root, below)).filter((file) => path.basename(file).includes('tfevents'));
  const seconds = (file: string): number => Number(/tfevents\.(\d+)/.exec(path.basename(file))?.[1] ?? 0);
  return files
    .map((file) => ({ name: path.relative(root, path.dirname(file)).split(path.sep).join('/') || '.', file }))
    .sort((a, b) => (a.name !== b.name ? (a.name < b.name ? -1 : 1) : seconds(a.file) - seconds(b.file) || (a.file < b.file ? -1 : 1)));
}
