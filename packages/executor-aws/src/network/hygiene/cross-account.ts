import type { NetworkRule } from '../draft.ts';
import type { GroupRule } from '../model/group.ts';
import { groupDraft, groupText } from './group-draft.ts';

function foreignAccount({ source }: GroupRule, own: string, trusted: ReadonlySet<string>): string | null {
  // Owners such as `amazon-elb` are AWS itself and no account of anybody.
  if (source.kind !== 'group' || !/^\d{12}$/.test(source.account)) return null;
  return source.account === own || trusted.has(source.account) ? null : source.account;
}

/** SG-041: a rule that lets in a group of an account that nobody trusts. */
export const crossAccount: NetworkRule = {
  definitions: [
    {
      code: 'SG-041',
      title: 'Security group lets in another account',
      role: 'fault',
      severity: 'medium',
      decided:
        'An inbound rule names a group of another account (UserIdGroupPairs.UserId) that is not among the trusted accounts.',
      remedy: 'Remove the rule, or add the account to `trusted_accounts` when it is yours or a partner of yours.',
      source: 'Cloud Custodian filter `ingress` with SGReferences',
    },
  ],
  inspect({ groups, settings }) {
    const trusted = new Set(settings.trustedAccounts);
    return {
      drafts: [...groups.values()].flatMap((group) => {
        const rules = group.rules.filter(
          (rule) => !rule.isEgress && foreignAccount(rule, group.account, trusted) !== null,
        );
        if (rules.length === 0) return [];
        const accounts = [
          ...new Set(rules.flatMap((rule) => foreignAccount(rule, group.account, trusted) ?? [])),
        ].sort();
        return [
          groupDraft(group, {
            code: 'SG-041',
            severity: 'medium',
            title: `Security group lets in account ${accounts.join(', ')}`,
            detail: `${groupText(group)} allows traffic from groups of ${accounts.join(', ')}, and nobody said that these accounts are trusted.`,
            rules,
            revoke: rules,
            data: { accounts },
          }),
        ];
      }),
    };
  },
};
