import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/unit/**/*.test.ts', 'test/arch/**/*.test.ts'],
    testTimeout: 120_000,
    // Two cores are shared with DuckDB's own threads: two workers at most.
    maxWorkers: 2,
  },
});
