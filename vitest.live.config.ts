import { defineConfig } from 'vitest/config';

const sources = { conditions: ['@cloudops/source', 'node', 'default'] };
/** Suites that wait most of their time for a cluster of their own: two at a time. */
const patient = ['apps/cli/src/live/cpu-scenarios.live.test.ts', 'apps/cli/src/live/triage-scenarios.live.test.ts'];

/** Suites against real servers. One at a time: each starts its own, on two cores. */
export default defineConfig({
  resolve: sources,
  ssr: { resolve: { ...sources, externalConditions: sources.conditions } },
  test: {
    reporters: ['default', './scripts/closing-reporter.ts'],
    testTimeout: 180_000,
    hookTimeout: 1_800_000,
    projects: [
      {
        extends: true,
        test: {
          name: 'scenarios',
          include: patient,
          globalSetup: './scripts/build-testbed.ts',
          maxWorkers: 2,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'live',
          include: ['**/*.live.test.ts'],
          exclude: ['**/node_modules/**', '**/dist/**', '**/lib/**', ...patient],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
