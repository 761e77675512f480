import { defineConfig } from 'vitest/config';

const sources = { conditions: ['@cloudops/source', 'node', 'default'] };

/** Suites against real servers. One at a time: each starts its own, on two cores. */
export default defineConfig({
  resolve: sources,
  ssr: { resolve: { ...sources, externalConditions: sources.conditions } },
  test: {
    name: 'live',
    reporters: ['default', './scripts/closing-reporter.ts'],
    include: ['**/*.live.test.ts'],
    exclude: ['**/node_modules/**', '**/dist/**'],
    fileParallelism: false,
    testTimeout: 180_000,
    hookTimeout: 1_800_000,
  },
});
