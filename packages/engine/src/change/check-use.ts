import type { AuditRecord, Plan } from '@cloudops/spec';
import type { EngineOptions } from '../engine-options.ts';
import { type Refusal, stale } from './check-plan.ts';

/**
 * Refuses a plan that the log knows to have been run. The journal refuses it, too, in the transaction that begins a run; but a
 * journal can be deleted, and machines that share a log have one each.
 */
export async function checkUse({ id, change }: Plan, { audit }: Pick<EngineOptions, 'audit'>): Promise<Refusal | null> {
  if (change === undefined) return null;
  const query = { filters: { event: ['execution.started', 'execution.finished'], plan_id: id } } as const;
  const started = new Map<string, AuditRecord>();
  for await (const { record } of audit.records(query)) {
    const runId = record.action.run_id ?? '';
    if (record.event === 'execution.started' && record.extra?.rolls_back === undefined) started.set(runId, record);
    // It ended without a step: it was refused before anything was done.
    if (record.event === 'execution.finished' && record.steps === undefined) started.delete(runId);
  }
  const [use] = started;
  if (use === undefined) return null;
  const [runId, { timestamp }] = use;
  const why = `Plan ${id} was applied before, by run ${runId} at ${timestamp}; a plan that changes something is good for one run. See what became of it: cloudops runs show ${runId}`;
  return stale('plan-used', why);
}
