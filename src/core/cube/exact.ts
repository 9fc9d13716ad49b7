/**
 * What the rows answer exactly where they are at hand; each part is optional and replaces the binned figure of the same name.
 * Tables are value tables: distinct finite values ascending with their counts in both windows.
 */
export interface ExactAnswers {
  /** Sorted latency values (ms) as a value table, or only the percentiles and order statistics asked for. */
  readonly latency?: ValueTable;
  /** Value tables of numeric features by name. */
  readonly features?: Readonly<Record<string, ValueTable>>;
  /** Complete level counts of categorical features by name (levels beyond the cube's bound included). */
  readonly levels?: Readonly<Record<string, LevelTable>>;
  /** Distinct scores with their label counts. */
  readonly scores?: ScoreByLabel;
}

export interface ValueTable {
  readonly values: Float64Array;
  readonly baseline: Float64Array;
  readonly current: Float64Array;
}

export interface LevelTable {
  readonly levels: readonly string[];
  readonly baseline: Float64Array;
  readonly current: Float64Array;
}

export interface ScoreByLabel {
  readonly values: Float64Array;
  readonly baselinePositive: Float64Array;
  readonly baselineNegative: Float64Array;
  readonly currentPositive: Float64Array;
  readonly currentNegative: Float64Array;
}
