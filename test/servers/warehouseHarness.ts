import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import type { Cube } from '../../src/core/cube/cube';
import type { LogSpec, SourceState } from '../../src/core/domain/source';
import type { WarehouseSpec } from '../../src/core/warehouse/warehouseSpec';
import { buildCube } from '../../src/engine/cube/buildCube';
import { openLog } from '../../src/engine/log/openLog';
import { addressOf } from '../../src/engine/warehouse/loginOf';
import { openClient } from '../../src/engine/warehouse/openClient';
import { openTable } from '../../src/engine/warehouse/openTable';
import { buildWarehouseCube } from '../../src/engine/warehouse/warehouseCube';
import { expectSameCube } from '../unit/warehouse/sameCube';

export interface Counted {
  readonly cube: Cube;
  readonly state: SourceState;
  /** Bytes of the server's answers. */
  readonly received: number;
}

/** Tables and logs of one test file, counted the one way and the other. */
export class WarehouseHarness {
  readonly folder = mkdtempSync(path.join(tmpdir(), 'mv-tables-'));
  readonly temp = path.join(this.folder, 'temp');

  constructor() {
    mkdirSync(this.temp);
  }

  /** By the table's own engine. */
  async counted(spec: WarehouseSpec, secrets: Readonly<Record<string, string>> = {}, signal?: AbortSignal): Promise<Counted> {
    const client = openClient(await addressOf(spec, secrets));
    try {
      return await client.session(async (session) => {
        const judged = await openTable(session, spec, { id: 'test', place: client.place, tempFolder: this.temp, readAtMs: 0, memoryLimit: '500MB', ...(signal === undefined ? {} : { signal }) });
        try {
          const cube = await buildWarehouseCube(judged.asked(session.ask), { ...(spec.positive === undefined ? {} : { positive: spec.positive }), ...(signal === undefined ? {} : { signal }) });
          return { cube, state: judged.state, received: client.received };
        } finally {
          await judged.close();
        }
      }, signal);
    } finally {
      client.close();
    }
  }

  /** By DuckDB, from a file of the same rows. */
  async scanned(spec: Omit<LogSpec, 'kind' | 'name' | 'folder'>): Promise<Counted> {
    const log = await openLog({ kind: 'log', name: 'test', folder: this.folder, ...spec }, { tempFolder: this.temp, readAtMs: 0, memoryLimit: '800MB' });
    try {
      return { cube: await buildCube(log, spec.positive === undefined ? {} : { positive: spec.positive }), state: log.state, received: 0 };
    } finally {
      await log.close();
    }
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}

/** The same columns with the same roles, kinds and counts, and the same cube. */
export function expectSameSource(found: Counted, wanted: Counted): void {
  const facts = ({ state }: Counted): unknown => ({
    rows: state.rows, task: state.task, versions: state.versions, time: { ...state.time, encoding: '', outOfOrder: 0 }, roles: state.roles.map(({ column, role }) => [column, role]),
    columns: state.columns.map(({ name, kind, rows, missing, unreadable, nonFinite, distinct, constant, min, max }) => ({ name, kind, rows, missing, unreadable, nonFinite, distinct, constant, min, max })),
  });
  expect(facts(found)).toEqual(facts(wanted));
  // A log alone knows labels by their age.
  const { labelAges: _, ...cube } = wanted.cube;
  expectSameCube(found.cube, cube);
}
