import type { Cube } from '../../core/cube/cube';
import { type CubeIndex, indexCube } from '../../core/cube/indexCube';
import { FaultError } from '../../core/domain/fault';
import type { AxisKind } from '../../core/domain/window';
import type { HandlerContext } from '../../protocol/endpoint';
import { buildCube } from '../cube/buildCube';
import { countAppended } from '../cube/countAppended';
import { type CubeLayout, isLaidOut, layoutOf } from '../cube/cubeLayout';
import type { OpenedLog } from '../log/openedLog';
import type { LiveLog } from '../tail/liveLog';
import { SharedWork } from './sharedWork';

/** What cubes are counted from. */
export interface CountedSource {
  /** The log that grows; null where it does not. */
  readonly live: () => LiveLog | null;
  /** The rows, of one that grows those before a place. */
  readonly rows: (context: HandlerContext, upTo?: number) => Promise<OpenedLog>;
  /** The store's cube of an axis of the files as they are. */
  readonly read: (axis: AxisKind | 'natural') => Promise<Cube | null>;
  /** A cube was counted from all rows. */
  readonly keep: (axis: AxisKind | 'natural', log: OpenedLog, cube: Cube) => Promise<void>;
  readonly positive: () => { readonly positive?: string };
}

/** The cubes of a source by their axis: each is counted once, and of a log that grows only the rows that came since are counted in. */
export class SourceCubes {
  readonly #cubes = new Map<AxisKind | 'natural', SharedWork<CubeIndex>>();
  #natural: AxisKind | null = null;
  /** Up to which row each cube counts, and how further rows are counted alike. */
  readonly #counted = new WeakMap<Cube, number>();
  readonly #layouts = new Map<AxisKind, CubeLayout>();
  readonly #catching = new Map<AxisKind, { readonly from: CubeIndex; readonly work: SharedWork<CubeIndex> }>();

  constructor(private readonly source: CountedSource) {}

  get natural(): AxisKind | null {
    return this.#natural;
  }

  /** Takes a cube of the natural axis from the store. */
  put(cube: Cube): void {
    this.#natural = cube.axis.kind;
    this.#cubes.set(cube.axis.kind, new SharedWork(indexCube(cube)));
  }

  /** The rows are others now. */
  clear(): void {
    this.#cubes.clear();
    this.#layouts.clear();
    this.#catching.clear();
    this.#natural = null;
  }

  /** Place of the first row that a cube does not count; undefined where nothing grows. */
  countedUpTo(cube: Cube): number | undefined {
    return this.#counted.get(cube) ?? this.source.live()?.startRow;
  }

  /** Counts into every cube the rows that came since. */
  async countAll(context: HandlerContext): Promise<void> {
    for (const kind of [...this.#cubes.keys()]) if (kind !== 'natural') await this.of(kind, context);
  }

  /** The cube of an axis, null for the one that suits the log, with all rows that are there. */
  async of(axis: AxisKind | null, context: HandlerContext): Promise<CubeIndex> {
    const key = axis ?? this.#natural ?? 'natural';
    const work = this.#cubes.get(key) ?? new SharedWork<CubeIndex>();
    this.#cubes.set(key, work);
    const index = await work.join(context.signal, (signal) => this.#build(key === 'natural' ? null : key, { ...context, signal }));
    // The source was read again meanwhile: what was counted is of rows that are no longer there.
    if (this.#cubes.get(key) !== work) return this.of(axis, context);
    if (key === 'natural') {
      this.#natural = index.cube.axis.kind;
      this.#cubes.set(this.#natural, work);
    }
    return this.#caughtUp(index, context);
  }

  /** The cube with the rows that came since it was counted. */
  async #caughtUp(index: CubeIndex, context: HandlerContext): Promise<CubeIndex> {
    const live = this.source.live();
    if (live === null) return index;
    const { kind } = index.cube.axis;
    const [from, to] = [this.#counted.get(index.cube) ?? live.startRow, live.nextRow];
    if (from >= to) return index;
    const running = this.#catching.get(kind);
    const mine = running?.from === index ? running : { from: index, work: new SharedWork<CubeIndex>() };
    this.#catching.set(kind, mine);
    const next = await mine.work.join(context.signal, (signal) => this.#countMore(live, index, from, to, { ...context, signal }));
    if (this.#catching.get(kind) === mine) {
      this.#catching.delete(kind);
      // The log may have been read again meanwhile.
      if (this.source.live() === live) this.#cubes.set(kind, new SharedWork(next));
    }
    return next;
  }

  async #countMore(live: LiveLog, { cube }: CubeIndex, from: number, to: number, context: HandlerContext): Promise<CubeIndex> {
    const { kind } = cube.axis;
    const { signal } = context;
    const layout = this.#layouts.get(kind) ?? (await layoutOf(live.between(0, from), { ...this.source.positive(), signal }));
    if (isLaidOut(cube, layout)) {
      const grown = await countAppended(cube, live.between(from, to), layout, signal);
      if (grown.newClasses.length === 0 || !live.isComplete) {
        this.#layouts.set(kind, layout);
        this.#counted.set(grown.cube, to);
        return indexCube(grown.cube);
      }
    }
    // Classes that the tables have no place for: counted once more, with them.
    this.#layouts.delete(kind);
    return this.#build(kind, context);
  }

  async #build(axis: AxisKind | null, context: HandlerContext): Promise<CubeIndex> {
    const name = axis ?? 'natural';
    const kept = axis === null ? null : await this.source.read(name);
    if (kept !== null) return indexCube(kept);
    const upTo = this.source.live()?.nextRow;
    const log = await this.source.rows(context, upTo);
    if (log.state.rows === 0) throw FaultError.of('no-rows', log.state.reason ?? 'the log has no rows');
    const cube = await buildCube(log, { ...context, ...(axis === null ? {} : { axis }), ...this.source.positive() });
    if (upTo !== undefined) this.#counted.set(cube, upTo);
    await this.source.keep(name, log, cube);
    return indexCube(cube);
  }
}

/** Rows that a cube has counted, in slots or outside. */
export function countedRows(cube: Cube): number {
  return cube.rows.reduce((sum, n) => sum + n, cube.outside);
}
