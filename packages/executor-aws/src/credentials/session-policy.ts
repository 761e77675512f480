import type { Permission } from '@cloudops/spec';
import { awsError } from '../errors.ts';
import { compareText } from '../text/compare-text.ts';

/** Characters that STS takes as a session policy (AWS STS API reference, AssumeRole, `Policy`). */
const longest = 2048;
const iamAction = /^[a-z0-9-]+:[A-Za-z0-9]+$/;
/** What policies may name: nothing else of a permission gets into one. */
const arn = /^arn:[a-z*-]+:[a-z0-9-]+:[a-z0-9*-]*:[0-9*]*:[A-Za-z0-9*/_.:-]+$/;

interface Right {
  readonly action: string;
  /** `*`, or one resource's ARN, which may hold wildcards. */
  readonly resource: string;
}

/** What may be said in one statement: actions with the same resources. */
function toStatements(rights: readonly Right[]): readonly object[] {
  const byAction = Map.groupBy(rights, ({ action }) => action);
  const resources = [...byAction].map(([action, own]) => {
    const named = [...new Set(own.map(({ resource }) => resource))].sort(compareText);
    return { action, on: named.includes('*') ? ['*'] : named };
  });
  const groups = Map.groupBy(resources, ({ on }) => JSON.stringify(on));
  return [...groups]
    .sort(([left], [right]) => compareText(left, right))
    .map(([, some]) => {
      const [{ on } = { on: [] }] = some;
      const Action = some.map(({ action }) => action).sort(compareText);
      return { Effect: 'Allow', Action, Resource: on.length === 1 ? on[0] : on };
    });
}

function toPolicy(rights: readonly Right[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: toStatements(rights) });
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
 * own policies and this one give. Rights on resources that a permission names by ARN are limited to these. Where the exact
 * list is too long for STS, as few reads as possible widen to patterns by service; changes never do.
 * @throws CloudOpsError `SESSION_POLICY_TOO_LONG`.
 */
export function toSessionPolicy(permissions: readonly Permission[]): string {
  const rights = permissions
    .filter(({ verb }) => iamAction.test(verb))
    .map(({ verb, resource }) => ({ action: verb, resource: arn.test(resource) ? resource : '*' }));
  const actions = [...new Set(rights.map(({ action }) => action))];
  const widened = new Set<string>();
  for (const pattern of [null, ...patternsFor(actions)]) {
    if (pattern !== null) widened.add(pattern);
    const policy = toPolicy(
      rights.map((right) => (widened.has(widen(right.action)) ? { ...right, action: widen(right.action) } : right)),
    );
    if (policy.length <= longest) return policy;
  }
  throw awsError({
    code: 'SESSION_POLICY_TOO_LONG',
    message: `The plan needs ${actions.length} rights, more than a session policy of ${longest} characters can name.`,
    nextSteps: ['Split the playbook into smaller ones.'],
  });
}
