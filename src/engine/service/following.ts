import { watch, type FSWatcher } from 'node:fs';
import path from 'node:path';
import type { LiveState, LogSpec, SourceState } from '../../core/domain/source';
import { identifyFiles, type FileIdentity } from '../log/fileIdentity';
import type { OpenedLog } from '../log/openedLog';
import { LiveLog } from '../tail/liveLog';
import { PollLoop } from '../tail/pollLoop';
import { LabelWatch } from './labelWatch';

/** The source that is followed, as seen from here. */
export interface FollowedSource {
  readonly spec: LogSpec;
  readonly keepValues?: number;
  /** The log whose rows are open; null where only its cube is. */
  readonly opened: () => Promise<OpenedLog | null>;
  readonly state: () => SourceState;
  /** Files as they were when what is known of the source was read. */
  readonly files: () => readonly FileIdentity[];
  /** Reads the source again from the beginning and takes that over; `taking` is called when it does. */
  readonly readAgain: (files: readonly FileIdentity[], signal: AbortSignal, taking: () => void) => Promise<OpenedLog>;
  /** Rows will be given up: what counts them must do so now. */
  readonly countAll: (signal: AbortSignal) => Promise<void>;
  /** The state has changed. */
  readonly take: (state: SourceState) => void;
  readonly onWarning: (text: string) => void;
}

const lookMs = 250;
/** A change that the file system tells of is looked at after so long, so that a burst is one look. */
const soonMs = 150;
const mostWatched = 16;
/** A log of fewer rows was too small to learn from; it is read again when it has ten times as many. */
const learntRows = 10_000;
const leastLearn = 200;
/** After reading a source as a whole again, its files are looked at after so long, and so many times as long as that took. */
const leastRestMs = 1_000;
const restTimes = 4;

/** Follows one source: takes in appended lines where its files allow that, and has it read again where they do not. */
export class Following {
  #live: LiveLog | null = null;
  #since: LiveState;
  #learnt: number;
  readonly #labels: LabelWatch;
  #loop: PollLoop | null = null;
  #watchers: FSWatcher[] = [];
  #soon: ReturnType<typeof setTimeout> | null = null;
  #restUntil = 0;
  #reread: { readonly reason: string; readonly ms: number } | null = null;

  private constructor(private readonly source: FollowedSource) {
    this.#since = { sinceMs: Date.now(), rowsSince: 0, lastRowMs: null, notes: [] };
    this.#learnt = source.state().rows;
    this.#labels = new LabelWatch(source.spec, () => source.files());
  }

  static async start(source: FollowedSource): Promise<Following> {
    const following = new Following(source);
    await following.#begin(await source.opened());
    following.#run();
    return following;
  }

  /** Looks no more until it goes on; what was taken stays, and nothing of what comes meanwhile is lost. */
  async pause(): Promise<void> {
    if (this.#soon !== null) clearTimeout(this.#soon);
    this.#soon = null;
    for (const watcher of this.#watchers.splice(0)) watcher.close();
    const loop = this.#loop;
    this.#loop = null;
    await loop?.stop();
  }

  goOn(): void {
    if (this.#loop !== null) return;
    this.#since = { ...this.#since, sinceMs: Date.now(), rowsSince: 0, lastRowMs: null };
    this.source.take({ ...(this.#live?.state ?? this.source.state()), id: this.source.state().id, live: this.#told() });
    this.#run();
  }

  #run(): void {
    this.#loop = new PollLoop(lookMs, (signal) => this.#look(signal), (error) => this.source.onWarning(error instanceof Error ? error.message : String(error)));
    this.#loop.start();
    this.#watch();
  }

  /** The rows that grow; null where the source is only watched, to be read again when it changes. */
  get live(): LiveLog | null {
    return this.#live;
  }

  async close(): Promise<void> {
    await this.pause();
    await this.#live?.close();
  }

  async #begin(log: OpenedLog | null): Promise<void> {
    this.#live = log === null ? null : await LiveLog.start(log, this.source.spec, this.source.keepValues === undefined ? {} : { keepValues: this.source.keepValues });
    this.source.take({ ...(this.#live?.state ?? this.source.state()), id: this.source.state().id, live: this.#told() });
  }

  #told(): LiveState {
    const notes = [...(this.#live?.notes() ?? []), ...(this.#reread === null ? [] : [`Read again from the beginning at ${new Date(this.#reread.ms).toISOString().slice(11, 16)} UTC: ${this.#reread.reason}.`])];
    return { ...this.#since, notes };
  }

  async #look(signal: AbortSignal): Promise<void> {
    const live = this.#live;
    if (live === null) return this.#lookAtNames(signal);
    if (await this.#labels.changed(signal)) return this.#readAgain('a label file changed', signal);
    const found = await live.look(signal);
    if (found.kind === 'reread') return this.#readAgain(found.reason, signal);
    if (found.kind === 'nothing') return;
    const { rows } = live.state;
    if (found.rows > 0) this.#since = { ...this.#since, rowsSince: this.#since.rowsSince + found.rows, lastRowMs: Date.now() };
    if (this.#learnt < learntRows && rows >= Math.max(leastLearn, 10 * this.#learnt) && !live.isApart) return this.#readAgain(null, signal);
    if (live.hasTooMany) {
      await this.source.countAll(signal);
      await live.dropOldest();
    }
    this.source.take({ ...live.state, id: this.source.state().id, live: this.#told() });
    if (found.more) this.#loop?.hurry();
  }

  /** Files that are only watched: by their sizes and times. */
  async #lookAtNames(signal: AbortSignal): Promise<void> {
    // What must be read as a whole each time must not keep the machine busy by growing all the time.
    if (performance.now() < this.#restUntil) return;
    const files = await identifyFiles(this.source.spec, signal);
    if (JSON.stringify(files) === JSON.stringify(this.source.files())) return;
    // What is being written is read once it stands still, or else with what it has.
    const text = this.source.state().fromStore ? 'it has grown since its summary was stored' : 'a file changed that can only be read as a whole';
    await this.#readAgain(text, signal, files);
  }

  async #readAgain(reason: string | null, signal: AbortSignal, files?: readonly FileIdentity[]): Promise<void> {
    const before = this.source.state().rows;
    const old = this.#live;
    const began = performance.now();
    const log = await this.source.readAgain(files ?? (await identifyFiles(this.source.spec, signal)), signal, () => (this.#live = null));
    await old?.close();
    this.#restUntil = performance.now() + Math.max(leastRestMs, restTimes * (performance.now() - began));
    const rows = Math.max(0, log.state.rows - before);
    if (reason !== null) this.#reread = { reason, ms: Date.now() };
    if (rows > 0) this.#since = { ...this.#since, rowsSince: this.#since.rowsSince + rows, lastRowMs: Date.now() };
    this.#learnt = log.state.rows;
    await this.#begin(log);
  }

  /** The file system's own news, where there are any: they only make the next look come sooner. */
  #watch(): void {
    const folders = new Set(this.source.state().files.map((file) => path.dirname(file.path)));
    for (const folder of [...folders].slice(-mostWatched)) {
      try {
        const watcher = watch(folder, { persistent: false }, () => {
          this.#soon ??= setTimeout(() => {
            this.#soon = null;
            this.#loop?.hurry();
          }, soonMs);
        });
        watcher.on('error', () => watcher.close());
        this.#watchers.push(watcher);
      } catch {
        // No news from here; looking at a steady pace finds out too.
      }
    }
  }
}
