import { formatCount } from '../../../core/format/numbers';
import type { MetricColumn } from '../../../core/metrics/metricColumn';
import type { MetricSourceState } from '../../../core/metrics/metricSourceState';
import { defaultRetention, type OtlpSpec, usualOtlpPort } from '../../../core/metrics/metricsSpec';
import { defaultHours } from '../../../core/metrics/serversCube';
import type { AnswerFormat } from '../../../core/otlp/exportAnswer';
import { PointBook, type PointCounts } from '../../../core/otlp/pointBook';
import { readOtlpJson } from '../../../core/otlp/readOtlpJson';
import { readOtlpProtobuf } from '../../../core/otlp/readOtlpProtobuf';
import type { MetricReader, ReaderOptions, TimeAxis } from '../../service/metricReader';
import { countWords } from '../countWords';
import { FrameHistory } from '../frameHistory';
import { OtlpBoard } from '../otlpBoard';
import type { Received } from './otlpServer';
import { type PortState, SharedPort } from './sharedPort';

/** News are told at most so often. */
const tellMs = 1_000;

/** What exporters send to a port of this machine, as a source: it receives for as long as it is open, and its history is its own. */
export class OtlpReceiver implements MetricReader {
  readonly #book = new PointBook();
  readonly #board: OtlpBoard;
  readonly #wanted: number;
  #counts: PointCounts = { points: 0, rejected: 0, duplicates: 0, late: 0, gaps: 0, restarts: 0 };
  #rejected: string | null = null;
  #port: PortState | null = null;
  #shared: SharedPort | null = null;
  #fault: string | null = null;
  #missing: MetricSourceState['missing'] = [];
  #remarks: readonly string[] = [];
  #following = true;
  #updatedMs: number | null = null;
  #telling: ReturnType<typeof setTimeout> | null = null;
  /** One after the other: what comes while the history is read is not lost and not counted twice. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(
    readonly spec: OtlpSpec,
    private readonly options: ReaderOptions,
    private readonly history: FrameHistory,
  ) {
    this.#board = new OtlpBoard(spec);
    this.#wanted = spec.listen ?? usualOtlpPort;
  }

  static async open(spec: OtlpSpec, options: ReaderOptions): Promise<OtlpReceiver> {
    const wanted = spec.listen ?? usualOtlpPort;
    const history = await FrameHistory.open(options.storage, JSON.stringify(['otlp', spec.name, wanted]), spec.retention ?? defaultRetention);
    const receiver = new OtlpReceiver(spec, options, history);
    await history.read((options.now() - defaultHours * 3_600_000) * 1_000, (frame) => receiver.#board.take(frame, false), new AbortController().signal);
    try {
      receiver.#shared = await SharedPort.open({
        wanted,
        onMetrics: (format, body) => receiver.#receive(format, body),
        onState: (state) => {
          receiver.#port = state;
          receiver.#tell();
        },
      });
    } catch (error) {
      receiver.#fault = error instanceof Error ? error.message : String(error);
    }
    return receiver;
  }

  get state(): MetricSourceState {
    const known = this.#board.known();
    const port = this.#port;
    const endpoint = port === null ? null : `http://127.0.0.1:${port.port}`;
    const empty = this.#board.isEmpty;
    const said = [
      ...(this.#fault === null ? [] : [`nothing can be received: ${this.#fault}`]),
      ...(port !== null && port.port !== this.#wanted ? [`port ${this.#wanted} belongs to another program, so it is ${port.port}: set OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint ?? ''}`] : []),
      ...(empty && endpoint !== null ? [`waiting for metrics: start the server with OTEL_EXPORTER_OTLP_ENDPOINT=${endpoint} and OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf`] : []),
      ...(!empty && known.plans.length === 0 ? [`${formatCount(this.#board.familyCount)} metrics came and none was recognised: choose some by hand in model-vitals.json ("plans")`] : []),
      ...(port?.role === 'shared' ? ['received by another window, which passes it on'] : []),
      ...countWords(this.#counts, this.#rejected),
      ...this.#remarks,
    ];
    return {
      name: this.spec.name, kind: 'otlp', address: endpoint ?? '', state: this.#fault !== null ? 'failed' : this.#following ? 'live' : 'paused', ...(said.length === 0 ? {} : { reason: said.join('; ') }),
      ...known, missing: this.#missing, updatedMs: this.#updatedMs, tookMs: null, points: this.#counts.points, ...(endpoint === null ? {} : { endpoint }),
    };
  }

  columns(axis: TimeAxis, signal: AbortSignal): Promise<readonly MetricColumn[]> {
    return this.#inTurn(async () => {
      const { columns, missing, remarks } = await this.#board.columns(axis, (from, use) => this.history.read(from, use, signal));
      this.#missing = missing;
      this.#remarks = remarks;
      return columns;
    });
  }

  /** What comes is kept all the same; it is told only while it is followed. */
  follow(on: boolean): Promise<void> {
    this.#following = on;
    return Promise.resolve();
  }

  async close(): Promise<void> {
    await this.#shared?.close();
    if (this.#telling !== null) clearTimeout(this.#telling);
    await this.#turn.catch(() => undefined);
    await this.history.close();
  }

  async #receive(format: AnswerFormat, body: Buffer): Promise<Received> {
    const metrics = format === 'json' ? readOtlpJson(objectOf(body.toString('utf8'))) : readOtlpProtobuf(body);
    return this.#inTurn(async () => {
      const { frames, reason, ...counts } = this.#book.take(metrics);
      for (const frame of frames) this.#board.take(frame, true);
      this.#counts = added(this.#counts, counts);
      this.#rejected ??= reason;
      const now = this.options.now();
      this.#updatedMs = Math.round(now);
      await this.history.append(frames, now);
      this.#tell();
      return { rejected: counts.rejected, reason: reason ?? '' };
    });
  }

  #tell(): void {
    if (this.#telling !== null) return;
    this.#telling = setTimeout(() => {
      this.#telling = null;
      if (this.#following) this.options.onChange();
    }, tellMs);
    this.#telling.unref();
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => undefined);
    return done;
  }
}

/** @throws SyntaxError */
function objectOf(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new SyntaxError('not an object');
  return value;
}

function added(a: PointCounts, b: PointCounts): PointCounts {
  return { points: a.points + b.points, rejected: a.rejected + b.rejected, duplicates: a.duplicates + b.duplicates, late: a.late + b.late, gaps: a.gaps + b.gaps, restarts: a.restarts + b.restarts };
}
