import { defineConfig } from 'vitest/config';

/** Tests against real servers on loopback, one file at a time: each starts servers of its own. */
export default defineConfig({
  test: {
    include: ['test/servers/**/*.test.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
