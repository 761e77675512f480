import type { Observation } from '../draft.ts';
import { cite, type Item } from '../model/item.ts';
import { isTrueAt, listAt, textAt, valueAt } from '../model/read.ts';
import { serviceDraft, undecided } from './service-draft.ts';

type PolicyVerdict = 'open' | 'closed' | 'unreadable';

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : value === undefined ? [] : [value];
}

/** `"*"`, or an object whose AWS part names `*` (IAM reference, "Principal"). */
function isEveryone(principal: unknown): boolean {
  return asList(principal).includes('*') || asList(valueAt(principal, 'AWS')).includes('*');
}

function isConditional(statement: unknown): boolean {
  const condition = valueAt(statement, 'Condition');
  return typeof condition === 'object' && condition !== null && Object.keys(condition).length > 0;
}

/** Whether a resource policy lets everyone in without a condition. */
export function judgePolicy(text: string): PolicyVerdict {
  if (text === '') return 'closed';
  let policy: unknown;
  try {
    policy = JSON.parse(text);
  } catch {
    return 'unreadable';
  }
  const isOpen = asList(valueAt(policy, 'Statement')).some(
    (statement) =>
      textAt(statement, 'Effect') === 'Allow' &&
      isEveryone(valueAt(statement, 'Principal')) &&
      !isConditional(statement),
  );
  return isOpen ? 'open' : 'closed';
}

/** An OpenSearch domain outside of any VPC whose policy lets everyone in. */
export function judgeSearch(item: Item): Observation {
  const { raw } = item;
  const isInVpc = textAt(raw, 'VPCOptions', 'VPCId') !== '' || listAt(raw, 'VPCOptions', 'SubnetIds').length > 0;
  if (isInVpc) return { drafts: [] };
  const name = textAt(raw, 'DomainName');
  const verdict = judgePolicy(textAt(raw, 'AccessPolicies'));
  if (verdict === 'closed') return { drafts: [] };
  if (verdict === 'unreadable') {
    return {
      drafts: [],
      notChecked: [undecided('NET-005', name, 'its access policy is no JSON', 'a policy that is JSON')],
    };
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
