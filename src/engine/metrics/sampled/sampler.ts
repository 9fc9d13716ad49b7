import type { KnownFamily } from '../../../core/metrics/recognise/knownFamily';

/** One look at something that keeps no history of its own. */
export interface Look {
  /** By series key. */
  readonly values: ReadonlyMap<string, number>;
  readonly families: readonly KnownFamily[];
  readonly tookMs: number;
  /** What was found that has no metrics, or could not be read in full. */
  readonly remarks: readonly string[];
}

export interface Sampler {
  /** Address for people; empty for this machine. */
  readonly address: string;
  /** @throws HttpFault or FaultError with plain words; `cancelled` */
  look(signal: AbortSignal): Promise<Look>;
  close(): void;
}
