import { describe, expect, it } from 'vitest';
import type { StepEvidence } from '../evidence/step-evidence.ts';
import { analyzeCpuAction } from './action.ts';

const denied: StepEvidence = { status: 'unknown', reason: { kind: 'denied', message: 'forbidden', needs: 'list it' } };
const list: StepEvidence = { status: 'present', output: { items: [], complete: true, server_time: null } };

async function statusOf(steps: Readonly<Record<string, StepEvidence>>): Promise<string> {
  const idle = (): void => undefined;
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  const target = { provider: 'kubernetes', name: 'test', environment: 'prod' };
  const context = { signal: new AbortController().signal, clock, target, notify: idle, countCall: idle };
  return (await analyzeCpuAction.doRun({ scope: {}, steps }, context)).status;
}

describe('kubernetes.analyze-cpu', () => {
  it('knows nothing where pods and nodes were denied and nothing was measured', async () => {
    expect(await statusOf({ pods: denied, nodes: denied, metrics: { status: 'skipped' } })).toBe('unknown');
  });

  it('judges by what was read of pods, nodes and measurements', async () => {
    expect(await statusOf({ pods: denied, nodes: list, metrics: denied })).toBe('present');
  });
});
