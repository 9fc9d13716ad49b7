import { ClickhouseClient } from './clickhouseClient';
import { PostgresClient } from './postgresClient';
import { TrinoClient } from './trinoClient';
import type { WarehouseAddress, WarehouseClient } from './warehouseClient';

/** The client of a spec's engine. It connects with its first session. */
export function openClient(address: WarehouseAddress): WarehouseClient {
  switch (address.spec.kind) {
    case 'postgresql':
      return new PostgresClient(address);
    case 'clickhouse':
      return new ClickhouseClient(address);
    case 'trino':
      return new TrinoClient(address);
  }
}
