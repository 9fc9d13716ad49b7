import type { Family } from '../domain/finding';

/** The `check` section of `model-vitals.json`. */
export interface GateConfig {
  /** Families in which a movement for the worse fails the check. */
  readonly failOn: readonly Family[];
  /** Ids that may move: `throughput`, `feature:age`, `quality.recall`, `columns`. */
  readonly ignore: readonly string[];
}

/** Confidence is no fault by itself: what it foretells is judged as quality once labels are in. */
export const defaultGate: GateConfig = { failOn: ['drift', 'service', 'quality', 'business'], ignore: [] };
