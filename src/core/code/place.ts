/** What a place in the code does with a feature: makes it, names it in a list or schema, or reads it. */
export type PlaceKind = 'definition' | 'listing' | 'use';

/** How the code names the feature at a place; one code per construct that is recognised. */
export type PlaceHow =
  // definitions
  | 'column-assignment' // df["x"] = …, df.loc[:, "x"] = …
  | 'attribute-assignment' // df.x = …
  | 'variable-assignment' // v = … where v then becomes the column x
  | 'local-variable' // x = … inside a function, known by its name alone
  | 'assign-keyword' // df.assign(x=…)
  | 'insert-column' // df.insert(0, "x", …)
  | 'with-columns-keyword' // .with_columns(x=…), .select(x=…), .agg(x=…)
  | 'with-columns-alias' // expr.alias("x")
  | 'with-column' // spark withColumn("x", …)
  | 'rename' // .rename(columns={"old": "x"}), withColumnRenamed("old", "x")
  | 'dict-item' // {"x": computed}, dict(x=…), features.update(x=…)
  | 'frame-column' // pd.DataFrame({"x": …}), pl.Series("x", …)
  | 'constructor-keyword' // Features(x=…)
  | 'dataclass-field'
  | 'pydantic-field'
  | 'typed-dict-field'
  | 'named-tuple-field'
  | 'pandera-field'
  | 'feast-field'
  | 'schema-field' // other schemas: StructField, pyarrow, SQLAlchemy, marshmallow, plain annotated classes
  | 'function'
  | 'class' // class RecencyDays(Feature)
  | 'sql-alias' // SELECT … AS x
  // listings
  | 'list-item'
  | 'dict-key'
  | 'constant' // COL_X = "x"
  // uses
  | 'subscript' // df["x"], row.get("x")
  | 'column-reference' // pl.col("x"), F.col("x")
  | 'attribute'
  | 'string';

/** One place in a Python file or notebook that names a feature. */
export interface CodePlace {
  /** The name as the code spells it; in a computed name `{}` stands for each computed part (`rate_{}d`). */
  readonly feature: string;
  readonly kind: PlaceKind;
  readonly how: PlaceHow;
  /** Path relative to `root`, with `/` as separator. */
  readonly file: string;
  /** The workspace folder: its absolute path. */
  readonly root: string;
  /** Notebook cell, counted from 0 over all cells; absent for plain files. */
  readonly cell?: number;
  /** Line counted from 1, inside the cell for notebooks. */
  readonly line: number;
  /** Column of the first character, counted from 1 in UTF-16 units. */
  readonly column: number;
  /** Column just after the last character on `line`. */
  readonly endColumn: number;
  /** The source line, trimmed, at most 200 characters. */
  readonly text: string;
  /** Enclosing function or class, methods as `Class.method`. */
  readonly symbol?: string;
  /** Whether the right side computes (an expression) rather than copies a name or a literal. */
  readonly computes?: boolean;
  /** The right side only hands on what has the same name: `"age": request.age`. */
  readonly passes?: boolean;
}

/** Why a place got its rank; worded by `describeReason`. */
export type ReasonCode =
  | 'defines-computed'
  | 'defines'
  | 'schema-field'
  | 'same-name-variable'
  | 'lists'
  | 'reads'
  | 'mapped-name'
  | 'exact-name'
  | 'same-name-other-spelling'
  | 'path-ending' // `features.age` is `age` in code: nothing doubtful
  | 'derived-name'
  | 'guessed-name'
  | 'computed-name'
  | 'feature-file'
  | 'feature-function'
  | 'test-file'
  | 'example-file'
  | 'vendored-file'
  | 'notebook';

export interface RankedPlace extends CodePlace {
  /** Larger is better; only the order means anything. */
  readonly score: number;
  /** From most to least telling. */
  readonly reason: readonly ReasonCode[];
}
