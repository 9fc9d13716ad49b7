import type { MetricColumn } from '../../core/metrics/metricColumn';
import type { MetricSourceState } from '../../core/metrics/metricSourceState';
import type { MetricsSpec } from '../../core/metrics/metricsSpec';
import { joinTold, nothingTold, type Told } from '../metrics/told';
import type { MetricReader, OpenReader, ReaderOptions, TimeAxis } from './metricReader';

const mostKept = 6;

/** All sources of metrics of one model, opened and read side by side; each that fails says so in its own state. */
export class MetricBoard {
  /** By axis and age, the latest last: a page, its alerts and its explanations each have an axis. */
  readonly #known = new Map<string, readonly MetricColumn[]>();
  #age = 0;

  private constructor(private readonly readers: readonly MetricReader[]) {}

  static async open(specs: readonly MetricsSpec[], options: ReaderOptions, open: OpenReader, signal: AbortSignal): Promise<MetricBoard> {
    let board: MetricBoard | null = null;
    const onChange = (): void => {
      if (board !== null) board.#age += 1;
      options.onChange();
    };
    const readers = await Promise.all(specs.map((spec) => open(spec, { ...options, onChange }, signal)));
    board = new MetricBoard(readers);
    return board;
  }

  get states(): readonly MetricSourceState[] {
    return this.readers.map(({ state }) => state);
  }

  /** Changes with each piece of news. */
  get age(): number {
    return this.#age;
  }

  /** Columns of all sources on one axis, those of one source together and in its order. */
  async columns(axis: TimeAxis, signal: AbortSignal): Promise<readonly MetricColumn[]> {
    const key = JSON.stringify([axis, this.#age]);
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const columns = (await Promise.all(this.readers.map((reader) => reader.columns(axis, signal)))).flat();
    this.#known.set(key, columns);
    for (const [oldest] of this.#known) if (this.#known.size > mostKept) this.#known.delete(oldest);
    return columns;
  }

  /** What they say of builds and starts within an axis. */
  async told(axis: TimeAxis, signal: AbortSignal): Promise<Told> {
    return joinTold(await Promise.all(this.readers.map(async (reader) => (await reader.told?.(axis, signal)) ?? nothingTold)));
  }

  async follow(on: boolean): Promise<void> {
    await Promise.all(this.readers.map((reader) => reader.follow(on)));
  }

  async close(): Promise<void> {
    await Promise.allSettled(this.readers.map((reader) => reader.close()));
  }
}
