import { formatCount } from '../../core/format/numbers';
import type { MetricColumn } from '../../core/metrics/metricColumn';
import type { MetricSourceState } from '../../core/metrics/metricSourceState';
import type { OtlpSpec } from '../../core/metrics/metricsSpec';
import { PointBook, type PointCounts } from '../../core/otlp/pointBook';
import { otlpKind, readOtlpJson } from '../../core/otlp/readOtlpJson';
import type { MetricReader, ReaderOptions, TimeAxis } from '../service/metricReader';
import { PollLoop } from '../tail/pollLoop';
import { FrameMemory } from './frameMemory';
import { OtlpBoard } from './otlpBoard';
import { OtlpFiles } from './otlpFiles';
import { countWords } from './countWords';

const lookMs = 1_000;

type Counts = { -readonly [K in keyof PointCounts]: number };

/** OTLP/JSON files: read whole, then followed. Their times are their own, months ago or now. */
export class OtlpFileReader implements MetricReader {
  #files: OtlpFiles;
  #book = new PointBook();
  #memory = new FrameMemory();
  #board: OtlpBoard;
  #counts: Counts = noCounts();
  #other = { traces: 0, logs: 0 };
  #bad = { count: 0, first: '' };
  #rejected: string | null = null;
  #reason: string | null = null;
  #state: MetricSourceState;
  #loop: PollLoop | null = null;
  #paused = false;

  private constructor(
    readonly spec: OtlpSpec,
    paths: readonly string[],
    private readonly options: ReaderOptions,
  ) {
    this.#board = new OtlpBoard(spec);
    this.#files = new OtlpFiles({ folder: spec.folder, paths }, {
      onDocument: (document) => this.#take(document),
      onBad: (place, reason) => {
        this.#bad.count += 1;
        if (this.#bad.count === 1) this.#bad.first = `${place}: ${reason}`;
      },
    });
    this.#state = { name: spec.name, kind: 'otlp', address: paths.join(', '), state: 'connecting', systems: [], plans: spec.plans ?? [], queries: {}, missing: [], from: null, to: null, sampleSeconds: null, updatedMs: null, tookMs: null, past: true };
  }

  static async open(spec: OtlpSpec, paths: readonly string[], options: ReaderOptions, signal: AbortSignal): Promise<OtlpFileReader> {
    const reader = new OtlpFileReader(spec, paths, options);
    await reader.#readAll(signal);
    return reader;
  }

  get state(): MetricSourceState {
    return this.#state;
  }

  async columns(axis: TimeAxis): Promise<readonly MetricColumn[]> {
    const { columns, missing, remarks } = await this.#board.columns(axis, (from, use) => this.#memory.each(from, use));
    const reason = [this.#reason, ...remarks].filter((one) => one !== null).join('; ');
    const { reason: _, ...state } = this.#state;
    this.#state = { ...state, missing, ...(reason === '' ? {} : { reason }) };
    return columns;
  }

  async follow(on: boolean): Promise<void> {
    if (on === (this.#loop !== null)) return;
    await this.#loop?.stop();
    this.#loop = null;
    this.#paused = !on;
    if (on) {
      this.#loop = new PollLoop(lookMs, (signal) => this.#look(signal), (error) => this.#tell(error instanceof Error ? error.message : String(error)));
      this.#loop.start();
    }
    this.#tell();
  }

  async close(): Promise<void> {
    await this.#loop?.stop();
    await this.#files.close();
  }

  async #readAll(signal: AbortSignal): Promise<void> {
    const began = performance.now();
    this.#book = new PointBook();
    this.#memory = new FrameMemory();
    this.#board = new OtlpBoard(this.spec);
    this.#counts = noCounts();
    this.#other = { traces: 0, logs: 0 };
    this.#bad = { count: 0, first: '' };
    this.#rejected = null;
    await this.#files.readAll(signal);
    this.#tell();
    this.#state = { ...this.#state, tookMs: Math.round(performance.now() - began), updatedMs: Math.round(this.options.now()) };
  }

  async #look(signal: AbortSignal): Promise<void> {
    const bad = this.#bad.count;
    const { lines, reread, more } = await this.#files.look(signal);
    if (reread !== null) await this.#readAll(signal);
    if (more) this.#loop?.hurry();
    if (lines === 0 && reread === null && bad === this.#bad.count) return;
    this.#state = { ...this.#state, updatedMs: Math.round(this.options.now()) };
    this.#tell();
    this.options.onChange();
  }

  #take(document: unknown): void {
    const kind = otlpKind(document);
    if (kind !== 'metrics') {
      if (kind !== null) this.#other[kind] += 1;
      return;
    }
    const { frames, reason, ...counts } = this.#book.take(readOtlpJson(document));
    for (const frame of frames) {
      this.#memory.add(frame);
      this.#board.take(frame, true);
    }
    for (const key of countKeys) this.#counts[key] += counts[key];
    this.#rejected ??= reason;
  }

  /** The state anew from what is known. */
  #tell(fault?: string): void {
    const known = this.#board.known();
    const { traces, logs } = this.#other;
    const said = [
      ...(fault === undefined ? [] : [fault]),
      ...(this.#bad.count === 0 ? [] : [this.#bad.count === 1 ? `could not be read: ${this.#bad.first}` : `${formatCount(this.#bad.count)} lines or files could not be read, the first: ${this.#bad.first}`]),
      ...countWords(this.#counts, this.#rejected),
      ...(traces === 0 ? [] : [`${linesHold(traces)} traces: name the file as a log ("path") to see their requests`]),
      ...(logs === 0 ? [] : [`${linesHold(logs)} log records, which are not read`]),
      ...(this.#memory.dropped === 0 ? [] : ['too much to keep: the first part was given up']),
    ];
    const empty = this.#board.isEmpty;
    if (empty && said.length === 0) said.push(this.#files.files.length === 0 ? 'no file is there' : this.#counts.points > 0 ? 'a counter needs two points before it has a figure' : 'the files hold no metrics yet');
    else if (known.plans.length === 0 && !empty) said.push('none of its metrics was recognised: choose some by hand in model-vitals.json ("plans")');
    this.#reason = said.length === 0 ? null : said.join('; ');
    const { reason: _, ...state } = this.#state;
    this.#state = {
      ...state, ...known, points: this.#counts.points, state: empty || known.plans.length === 0 ? 'failed' : this.#paused ? 'paused' : 'live',
      ...(this.#reason === null ? {} : { reason: this.#reason }),
    };
  }
}

const linesHold = (count: number): string => (count === 1 ? '1 line holds' : `${formatCount(count)} lines hold`);

const countKeys = ['points', 'rejected', 'duplicates', 'late', 'gaps', 'restarts'] as const;

function noCounts(): Counts {
  return { points: 0, rejected: 0, duplicates: 0, late: 0, gaps: 0, restarts: 0 };
}
