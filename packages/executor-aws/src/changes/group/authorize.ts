import type { ActionContext, Evidence, Json } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import { type ChangeCall, sendChange } from '../call/send.ts';
import { failureOf, present } from '../reason.ts';
import type { SavedRule } from './rule.ts';
import { authorizeCalls, type GroupPlace } from './rule-calls.ts';

/** A call with one duplicate among its rules authorises none of them: then one by one. */
async function send(session: OwnAwsSession, call: ChangeCall, context: ActionContext): Promise<Evidence<null>> {
  const outcome = await sendChange(session, call, context);
  if (outcome.kind === 'done') return present(null);
  if (outcome.name !== 'InvalidPermission.Duplicate') return { status: 'unknown', reason: outcome.reason };
  const permissions = call.input.IpPermissions;
  if (!Array.isArray(permissions) || permissions.length < 2) return present(null);
  for (const permission of permissions as readonly Json[]) {
    const single = await send(session, { ...call, input: { ...call.input, IpPermissions: [permission] } }, context);
    if (single.status !== 'present') return single;
  }
  return present(null);
}

/** Authorises rules; those that are there already stay as they are. */
export async function authorizeRules(
  session: OwnAwsSession,
  where: GroupPlace,
  rules: readonly SavedRule[],
  context: ActionContext,
): Promise<Evidence<null>> {
  for (const call of authorizeCalls(where, rules)) {
    const done = await send(session, call, context);
    if (done.status !== 'present') return failureOf(done, `the rules of ${where.group}`);
  }
  return present(null);
}
