import type { UnknownReason } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import type { StepEvidence } from '../evidence/step-evidence.ts';
import { triageAction } from './action.ts';

const reason: UnknownReason = { kind: 'denied', message: 'forbidden', needs: 'list pods' };
const denied: StepEvidence = { status: 'unknown', reason };
const nothing: StepEvidence = { status: 'present', output: { items: [] } };
const list: StepEvidence = { status: 'present', output: { items: [], complete: true, server_time: null } };
const health: StepEvidence = { status: 'present', output: { readyz: { status: 'present', output: { ready: true } } } };

async function statusOf(steps: Readonly<Record<string, StepEvidence>>): Promise<string> {
  const idle = (): void => undefined;
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  const target = { provider: 'kubernetes', name: 'test', environment: 'prod' };
  const context = { signal: new AbortController().signal, clock, target, notify: idle, countCall: idle };
  return (await triageAction.doRun({ scope: {}, steps }, context)).status;
}

describe('kubernetes.triage', () => {
  it('knows nothing where every list was denied, whatever else every login sees', async () => {
    const steps = { pods: denied, nodes: denied, gateways: { status: 'absent' } as const, health };
    expect(await statusOf({ ...steps, logs: nothing, other_pods: nothing })).toBe('unknown');
  });

  it('judges by the one list that could be read', async () => {
    expect(await statusOf({ pods: denied, nodes: list, health })).toBe('present');
  });

  it('judges where nothing was denied', async () => {
    expect(await statusOf({ pods: list })).toBe('present');
  });
});
