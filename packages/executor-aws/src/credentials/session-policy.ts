import type { Permission } from '@cloudops/spec';
import { awsError } from '../errors.ts';
import { compareText } from '../text/compare-text.ts';

/** Characters that STS takes as a session policy (AWS STS API reference, AssumeRole, `Policy`). */
const longest = 2048;
const iamAction = /^[a-z0-9-]+:[A-Za-z0-9]+$/;

function toPolicy(actions: readonly string[]): string {
  const Action = [...new Set(actions)].sort(compareText);
  return JSON.stringify({ Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource: '*' }] });
}

/** `ec2:DescribeVpcs` becomes `ec2:Describe*`; what is no read stays as it is. */
function widen(action: string): string {
  return action.replace(/^([a-z0-9-]+:(?:Describe|Get|List))[A-Za-z0-9]*$/, '$1*');
}

/** Patterns that reads may widen to, those first that save most; `Get*` last, since it is the likeliest to allow too much. */
function patternsFor(actions: readonly string[]): readonly string[] {
  const groups = Map.groupBy(actions, widen);
  return [...groups]
    .map(([pattern, own]) => ({ pattern, isGet: pattern.endsWith(':Get*'), saved: own.join().length - pattern.length }))
    .filter(({ pattern, saved }) => pattern.endsWith('*') && saved > 0)
    .sort((a, b) => Number(a.isGet) - Number(b.isGet) || b.saved - a.saved || compareText(a.pattern, b.pattern))
    .map(({ pattern }) => pattern);
}

/**
 * The session policy that lets a role do what a plan needs and nothing else: a role's session has the rights that both its
 * own policies and this one give. Where the exact list is too long for STS, as few reads as possible widen to patterns by
 * service.
 * @throws CloudOpsError `SESSION_POLICY_TOO_LONG`.
 */
export function toSessionPolicy(permissions: readonly Permission[]): string {
  const actions = [...new Set(permissions.map(({ verb }) => verb).filter((verb) => iamAction.test(verb)))];
  const widened = new Set<string>();
  for (const pattern of [null, ...patternsFor(actions)]) {
    if (pattern !== null) widened.add(pattern);
    const policy = toPolicy(actions.map((action) => (widened.has(widen(action)) ? widen(action) : action)));
    if (policy.length <= longest) return policy;
  }
  throw awsError({
    code: 'SESSION_POLICY_TOO_LONG',
    message: `The plan needs ${actions.length} rights, more than a session policy of ${longest} characters can name.`,
    nextSteps: ['Split the playbook into smaller ones.'],
  });
}
