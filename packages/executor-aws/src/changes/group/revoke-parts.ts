import type { ChangeSighting, ChangeVerification, Evidence } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import { count, someOf } from '../../cost/waste/words.ts';
import { dryRun } from '../call/dry-run.ts';
import { sendChange } from '../call/send.ts';
import { waitFor } from '../call/wait.ts';
import type { Scene } from '../protocol.ts';
import { failureOf, present, stale } from '../reason.ts';
import { authorizeRules } from './authorize.ts';
import { isTwin, letSameThrough } from './overlap.ts';
import { readRules } from './read-group.ts';
import type { RevokeInput } from './revoke-input.ts';
import { type RevokeState, rulesVersion } from './revoke-state.ts';
import { contentOf, describeRule, type SavedRule } from './rule.ts';
import { authorizeCalls, revokeCalls } from './rule-calls.ts';

type RevokeScene = Scene<RevokeInput, RevokeState>;

/** Tests the revocation, and whether its undo would be allowed: a rule that is still there is a duplicate. */
export function testRules(session: OwnAwsSession, { state, context }: RevokeScene): Promise<Evidence<string>> {
  const undo = authorizeCalls(state, state.rules).map((call) => ({
    ...call,
    accepting: ['InvalidPermission.Duplicate'],
  }));
  return dryRun(session, [...revokeCalls(state, state.rules), ...undo], context);
}

function find(rules: readonly SavedRule[], { id }: SavedRule): SavedRule | undefined {
  return rules.find((rule) => rule.id === id);
}

/** Revokes by id, so that EC2 itself refuses when a rule is gone. What a rule says cannot change under its id unseen: it is read right before. */
export async function revokeRules(session: OwnAwsSession, { state, context }: RevokeScene): Promise<Evidence<string>> {
  const { place, group, rules } = state;
  const now = await readRules(session, place, group, context);
  if (now.status !== 'present') return failureOf(now, `the rules of ${group}`);
  const moved = rules.filter((rule) => {
    const seen = find(now.output, rule);
    return seen === undefined || contentOf(seen) !== contentOf(rule);
  });
  if (moved.length > 0) return stale(`${group} has changed since: ${someOf(moved.map(describeRule))}`);
  let done = 0;
  for (const call of revokeCalls(state, rules)) {
    const outcome = await sendChange(session, call, context);
    if (outcome.kind === 'done') {
      done += 1;
      continue;
    }
    const isGone =
      outcome.name === 'InvalidSecurityGroupRuleId.NotFound' || outcome.name === 'InvalidPermission.NotFound';
    if (isGone && done === 0) return stale(`${group} has lost a rule since: ${outcome.reason.message}`);
    return { status: 'unknown', reason: outcome.reason };
  }
  return present(`revoked ${count(rules.length, 'rule')} of ${group}: ${someOf(rules.map(({ id }) => id))}`);
}

/** The saved rules that are there, by id or by content. */
function standing(now: readonly SavedRule[], saved: readonly SavedRule[]): readonly SavedRule[] {
  return saved.filter((rule) => now.some((one) => contentOf(one) === contentOf(rule)));
}

/** Looks which of the saved rules are there; an equal one under another id counts. */
export async function lookAtRules(
  session: OwnAwsSession,
  { state, context }: RevokeScene,
): Promise<Evidence<ChangeSighting>> {
  const { place, group, rules } = state;
  const now = await readRules(session, place, group, context);
  if (now.status !== 'present') return failureOf(now, `the rules of ${group}`);
  const there = standing(now.output, rules);
  const versions = [rulesVersion(group, there)];
  if (there.length === rules.length)
    return present({ state: 'before', versions, message: `${group} has all of the rules` });
  // A rule that was edited under its id is neither there nor gone.
  const edited = rules.filter((rule) => find(now.output, rule) !== undefined && !there.includes(rule));
  if (there.length === 0 && edited.length === 0)
    return present({ state: 'after', versions, message: `${group} has none of the rules` });
  const left = [...there, ...edited].map(({ id }) => id);
  return present({ state: 'other', versions, message: `${group} still has ${someOf(left)}, and not the other rules` });
}

/** Waits until the rules are gone, and checks that nothing new lets the same traffic through. */
export async function verifyRules(
  session: OwnAwsSession,
  { state, context }: RevokeScene,
): Promise<Evidence<ChangeVerification>> {
  const { place, group, rules, staying } = state;
  const isOpen = (rule: SavedRule): boolean =>
    !staying.includes(rule.id) && rules.some((one) => letSameThrough(one, rule) || isTwin(one, rule));
  const seen = await waitFor(
    {
      what: `the rules of ${group} to be gone`,
      everyMs: 3000,
      mostMs: 60_000,
      read: () => readRules(session, place, group, context),
      isDone: (now) => !now.some(isOpen),
    },
    context,
  );
  if (seen.status !== 'present') return failureOf(seen, `the rules of ${group}`);
  const open = seen.output.filter(isOpen);
  if (open.length > 0) {
    const message = `${group} still lets the same through: ${someOf(open.map(describeRule))}`;
    return present({ outcome: 'not-healed', message });
  }
  const kept =
    staying.length === 0
      ? ''
      : `; known before, ${someOf(staying)} still ${staying.length === 1 ? 'lets' : 'let'} some of it through`;
  return present({ outcome: 'healed', message: `${group} no longer has ${someOf(rules.map(({ id }) => id))}${kept}` });
}

/** Authorises again what is missing, and only that. */
export async function undoRevocation(
  session: OwnAwsSession,
  { state, context }: RevokeScene,
): Promise<Evidence<string>> {
  const { place, group, rules } = state;
  const now = await readRules(session, place, group, context);
  if (now.status !== 'present') return failureOf(now, `the rules of ${group}`);
  const there = standing(now.output, rules);
  const missing = rules.filter((rule) => !there.includes(rule));
  const done = await authorizeRules(session, state, missing, context);
  if (done.status !== 'present') return failureOf(done, `the rules of ${group}`);
  return present(`authorised ${count(missing.length, 'rule')} of ${group} again, under new rule ids`);
}
