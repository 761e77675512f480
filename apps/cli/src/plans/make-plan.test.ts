import type { Investigation } from '@cloudops/engine';
import type { PlanFile } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { samplePlanFile } from '../__fixtures__/plan-file.ts';
import { expiryNote } from './expiry-note.ts';
import { keepPlan, toPlanned } from './make-plan.ts';

const none = { from: undefined, fix: undefined, out: undefined, force: false };
const file = samplePlanFile();

function keep(parts: Partial<Investigation>): Promise<PlanFile | null> {
  return keepPlan({ file: null, plan: file.plan, decision: file.decision, ...parts } as Investigation, none);
}

describe('what is planned', () => {
  it('is a question, or a proposal of a run', () => {
    expect(toPlanned(['why', 'so', 'slow?'], none)).toEqual({ question: 'why so slow?' });
    expect(toPlanned([], { ...none, from: 'run_1', fix: 2 })).toEqual({
      question: '',
      fix: { run: 'run_1', number: 2 },
    });
  });

  it.each([
    [[], none],
    [['why?'], { ...none, from: 'run_1', fix: 1 }],
    [[], { ...none, from: 'run_1' }],
    [['why?'], { ...none, fix: 1 }],
  ])('is never both, half of one, or nothing: %j %j', (words, flags) => {
    expect(() => toPlanned(words, flags)).toThrow(/Either a question is planned, or a proposal/);
  });
});

describe('what is kept', () => {
  it('is what the engine prepared, or a plan that only reads with its decision', async () => {
    expect(await keep({ file })).toBe(file);
    const { change: _change, ...bare } = file.plan;
    const plan = { ...bare, steps: bare.steps.map((step) => ({ ...step, risk_level: 'read' as const })) };
    expect(await keep({ plan })).toMatchObject({ kind: 'cloudops.plan', plan, preflight: [], approvals: [] });
  });

  it('is nothing where a change was not prepared, or nothing was decided', async () => {
    expect(await keep({})).toBe(null);
    expect(await keep({ plan: null })).toBe(null);
    expect(await keep({ decision: null })).toBe(null);
  });
});

describe('the note beside a plan', () => {
  it('says that it is too late, and else nothing', () => {
    const expires = Date.parse(file.plan.change?.expires_at ?? '');
    expect(expiryNote(file, expires - 1)).toBe('');
    expect(expiryNote(file, expires)).toMatch(/^This plan expired at 2026-11-22T14:00:00\.000Z/);
  });
});
