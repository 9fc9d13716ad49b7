import type { SourceState } from '../../core/domain/source';
import type { WarehouseSpec } from '../../core/warehouse/warehouseSpec';
import { addressOf } from './loginOf';
import { openClient } from './openClient';
import { openTable, type OpenTableOptions } from './openTable';

/**
 * Asks a table once, for a guided pick: its rows, its columns and what they stand for, judged from a part of the rows; nothing is counted and nothing kept.
 * @throws FaultError
 */
export async function testTable(spec: WarehouseSpec, secrets: Readonly<Record<string, string>>, options: Omit<OpenTableOptions, 'place'>): Promise<SourceState> {
  const client = openClient(await addressOf(spec, secrets));
  try {
    return await client.session(async (session) => {
      const judged = await openTable(session, spec, { ...options, place: client.place });
      await judged.close();
      return judged.state;
    }, options.signal);
  } finally {
    client.close();
  }
}
