import { defineConfig } from 'vitest/config';

/** Tests that drive a real VS Code workbench: one at a time, each with a server and a browser of its own. */
export default defineConfig({
  test: {
    include: ['test/workbench/**/*.test.ts'],
    fileParallelism: false,
    maxWorkers: 1,
    // What is seen is asked for again until it holds; a page may be drawn a moment later than it is looked at.
    expect: { poll: { timeout: 20_000, interval: 100 } },
    testTimeout: 180_000,
    hookTimeout: 180_000,
    teardownTimeout: 30_000,
  },
});
