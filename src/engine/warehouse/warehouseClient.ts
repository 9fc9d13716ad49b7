import type { WarehouseSpec } from '../../core/warehouse/warehouseSpec';
import type { Ask } from './warehouseTable';

export interface ServerType {
  readonly name: string;
  readonly type: string;
}

/** One way to an engine that holds tables. Reads only. */
export interface WarehouseClient {
  /** For people: `host:port/database`. */
  readonly place: string;
  /** Bytes of answers so far. */
  readonly received: number;
  /** Runs statements one after the other; where the engine can, all of them see the table as it stood at the first. @throws FaultError */
  session<T>(work: (session: WarehouseSession) => Promise<T>, signal?: AbortSignal): Promise<T>;
  close(): void;
}

export interface WarehouseSession {
  readonly ask: Ask;
  /** Names and types of a relation's columns, in its order; `from` stands behind FROM. */
  readonly describe: (from: string, signal?: AbortSignal) => Promise<readonly ServerType[]>;
}

/** What a client needs to log in; values, not names. */
export interface WarehouseLogin {
  readonly user: string | null;
  readonly password: string | null;
  readonly token: string | null;
  readonly tls: { readonly certificate?: string; readonly key?: string; readonly passphrase?: string; readonly ca?: string };
}

export interface WarehouseAddress {
  readonly url: URL;
  readonly spec: WarehouseSpec;
  readonly login: WarehouseLogin;
  readonly timeoutSeconds: number;
}
