/** Bounds on what one page may make this process hold. A page beyond them is read up to there and says so. */
export const pageLimits = {
  characters: 64_000_000,
  lineLength: 200_000,
  families: 20_000,
  samples: 1_000_000,
  labels: 128, // of one sample
  buckets: 2_000, // of one histogram
  nativeBuckets: 10_000, // of one side of one histogram
  badExamples: 20,
} as const;
