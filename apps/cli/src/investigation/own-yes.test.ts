import type { Engine, Investigation } from '@cloudops/engine';
import type { DecisionOutcome, PlanFile } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { samplePlanFile } from '../__fixtures__/plan-file.ts';
import { applyOnYes } from './own-yes.ts';
import type { QuestionFlags } from './question-flags.ts';
import type { Session } from './with-engine.ts';

/** A change that was planned and waits. */
function waiting(outcome: DecisionOutcome, kind: Investigation['kind'] = 'needs-approval'): Investigation {
  const file = samplePlanFile();
  return { kind, file, decision: { ...file.decision, outcome } } as unknown as Investigation;
}

/** A session whose engine applies nothing, and says that it was asked to. */
function open(): { readonly session: Session; readonly applied: PlanFile[]; readonly notes: string[] } {
  const applied: PlanFile[] = [];
  const notes: string[] = [];
  const engine: Pick<Engine, 'apply'> = {
    apply: async (file) => {
      applied.push(file);
      return { kind: 'answered' } as Investigation;
    },
  };
  const progress = { onEvent: () => undefined, note: (text: string) => notes.push(text), end: () => undefined };
  const session = { composition: { engine }, signal: new AbortController().signal, progress };
  return { session: session as unknown as Session, applied, notes };
}

async function run(
  investigation: Investigation,
  flags: Partial<QuestionFlags>,
): Promise<{ readonly kind: string; readonly applied: number; readonly notes: readonly string[] }> {
  const { session, applied, notes } = open();
  const { kind } = await applyOnYes(investigation, { 'read-only': false, ...flags } as QuestionFlags, session);
  return { kind, applied: applied.length, notes };
}

describe('a change that policy leaves to the user', () => {
  it('is carried out with --approve', async () => {
    expect(await run(waiting('auto-approve'), { approve: true })).toEqual({ kind: 'answered', applied: 1, notes: [] });
  });

  it.each([
    ['nobody at a terminal says yes', { approve: false }],
    ['the command changes nothing', {}],
  ])('waits where %s, and says how to go on', async (_, flags) => {
    const { kind, applied, notes } = await run(waiting('auto-approve'), flags);
    expect({ kind, applied }).toEqual({ kind: 'needs-approval', applied: 0 });
    expect(notes).toEqual([expect.stringMatching(/--approve.*cloudops plan .*--out FILE.*cloudops apply FILE/)]);
  });
});

describe('a change that policy asks others about', () => {
  it.each(['needs-approval', 'approved', 'deny'] as const)('is not helped by --approve: %s', async (outcome) => {
    const { kind, applied, notes } = await run(waiting(outcome), { approve: true });
    expect({ kind, applied }).toEqual({ kind: 'needs-approval', applied: 0 });
    expect(notes).toEqual([expect.stringMatching(/have one person out of bob run cloudops approve FILE/)]);
  });
});

describe('anything else', () => {
  it.each(['answered', 'planned', 'denied', 'stale', 'interrupted'] as const)('stays: %s', async (kind) => {
    expect(await run(waiting('auto-approve', kind), { approve: true })).toEqual({ kind, applied: 0, notes: [] });
  });
});
