import type { CodePlace } from './place';

/** Where a constant of another file may be defined. */
export interface ConstantSource {
  /** Dotted module as written, leading dots kept for relative imports. */
  readonly module: string;
  /** `COL_X`, or `Columns.X` for a constant of a class. */
  readonly name: string;
}

/** A place whose name is a constant of another file; which text that is, is known only at lookup. */
export interface ConstantUse {
  /** The possible sources, in order of preference. */
  readonly sources: readonly ConstantSource[];
  readonly place: CodePlace;
}

export interface NamedConstant {
  readonly name: string;
  readonly value: string;
}

/** All that one file says about features. Depends on the text of this file alone. */
export interface FileFacts {
  readonly root: string;
  /** Relative to `root`, `/` as separator. */
  readonly file: string;
  readonly lines: number;
  readonly places: readonly CodePlace[];
  readonly constants: readonly NamedConstant[];
  readonly constantUses: readonly ConstantUse[];
  /** Names of what the file calls or hands on as a function, each once. */
  readonly calls: ReadonlySet<string>;
}
