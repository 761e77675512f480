import type { Json, Run, StepResult } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { analysis, sampleRun, throttledRun } from '../__fixtures__/sample-run.ts';
import { createReport } from '../create-report.ts';
import { neededOutput } from './needed-output.ts';

type Part = Pick<Run, 'plan' | 'results' | 'status'>;

function release(run: Part): Part {
  const results = run.results.map((result): StepResult => {
    const { output: _, ...rest } = result;
    const output = neededOutput(result);
    return output === undefined ? rest : { ...rest, output };
  });
  return { ...run, results };
}

describe('what a report needs of an output', () => {
  it('is an analysis whole, of items what became of them, and of anything else that it was there', () => {
    const found = analysis({});
    expect(neededOutput({ output: found })).toBe(found);
    expect(neededOutput({ output: { items: [{ name: 'a' }] } })).toBeNull();
    expect(neededOutput({})).toBeUndefined();
    const item = { item: { name: 'a' }, status: 'present', output: { big: 'x' } };
    expect(neededOutput({ output: { items: [item] } })).toEqual({
      items: [{ item: null, status: 'present', output: null }],
    });
  });

  it('makes the same report, byte for byte', () => {
    const reason = fc.record({ message: fc.constantFrom('no', 'denied'), needs: fc.constantFrom('list pods', 'x') });
    const status = fc.constantFrom('present', 'absent', 'unknown', 'skipped', 'odd');
    const inner = fc.oneof(fc.constant(analysis({})), fc.constant({ findings: [] }), fc.jsonValue());
    const item = fc.record(
      { item: fc.jsonValue(), status, output: inner, reason },
      { requiredKeys: ['item', 'status'] },
    );
    const output = fc.oneof(
      inner,
      fc.constant(analysis({ findings: [{ id: 'x' }] as never })),
      fc.array(item, { maxLength: 4 }).map((items) => ({ items })),
    );
    const result = fc.record(
      { output, reason: reason.map((one) => ({ kind: 'not-found' as const, ...one })), status },
      { requiredKeys: ['status'] },
    );
    fc.assert(
      fc.property(fc.array(result, { maxLength: 4 }), (parts) => {
        const results = parts.map((part, index) => {
          const base = { step: `s${index}`, action: 'a.b', digest: null, started_at: '2026-01-01T00:00:00Z' };
          return { ...base, ...part, duration_ms: 1, calls: 1 } as unknown as StepResult;
        });
        const run = sampleRun(results, 'partial');
        expect(JSON.stringify(createReport(release(run)))).toBe(JSON.stringify(createReport(run)));
      }),
      { numRuns: 500, seed: 11 },
    );
    expect(createReport(release(throttledRun()))).toEqual(createReport(throttledRun()));
    expect(neededOutput({ output: null as Json })).toBeNull();
  });
});
