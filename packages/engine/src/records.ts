import { createAuditId, toAuditInputs, toAuditPolicy, toAuditSteps, toAuditUser } from '@cloudops/audit';
import type {
  AuditApproval,
  AuditChange,
  AuditEvent,
  AuditIdentity,
  AuditRecord,
  Decision,
  Json,
  ParserUse,
  Plan,
  Run,
} from '@cloudops/spec';
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
  /** How the question was read. */
  readonly parser?: ParserUse;
  /** Whose yes the decision counted. */
  readonly approvals?: readonly AuditApproval[];
  /** Who the targets said that we are. */
  readonly identities?: readonly AuditIdentity[];
  /** What was changed, by digest. */
  readonly changes?: readonly AuditChange[];
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
      const record = await toRecord(options, facts, ids.at(-1) ?? after);
      await options.audit.append(record);
      ids.push(record.audit_id);
    },
  };
}

async function toRecord(options: EngineOptions, facts: RecordFacts, parent: string | null): Promise<AuditRecord> {
  const { principal, clock, audit } = options;
  const { run, decision, identities, changes = [], extra } = facts;
  return {
    schema: 'cloudops.audit/v1',
    audit_id: createAuditId(clock, options.randomBytes, parent ?? undefined),
    timestamp: new Date(clock.now()).toISOString(),
    event: facts.event,
    user: toAuditUser(principal),
    action: {
      intent: facts.plan?.playbook.id ?? facts.playbook ?? null,
      plan_id: facts.plan?.id ?? null,
      run_id: facts.runId ?? null,
      targets: targetsOf(facts.plan),
      question_digest: await audit.fingerprint(facts.question),
      ...(await planFacts(options, facts.plan)),
    },
    policy: decision === undefined ? null : toAuditPolicy(decision, facts.approvals),
    result: { status: facts.status, cost_usd: facts.costUsd ?? 0 },
    evidence: Object.fromEntries((run?.results ?? []).map((result) => [result.step, result.digest])),
    ...(run === undefined ? {} : { steps: toAuditSteps(run) }),
    ...(changes.length === 0 ? {} : { changes }),
    ...(facts.parser === undefined ? {} : { ai: facts.parser }),
    ...(identities === undefined ? {} : { identities }),
    parent,
    tool_version: options.toolVersion,
    host: options.host,
    ...(extra === undefined ? {} : { extra }),
  };
}

async function planFacts(
  { catalog, audit }: EngineOptions,
  plan: Plan | undefined,
): Promise<Pick<AuditRecord['action'], 'playbook' | 'inputs'>> {
  if (plan === undefined) return {};
  const { id, version, digest } = plan.playbook;
  const entry = catalog.entries.find(({ playbook }) => playbook.metadata.name === id);
  const inputs = await toAuditInputs(plan.inputs, {
    declared: entry?.playbook.inputs ?? {},
    fingerprint: (text) => audit.fingerprint(text),
  });
  return { playbook: { version, digest }, inputs };
}

function targetsOf(plan: Plan | undefined): readonly string[] {
  return (plan?.targets ?? []).map((target) => `${target.provider}:${target.name}`).sort();
}
