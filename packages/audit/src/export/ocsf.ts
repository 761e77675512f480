import type { AuditEvent, AuditRecord } from '@cloudops/spec';
import { cutStatus } from '../retention/archived-ranges.ts';
import type { RecordPlace } from './cloud-event.ts';

const version = '1.8.0';
const apiActivity = { uid: 6003, name: 'API Activity' };
const applicationActivity = { uid: 6, name: 'Application Activity' };

/** `activity_id` of API Activity. */
const activities = ['Unknown', 'Create', 'Read', 'Update', 'Delete'] as const;
const statuses = ['Unknown', 'Success', 'Failure'] as const;
const userTypes: Readonly<Record<string, readonly [id: number, name: string]>> = {
  human: [1, 'User'],
  service: [4, 'Service'],
  agent: [3, 'System'],
};

const activityOf: Readonly<Record<Exclude<AuditEvent, 'execution.started' | 'execution.finished'>, number>> = {
  'question.asked': 2,
  'plan.decided': 2,
  'plan.approved': 3,
  'approval.revoked': 3,
  'plan.refused': 2,
  'execution.resumed': 2,
  'world.recorded': 1,
  'baseline.approved': 3,
  'plugin.installed': 1,
  'plugin.removed': 4,
  'plugin.command': 2,
  'subject.erased': 4,
  'records.archived': 1,
  'records.exported': 2,
};

/**
 * A record as an OCSF 1.8.0 event of class API Activity (6003, https://schema.ocsf.io/1.8.0/classes/api_activity), with
 * the security_control profile for a decision and ai_operation where a model read the question. What has no attribute
 * there stands under `unmapped`.
 */
export function toOcsfEvent(record: AuditRecord, { index, origin }: RecordPlace): object {
  const { action, audit_id, timestamp, event, parent } = record;
  const activity = activityIdOf(record);
  const profiles = [
    record.policy === null ? [] : ['security_control'],
    hasModel(record) ? ['ai_operation'] : [],
  ].flat();
  return {
    activity_id: activity,
    activity_name: activities[activity] ?? 'Unknown',
    category_uid: applicationActivity.uid,
    category_name: applicationActivity.name,
    class_uid: apiActivity.uid,
    class_name: apiActivity.name,
    type_uid: apiActivity.uid * 100 + activity,
    type_name: `${apiActivity.name}: ${activities[activity] ?? 'Unknown'}`,
    time: Date.parse(timestamp),
    ...toSeverity(record),
    ...toStatus(record),
    message: `${event} ${record.result.status}`,
    metadata: {
      version,
      product: { name: 'CloudOps', vendor_name: 'CloudOps', version: record.tool_version },
      profiles,
      uid: audit_id,
      sequence: index,
      log_name: origin,
      log_version: record.schema,
      event_code: event,
      original_time: timestamp,
      ...(action.plan_id === null ? {} : { correlation_uid: action.plan_id }),
    },
    actor: { user: toUser(record), app_name: 'CloudOps' },
    api: {
      operation: action.intent ?? event,
      service: { name: 'cloudops' },
      request: { uid: action.run_id ?? audit_id },
    },
    src_endpoint: { name: record.host },
    ...(action.targets.length === 0 ? {} : { resources: action.targets.map(toResource) }),
    ...toControl(record),
    ...toModel(record),
    unmapped: toUnmapped(record, parent),
  };
}

function activityIdOf({ event, result, steps = [], changes = [] }: AuditRecord): number {
  if (event === 'records.archived' && result.status === cutStatus) return 4;
  if (event !== 'execution.started' && event !== 'execution.finished') return activityOf[event];
  if (steps.some(({ risk_level }) => risk_level === 'delete')) return 4;
  return changes.length > 0 || steps.some(({ risk_level }) => risk_level === 'write') ? 3 : 2;
}

function toSeverity({ event, result, policy }: AuditRecord): object {
  if (event === 'plan.refused' || (event === 'plan.decided' && policy?.outcome === 'deny'))
    return { severity_id: 3, severity: 'Medium' };
  if (result.status === 'failed' || result.status === 'interrupted') return { severity_id: 2, severity: 'Low' };
  return { severity_id: 1, severity: 'Informational' };
}

function toStatus({ event, result }: AuditRecord): object {
  const failures = [
    'failed',
    'denied',
    'deny',
    'interrupted',
    'needs-approval',
    'needs_approval',
    'unsupported',
    'refused',
  ];
  // An execution that has only started may yet end either way.
  const id = event === 'execution.started' ? 0 : event === 'plan.refused' || failures.includes(result.status) ? 2 : 1;
  return { status_id: id, status: statuses[id] ?? 'Unknown', status_code: result.status };
}

function toUser({ user }: AuditRecord): object {
  const [id, name] = userTypes[user.role] ?? [0, 'Unknown'];
  return { uid: user.id, type_id: id, type: name };
}

function toResource(target: string): object {
  return { name: target, type: target.split(':')[0] ?? target };
}

/** Action and disposition of the security_control profile, and what was decided by. */
function toControl({ policy }: AuditRecord): object {
  if (policy === null) return {};
  const isAllowed = policy.outcome === 'auto-approve' || policy.outcome === 'approved';
  const [id, name] = isAllowed ? [1, 'Allowed'] : [2, 'Denied'];
  const disposition = isAllowed
    ? { disposition_id: 1, disposition: 'Allowed' }
    : { disposition_id: 2, disposition: 'Blocked' };
  return {
    action_id: id,
    action: name,
    ...disposition,
    authorizations: [
      { decision: policy.outcome, policy: { name: policy.policies.join(', ') || 'none', uid: policy.policy_digest } },
    ],
  };
}

function hasModel({ ai }: AuditRecord): boolean {
  return ai?.model !== undefined;
}

function toModel({ ai }: AuditRecord): object {
  if (ai?.model === undefined) return {};
  const { input_tokens, output_tokens } = ai;
  return {
    ai_model: { ai_provider: ai.kind, name: ai.model },
    message_context: {
      application: { name: 'CloudOps' },
      ...(input_tokens === undefined ? {} : { prompt_tokens: input_tokens }),
      ...(output_tokens === undefined ? {} : { completion_tokens: output_tokens }),
    },
  };
}

function toUnmapped(record: AuditRecord, parent: string | null): object {
  const { action, user, result, evidence, steps, changes, identities, policy, extra } = record;
  const fields = {
    ...{ parent, run_id: action.run_id, question_digest: action.question_digest, playbook: action.playbook },
    ...{ inputs: action.inputs, established_by: user.established_by, credential: user.credential },
    ...{ cost_usd: result.cost_usd, evidence, steps, changes, identities, approvals: policy?.approvals, extra },
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
}
