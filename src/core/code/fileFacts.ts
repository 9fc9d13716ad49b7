import type { CodePlace, PlaceHow } from './place';

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

/** A function of the file that sets the column it is given: `def fill(df, column): df[column] = …`. */
export interface ColumnSetter {
  readonly name: string;
  readonly parameter: string;
  /** Among the arguments of a call, counted from 0. */
  readonly position: number;
  readonly how: PlaceHow;
  readonly computes: boolean;
}

/** A text given to a function of another file, which may set the column of that name. */
export interface ColumnArgument {
  readonly module: string;
  readonly name: string;
  /** The keyword, or the position among the arguments. */
  readonly at: string | number;
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
  readonly columnSetters: readonly ColumnSetter[];
  readonly columnArguments: readonly ColumnArgument[];
  /** Names of what the file calls or hands on as a function, each once. */
  readonly calls: ReadonlySet<string>;
}
