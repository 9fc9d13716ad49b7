import type { CubeIndex } from '../../core/cube/indexCube';
import { faultOf } from '../../core/domain/fault';
import type { SourceState } from '../../core/domain/source';
import type { MetricSourceState } from '../../core/metrics/metricSourceState';
import type { MetricsSpec } from '../../core/metrics/metricsSpec';
import { nothingTold, type Told } from '../metrics/told';
import { MetricBoard } from './metricBoard';
import type { ReaderOptions, TimeAxis } from './metricReader';
import { openReader } from './openReader';

/** Servers that stand beside a log: opened behind it, so that a slow one keeps nobody waiting for the log. */
export class Companions {
  #board: MetricBoard | null = null;
  readonly #opening: Promise<void>;
  readonly #stop = new AbortController();
  readonly #made = new WeakMap<CubeIndex, { readonly age: number; readonly index: CubeIndex }>();
  /** Of cubes that were given metrics, those of the log itself. */
  readonly #origin = new WeakMap<CubeIndex, CubeIndex>();
  #following = false;

  constructor(
    private readonly specs: readonly MetricsSpec[],
    options: ReaderOptions,
  ) {
    this.#opening = specs.length === 0 ? Promise.resolve() : this.#open(options);
  }

  get states(): readonly MetricSourceState[] {
    return this.#board?.states ?? this.specs.map(connecting);
  }

  /** The log's state with theirs. */
  addTo(state: SourceState): SourceState {
    return this.specs.length === 0 ? state : { ...state, metrics: this.states };
  }

  /**
   * The log's cube with what they say of its slots. With `wait` they are asked and waited for; without, what was known last is taken, which may be nothing. Only
   * a time axis has slots that they can tell of.
   */
  async withMetrics(index: CubeIndex, wait: boolean, signal: AbortSignal): Promise<CubeIndex> {
    const { axis } = index.cube;
    if (this.specs.length === 0 || axis.kind !== 'time') return index;
    const known = this.#made.get(index);
    if (!wait) return known?.index ?? index;
    await this.#opening;
    const board = this.#board;
    if (board === null) return index;
    if (known?.age === board.age) return known.index;
    const { age } = board;
    const metrics = await board.columns(axis, signal);
    // Columns of rows are the same tables, so their prefix sums are too.
    const made: CubeIndex = { ...index, cube: { ...index.cube, metrics }, aged: new Map() };
    this.#made.set(index, { age, index: made });
    this.#origin.set(made, index);
    return made;
  }

  /** The log's own cube behind one that was given metrics. */
  own(index: CubeIndex): CubeIndex {
    return this.#origin.get(index) ?? index;
  }

  /** What they say of builds and starts within an axis. */
  async told(axis: TimeAxis, signal: AbortSignal): Promise<Told> {
    await this.#opening;
    return (await this.#board?.told(axis, signal)) ?? nothingTold;
  }

  async follow(on: boolean): Promise<void> {
    this.#following = on;
    await this.#board?.follow(on);
  }

  async close(): Promise<void> {
    this.#stop.abort();
    await this.#opening;
    await this.#board?.close();
  }

  async #open(options: ReaderOptions): Promise<void> {
    try {
      this.#board = await MetricBoard.open(this.specs, options, openReader, this.#stop.signal);
      if (this.#following) await this.#board.follow(true);
      options.onChange();
    } catch (error) {
      if (faultOf(error).code !== 'cancelled') throw error;
    }
  }
}

function connecting(spec: MetricsSpec): MetricSourceState {
  return { name: spec.name, kind: spec.kind, address: '', state: 'connecting', systems: [], plans: [], queries: {}, missing: [], from: null, to: null, sampleSeconds: null, updatedMs: null, tookMs: null };
}
