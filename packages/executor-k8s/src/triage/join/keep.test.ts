import { describe, expect, it } from 'vitest';
import { look } from '../__fixtures__/look.ts';
import { app, apps, crashLoop, waiting } from '../__fixtures__/objects.ts';

const limits = { limits: { memory: '128Mi' } };
const staged = apps(
  app('api', { container: { resources: limits }, status: crashLoop(137, 'OOMKilled') }),
  app('web', { status: waiting('CreateContainerConfigError', 'secret "web" not found') }),
);
const codes = (focus: readonly string[]): readonly string[] =>
  look(staged, { focus })
    .analysis.findings.map(({ code, resource }) => `${code} ${resource.name}`)
    .toSorted();

describe('a question about some codes', () => {
  it('that are faults keeps what follows from them, and no other cause', () => {
    expect(codes(['POD-101'])).toEqual(['POD-001 api', 'POD-101 api', 'WRK-002 api']);
  });

  it('that are symptoms keeps their causes and what follows', () => {
    expect(codes(['POD-001'])).toEqual(['POD-001 api', 'POD-101 api', 'WRK-002 api']);
  });

  it('that nothing has finds nothing', () => {
    expect(codes(['JOB-'])).toEqual([]);
  });
});
