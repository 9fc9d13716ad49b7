import type { Cube } from '../../core/cube/cube';
import type { LogSpec, SourceState } from '../../core/domain/source';
import { cubeKey } from '../cube/cubeKey';
import type { CubeStore, StoredCube } from '../cube/cubeStore';
import { type FileIdentity, identifyFiles } from '../log/fileIdentity';
import type { OpenedLog } from '../log/openedLog';
import { growStored, type GrowOptions } from '../tail/growStored';
import { growthRecord } from '../tail/growthRecord';
import type { LiveLog } from '../tail/liveLog';
import { countedRows } from './sourceCubes';

/** Of a spec whatever its files hold: the cube that was counted last, with what it takes to go on from there. */
function growthKey(spec: LogSpec): string {
  return cubeKey(spec, [], 'growth');
}

/** The stored cube of the files as they are: of their very state, or of an earlier one with the rows counted in that were appended since. Null where all must be read. */
export async function storedCube(store: CubeStore, spec: LogSpec, files: readonly FileIdentity[], options: GrowOptions): Promise<StoredCube | null> {
  const kept = await store.read(cubeKey(spec, files, 'natural'));
  if (kept !== null) return kept;
  // Labels that came meanwhile belong to rows that were counted before.
  const earlier = spec.labels === undefined ? await store.read(growthKey(spec)) : null;
  const grown = earlier === null ? null : await growStored(earlier, files, options);
  if (grown === null) return null;
  const { growth: _, ...counted } = grown;
  await store.write(cubeKey(spec, files, 'natural'), counted).catch(() => undefined);
  if (grown !== earlier && grown.growth !== undefined) await store.write(growthKey(spec), grown).catch(() => undefined);
  return counted;
}

/** Stores what it takes to go on from a cube that counts all rows of a log; where it cannot be had, the next opening of a grown log reads all of it. */
export async function keepGrowth(store: CubeStore, spec: LogSpec, files: readonly FileIdentity[], log: OpenedLog, cube: Cube, state: SourceState): Promise<void> {
  if (countedRows(cube) !== state.rows || spec.labels !== undefined) return;
  try {
    const growth = await growthRecord(log, cube, state, files, spec);
    if (growth !== null) await store.write(growthKey(spec), { cube, state, growth });
  } catch {
    // A store that cannot be written costs the next opening some time, nothing else.
  }
}

/** The cube of a log that has grown goes to the store where its files hold just what was counted. */
export async function keepLive(store: CubeStore, spec: LogSpec, live: LiveLog, state: SourceState, cubeOf: () => Promise<Cube>): Promise<void> {
  if (live.nextRow === live.startRow || live.isApart) return;
  const files = await identifyFiles(spec).catch(() => []);
  if (files.length === 0 || !files.every(({ path, bytes, holds }) => holds === 'labels' || live.hasTaken(path, bytes))) return;
  const cube = await cubeOf();
  await store.write(cubeKey(spec, files, 'natural'), { cube, state }).catch(() => undefined);
  if (live.isComplete) await keepGrowth(store, spec, files, live.snapshot(), cube, state);
}
