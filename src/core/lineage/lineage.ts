import type { CodePlace } from '../code/place';

/**
 * How one thing is made from another in the code. `compute` is any expression; `copy` and `rename` keep the values; `call` passes through a function of the
 * workspace, `transform` through a step of a pipeline (scikit-learn, Feast, polars), `sql` through a SELECT, `join` through the key of a merge, `filter` decides which rows stay.
 */
export type LineageHow = 'compute' | 'copy' | 'rename' | 'call' | 'transform' | 'sql' | 'join' | 'filter';

/** What a node stands for. `feature` is the one that was asked about; `unknown` is where the code can be followed no further, and its `reason` says why. */
export type LineageKind = 'feature' | 'column' | 'variable' | 'parameter' | 'function' | 'table' | 'constant' | 'unknown';

export interface LineageNode {
  /** Unique within one answer. */
  readonly id: string;
  readonly kind: LineageKind;
  /** As the code spells it: a column, variable or function. */
  readonly name: string;
  /** The log column that it is, where the log has one that fits. */
  readonly column: string | null;
  /** Where it is made; for what no code of the workspace makes, where it is first read. */
  readonly place: CodePlace | null;
  /** Whether code of the workspace makes it. What is not made here is an input of the code: it comes from outside. */
  readonly made: boolean;
  /** Why it is followed no further, for `unknown` and where limits were met; else null. */
  readonly reason: string | null;
}

/** `from` goes into `to`. */
export interface LineageEdge {
  readonly from: string;
  readonly to: string;
  readonly how: LineageHow;
  /** The line where it happens. */
  readonly place: CodePlace;
}

/** From which columns a feature is computed, within the workspace. */
export interface Lineage {
  readonly feature: string;
  /** The node of the feature; null where the code has no place that makes it, and `reason` says so. */
  readonly root: string | null;
  /** The feature first, then nearest inputs first. */
  readonly nodes: readonly LineageNode[];
  readonly edges: readonly LineageEdge[];
  readonly reason: string | null;
  /** What the reader should know: other definitions that were not followed, a graph that was cut and at how many nodes. */
  readonly notes: readonly string[];
}
