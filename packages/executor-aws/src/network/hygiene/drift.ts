import type { NetworkRule } from '../draft.ts';
import { diffBaseline, type GroupDrift } from '../review/baseline.ts';
import { reviewOf } from '../review/from-step.ts';
import type { Baseline } from '../review/review.ts';
import { groupDraft, groupText, undecidedGroups } from './group-draft.ts';

const mostShown = 3;

function listText(what: string, rules: readonly string[]): readonly string[] {
  if (rules.length === 0) return [];
  const more = rules.length > mostShown ? ` and ${rules.length - mostShown} more` : '';
  return [`${what}: ${rules.slice(0, mostShown).join(', ')}${more}`];
}

function toDraft(drift: GroupDrift, baseline: Baseline): ReturnType<typeof groupDraft> {
  const { group, kind, added, removed, addedRules } = drift;
  const changes = [...listText('added', added), ...listText('removed', removed)].join('; ');
  const pointer = kind === 'new' ? '/baseline/approved_at' : `/baseline/groups/${group.id}/rules`;
  return groupDraft(group, {
    code: 'SG-048',
    severity: 'medium',
    title: kind === 'new' ? 'Security group was never approved' : 'Security group differs from what was approved',
    detail: `${groupText(group)}, against the baseline of ${baseline.approved_at}: ${changes}.`,
    evidence: [{ step: 'review', pointer, value: baseline.approved_at }],
    rules: addedRules,
    // What was taken away cannot be put back by revoking.
    revoke: removed.length === 0 ? addedRules : [],
    data: { drift: kind, added, removed, approved_at: baseline.approved_at, approved_by: baseline.approved_by },
  });
}

/** SG-048: rules that are not those of the last approved snapshot. */
export const drift: NetworkRule = {
  definitions: [
    {
      code: 'SG-048',
      title: 'Security group differs from what was approved',
      role: 'fault',
      severity: 'medium',
      decided:
        'The rules of the group (direction, protocol, ports, source; not their ids and descriptions) differ from the approved baseline, or the group is not in it although the baseline covers its account and region. Not looked at without a baseline.',
      remedy: 'Take the change back, or approve it: make a new baseline.',
      source: 'Cloud Custodian filter `diff`',
    },
  ],
  inspect({ snapshot, groups }) {
    const evidence = snapshot.evidence('review');
    const baseline = reviewOf(evidence)?.baseline ?? null;
    if (baseline === null) {
      if (evidence.status !== 'unknown') return { drafts: [] };
      const why = evidence.reason?.message ?? 'the approved baseline could not be read';
      return { drafts: [], notChecked: [{ what: 'SG-048', why, needs: evidence.reason?.needs ?? 'the baseline' }] };
    }
    const readable = [...groups.values()].filter(({ hasAllRules }) => hasAllRules);
    const unread = [...groups.values()].filter(({ hasAllRules }) => !hasAllRules);
    return {
      drafts: diffBaseline(baseline, readable).map((one) => toDraft(one, baseline)),
      notChecked: undecidedGroups(
        'SG-048',
        unread,
        'the rules of the group could not be read whole',
        'ec2:DescribeSecurityGroupRules',
      ),
    };
  },
};
