import type { Envelope, Plan, Principal } from '@cloudops/spec';
import { CloudOpsError } from '@cloudops/spec';
import { findPrincipal } from '../composition/principal.ts';
import type { Paths } from '../configuration/paths.ts';
import { notFound } from '../lookup.ts';
import { assertUnaltered, readPlanFile } from '../plans/read-plan-file.ts';
import { withJournal } from '../state.ts';

/** A plan, with whom it was decided for and what is signed about it. */
export interface FoundPlan {
  readonly plan: Plan;
  readonly principal: Principal;
  readonly envelopes: readonly Envelope[];
}

/** How many runs are looked through. */
const searched = 1000;

/**
 * Finds a plan: in a file, or by its id among the runs of this machine. A file says whom it was decided for; a plan that ran
 * is explained for whoever asks, since a run keeps no more than the name.
 * @throws CloudOpsError `PLAN_UNREADABLE`, `PLAN_INVALID`, `NOT_FOUND`, `PLAN_NOT_NAMED`.
 */
export async function findPlan(file: string | undefined, id: string | undefined, paths: Paths): Promise<FoundPlan> {
  if (file !== undefined) {
    const { plan, decision, approvals } = await readSaved(file);
    return { plan, principal: decision.principal, envelopes: approvals };
  }
  if (id === undefined) throw notNamed();
  const plan = await withJournal(paths, async (journal) => {
    const run = (await journal.list({ last: searched })).find(({ plan_id }) => plan_id === id);
    return run === undefined ? undefined : (await journal.findBeginning(run.id))?.plan;
  });
  if (plan === undefined) throw notFound({ what: 'plan', wanted: id, names: [], list: 'cloudops runs list -o json' });
  return { plan, principal: findPrincipal(), envelopes: [] };
}

async function readSaved(file: string): ReturnType<typeof readPlanFile> {
  const saved = await readPlanFile(file);
  assertUnaltered(file, saved);
  return saved;
}

function notNamed(): CloudOpsError {
  return new CloudOpsError({
    code: 'PLAN_NOT_NAMED',
    message: 'No plan is named.',
    nextSteps: ['cloudops policy explain FILE', 'cloudops policy explain --plan PLAN-ID'],
  });
}
