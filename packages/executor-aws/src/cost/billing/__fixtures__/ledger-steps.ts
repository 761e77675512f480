import type { ActionContext, Evidence, Json } from '@cloudops/spec';
import { type Ledger, ledgerToCostAndUsage, WireFault } from '@cloudops/testbed';
import type { AwsSession } from '../../../clients/session.ts';
import type { StepEvidence } from '../../../listing/listing.ts';
import { createCostExplorerAction } from '../../explorer/action.ts';
import type { CostExplorerInput } from '../../explorer/request.ts';
import { costSuspectsAction } from '../actions.ts';
import type { CostSettings } from '../input.ts';
import { type Drill, usageFilter } from '../ledger/drill.ts';

/** A context whose clock stands at an instant. */
export function contextAt(now: string): ActionContext {
  return {
    signal: new AbortController().signal,
    clock: { now: () => Date.parse(now), sleep: () => Promise.resolve() },
    target: { provider: 'aws', name: 'test', environment: 'prod' },
    notify: () => undefined,
    countCall: () => undefined,
  };
}

/** A session that answers GetCostAndUsage from a ledger. */
function ledgerSession(ledger: Ledger, groupsPerPage = 5000): AwsSession {
  return {
    call({ input }, context) {
      context.countCall();
      try {
        const answer = ledgerToCostAndUsage(ledger, (input ?? {}) as never, { groupsPerPage });
        return Promise.resolve({ status: 'present', output: answer as unknown as Json });
      } catch (error) {
        const message = error instanceof WireFault ? error.message : 'failed';
        return Promise.resolve({ status: 'unknown', reason: { kind: 'invalid', message } });
      }
    },
    list: ({ account, region }) => Promise.resolve({ account, region, status: 'present', items: [] }),
  };
}

const dimension = (key: string) => ({ type: 'DIMENSION' as const, key });

/** The group-bys of the playbook's base questions. */
export const baseQuestions: Readonly<Record<string, CostExplorerInput>> = {
  records: { group_by: [dimension('RECORD_TYPE'), dimension('SERVICE')] },
  usage: { filter: usageFilter, group_by: [dimension('SERVICE'), dimension('USAGE_TYPE')] },
  accounts: { filter: usageFilter, group_by: [dimension('LINKED_ACCOUNT'), dimension('USAGE_TYPE')] },
  regions: { filter: usageFilter, group_by: [dimension('REGION'), dimension('USAGE_TYPE')] },
};

/** Reads a ledger as the playbook does, through the real actions. */
export async function readLedger(
  ledger: Ledger,
  settings: CostSettings = {},
  groupsPerPage = 5000,
): Promise<Record<string, StepEvidence>> {
  const session = ledgerSession(ledger, groupsPerPage);
  const context = contextAt(ledger.now);
  const action = createCostExplorerAction({ session, region: 'us-east-1', cache: null });
  const ask = (input: CostExplorerInput) => action.doRun({ account: ledger.payer, ...input }, context);
  const steps: Record<string, StepEvidence> = {};
  for (const [step, question] of Object.entries(baseQuestions)) steps[step] = await ask(question);
  const suspects = (await costSuspectsAction.doRun({ scope: {}, settings, steps }, context)) as Evidence<{
    drills: readonly Drill[];
  }>;
  const items = [];
  for (const item of suspects.output?.drills ?? []) {
    items.push({ item, ...(await ask({ filter: item.filter, group_by: item.group_by })) });
  }
  return { ...steps, drills: { status: 'present', output: { items } } };
}
