/** Bounds on what one request, one file or one process may make this one hold. What lies beyond is counted and said. */
export const otlpLimits = {
  attributes: 128, // of one resource or point
  valueLength: 1_024, // characters of an attribute's value
  buckets: 2_000, // of one histogram point
  points: 1_000_000, // of one request or line
  series: 50_000, // of one source
  keys: 1_000_000, // parts of all series: each bucket is one
  seriesKeys: 20_000, // parts of one series
  /** Series of one level: each has a table. */
  levelSeries: 4_000,
  /** Buckets of unlike scale and place of one exponential histogram: each has a table. */
  slotBuckets: 20_000,
  depth: 8, // of an attribute's lists and maps
  /** Exponential buckets that a column has at most: neighbours are put together beyond. */
  columnBuckets: 640,
} as const;
