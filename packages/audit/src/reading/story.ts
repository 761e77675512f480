import type {
  AuditApproval,
  AuditChange,
  AuditIdentity,
  AuditRecord,
  AuditStep,
  AuditUser,
  Json,
  ParserUse,
} from '@cloudops/spec';
import { unknownOutcome } from './mark-unknown-outcomes.ts';

/** One decision on a plan. */
export interface StoryDecision {
  readonly at: string;
  readonly outcome: string;
  /** Ids of the policies that decided. */
  readonly policies: readonly string[];
  readonly policy_digest: string;
  readonly approvals: readonly AuditApproval[];
}

/** Something that followed, such as a recorded world. */
export interface StoryEvent {
  readonly at: string;
  readonly event: AuditRecord['event'];
  readonly status: string;
}

/** All that the log has of one question, in the order in which it happened. */
export interface Story {
  readonly run_id: string | null;
  /** How it ended; `outcome unknown` for an execution that started and never ended. */
  readonly outcome: string;
  readonly asked_at: string;
  readonly user: AuditUser;
  readonly host: string;
  readonly tool_version: string;
  readonly question_digest: string | null;
  /** How the question was read; null where that was not recorded. */
  readonly read_by: ParserUse | null;
  readonly playbook: { readonly id: string; readonly version: string | null; readonly digest: string | null } | null;
  readonly plan_id: string | null;
  readonly targets: readonly string[];
  readonly inputs: Readonly<Record<string, Json>>;
  readonly decisions: readonly StoryDecision[];
  readonly started_at: string | null;
  readonly finished_at: string | null;
  readonly duration_ms: number | null;
  readonly identities: readonly AuditIdentity[];
  readonly steps: readonly AuditStep[];
  readonly changes: readonly AuditChange[];
  readonly afterwards: readonly StoryEvent[];
  readonly cost_usd: number;
  /** In the log's order. */
  readonly audit_ids: readonly string[];
}

const told: ReadonlySet<string> = new Set([
  'question.asked',
  'plan.decided',
  'plan.approved',
  'execution.started',
  'execution.finished',
]);

/** Tells what records of one question say. @param records in the log's order, one at least. */
export function tellStory(records: readonly [AuditRecord, ...AuditRecord[]]): Story {
  const [first] = records;
  const last = (event: AuditRecord['event']): AuditRecord | undefined =>
    records.findLast((record) => record.event === event);
  const [started, finished, planned] = [last('execution.started'), last('execution.finished'), richest(records)];
  return {
    run_id: records.find(({ action }) => action.run_id !== null)?.action.run_id ?? null,
    outcome: outcomeOf(records, started, finished),
    asked_at: first.timestamp,
    ...{ user: first.user, host: first.host, tool_version: first.tool_version },
    question_digest: first.action.question_digest,
    read_by: records.find(({ ai }) => ai !== undefined)?.ai ?? null,
    ...{ playbook: playbookOf(planned), plan_id: planned.action.plan_id, targets: planned.action.targets },
    inputs: planned.action.inputs ?? {},
    decisions: records.flatMap(toDecision),
    started_at: started?.timestamp ?? null,
    finished_at: finished?.timestamp ?? null,
    duration_ms: durationOf(started, finished),
    ...{ identities: finished?.identities ?? [], steps: finished?.steps ?? [], changes: finished?.changes ?? [] },
    afterwards: records.filter(({ event }) => !told.has(event)).map(toEvent),
    cost_usd: records.reduce((sum, { result }) => sum + result.cost_usd, 0),
    audit_ids: records.map(({ audit_id }) => audit_id),
  };
}

/** The last record that knows the plan, else the last that knows the playbook, else the first. */
function richest(records: readonly [AuditRecord, ...AuditRecord[]]): AuditRecord {
  return (
    records.findLast(({ action }) => action.plan_id !== null) ??
    records.findLast(({ action }) => action.intent !== null) ??
    records[0]
  );
}

function playbookOf({ action }: AuditRecord): Story['playbook'] {
  if (action.intent === null) return null;
  return { id: action.intent, version: action.playbook?.version ?? null, digest: action.playbook?.digest ?? null };
}

function outcomeOf(
  records: readonly AuditRecord[],
  started: AuditRecord | undefined,
  finished: AuditRecord | undefined,
): string {
  if (finished !== undefined) return finished.result.status;
  if (started !== undefined) return unknownOutcome;
  const decided = records.findLast(({ event }) => event === 'plan.decided') ?? records.at(-1);
  return decided?.result.status ?? unknownOutcome;
}

function toDecision({ event, timestamp, policy }: AuditRecord): readonly StoryDecision[] {
  if (event !== 'plan.decided' || policy === null) return [];
  const { outcome, policies, policy_digest, approvals = [] } = policy;
  return [{ at: timestamp, outcome, policies, policy_digest, approvals }];
}

function durationOf(started: AuditRecord | undefined, finished: AuditRecord | undefined): number | null {
  if (started === undefined || finished === undefined) return null;
  return Math.max(0, Date.parse(finished.timestamp) - Date.parse(started.timestamp));
}

function toEvent({ timestamp, event, result }: AuditRecord): StoryEvent {
  return { at: timestamp, event, status: result.status };
}
