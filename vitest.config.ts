import { defineConfig } from 'vitest/config';

const sources = { conditions: ['@cloudops/source', 'node', 'default'] };

export default defineConfig({
  resolve: sources,
  ssr: { resolve: { ...sources, externalConditions: sources.conditions } },
  test: {
    reporters: ['default', './scripts/closing-reporter.ts'],
    disableConsoleIntercept: true,
    testTimeout: 20_000,
    maxWorkers: 2,
    projects: [
      'packages/*',
      'apps/*',
      'playbooks',
      'testbed',
      'scripts',
      'evals',
      'site',
      'examples/*',
      'templates/*',
      'packaging',
      'deploy',
    ].map((folder) => ({
      extends: true,
      test: {
        name: folder.replace('/*', ''),
        // Loading modules anew for each file takes most of the time. Only the application's tests start processes and
        // change the environment.
        isolate: folder === 'apps/*',
        include: [`${folder}/**/*.test.ts`],
        exclude: ['**/node_modules/**', '**/dist/**', '**/lib/**', '**/*.live.test.ts'],
      },
    })),
  },
});
