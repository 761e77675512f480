import { isTrueAt, listAt, textAt, valueAt } from '../../value/read.ts';
import type { Observation } from '../draft.ts';
import { toAddresses } from '../exposure/source.ts';
import { cite, type Item } from '../model/item.ts';
import { serviceDraft, undecided } from './service-draft.ts';

/** `narrowed` = everybody is let in, and a denial with a condition takes some of them out again. */
type PolicyVerdict = 'open' | 'narrowed' | 'closed' | 'unreadable';

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/** `"*"`, or an object whose AWS part names `*` (IAM reference, "Principal"). */
function isEveryone(principal: unknown): boolean {
  return asList(principal).includes('*') || asList(valueAt(principal, 'AWS')).includes('*');
}

/** A condition that every address meets is none. */
function isConditional(statement: unknown): boolean {
  const condition = valueAt(statement, 'Condition');
  if (typeof condition !== 'object' || condition === null) return false;
  return Object.entries(condition).some(
    ([operator, keys]) => operator !== 'IpAddress' || !Object.entries(keys ?? {}).every(isEveryAddress),
  );
}

function isEveryAddress([key, value]: readonly [string, unknown]): boolean {
  if (key.toLowerCase() !== 'aws:sourceip') return false;
  const { ipv4, ipv6 } = toAddresses(asList(value).filter((cidr) => typeof cidr === 'string'));
  return ipv4.class === 'any' || ipv6.class === 'any';
}

const allActions: ReadonlySet<unknown> = new Set(['*', 'es:*', 'es:ESHttp*']);

/** Whether a resource policy lets everyone in without a condition. */
export function judgePolicy(text: string): PolicyVerdict {
  if (text === '') return 'closed';
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return 'unreadable';
  }
  const forEveryone = asList(valueAt(policy, 'Statement')).filter((one) => isEveryone(valueAt(one, 'Principal')));
  const allowed = forEveryone.some((one) => textAt(one, 'Effect') === 'Allow' && !isConditional(one));
  if (!allowed) return 'closed';
  const denials = forEveryone.filter(
    (one) => textAt(one, 'Effect') === 'Deny' && asList(valueAt(one, 'Action')).some((name) => allActions.has(name)),
  );
  if (denials.some((one) => !isConditional(one))) return 'closed';
  return denials.length === 0 ? 'open' : 'narrowed';
}

/** An OpenSearch domain outside of any VPC whose policy lets everyone in. */
export function judgeSearch(item: Item): Observation {
  const { raw } = item;
  const isInVpc = textAt(raw, 'VPCOptions', 'VPCId') !== '' || listAt(raw, 'VPCOptions', 'SubnetIds').length > 0;
  if (isInVpc) return { drafts: [] };
  const name = textAt(raw, 'DomainName');
  const verdict = judgePolicy(textAt(raw, 'AccessPolicies'));
  if (verdict === 'closed') return { drafts: [] };
  if (verdict !== 'open') {
    const [why, needs] =
      verdict === 'unreadable'
        ? ['its access policy is no JSON', 'a policy that is JSON']
        : ['its access policy allows everybody and denies some under a condition', 'a look at its access policy'];
    return { drafts: [], notChecked: [undecided('NET-005', name, why, needs)] };
  }
  const isGuarded =
    isTrueAt(raw, 'AdvancedSecurityOptions', 'Enabled') &&
    !isTrueAt(raw, 'AdvancedSecurityOptions', 'AnonymousAuthEnabled');
  const found = serviceDraft(item, {
    code: 'NET-005',
    kind: 'OpenSearchDomain',
    name,
    severity: isGuarded ? 'high' : 'critical',
    title: 'OpenSearch domain is public',
    detail: `Its endpoint is on the internet, and its policy allows everybody without a condition${isGuarded ? '; fine-grained access control still asks who it is' : ''}.`,
    evidence: [cite(item, 'AccessPolicies'), cite(item, 'VPCOptions')],
    data: { fine_grained: isGuarded, reachable: true },
  });
  return { drafts: [found] };
}
