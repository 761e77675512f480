import { type AuditLog, createAuditId } from '@cloudops/audit';
import type { AuditEvent, AuditRecord, Decision, Json, Plan, Run } from '@cloudops/spec';
import type { EngineOptions } from './engine-options.ts';

/** What changes from record to record of one question. */
export interface RecordFacts {
  readonly event: AuditEvent;
  readonly question: string;
  readonly playbook?: string | null;
  readonly plan?: Plan;
  readonly decision?: Decision;
  readonly runId?: string;
  readonly run?: Run;
  readonly status: string;
  readonly costUsd?: number;
  readonly extra?: Readonly<Record<string, Json>>;
}

/** Writes the records of one question, each pointing to the one before. */
export interface Recorder {
  /** Ids written so far, in order. */
  readonly ids: readonly string[];
  /** @throws the audit log's errors: no record, no action. */
  write(facts: RecordFacts): Promise<void>;
}

/** Starts the chain of records of one question. @param after the record that the first one follows, if any. */
export function createRecords(options: EngineOptions, after: string | null = null): Recorder {
  const ids: string[] = [];
  return {
    ids,
    async write(facts) {
      const digest = await options.audit.fingerprint(facts.question);
      const record = toRecord(options, facts, { parent: ids.at(-1) ?? after, digest });
      await append(options.audit, record);
      ids.push(record.audit_id);
    },
  };
}

async function append(audit: AuditLog, record: AuditRecord): Promise<void> {
  await audit.append(record);
}

function toRecord(
  options: EngineOptions,
  facts: RecordFacts,
  { parent, digest }: { readonly parent: string | null; readonly digest: string },
): AuditRecord {
  const { principal, clock } = options;
  return {
    schema: 'cloudops.audit/v1',
    audit_id: createAuditId(clock, options.randomBytes, parent ?? undefined),
    timestamp: new Date(clock.now()).toISOString(),
    event: facts.event,
    user: { id: principal.id, role: principal.kind, established_by: principal.established_by },
    action: {
      intent: facts.plan?.playbook.id ?? facts.playbook ?? null,
      plan_id: facts.plan?.id ?? null,
      run_id: facts.runId ?? null,
      targets: targetsOf(facts.plan),
      question_digest: digest,
    },
    policy: policyOf(facts.decision),
    result: { status: facts.status, cost_usd: facts.costUsd ?? 0 },
    evidence: Object.fromEntries((facts.run?.results ?? []).map((result) => [result.step, result.digest])),
    parent,
    tool_version: options.toolVersion,
    host: options.host,
    ...(facts.extra === undefined ? {} : { extra: facts.extra }),
  };
}

function targetsOf(plan: Plan | undefined): readonly string[] {
  return (plan?.targets ?? []).map((target) => `${target.provider}:${target.name}`).sort();
}

function policyOf(decision: Decision | undefined): AuditRecord['policy'] {
  if (decision === undefined) return null;
  return {
    outcome: decision.outcome,
    policies: [...new Set(decision.steps.flatMap((step) => step.policies))].sort(),
    policy_digest: decision.policy_digest,
  };
}
