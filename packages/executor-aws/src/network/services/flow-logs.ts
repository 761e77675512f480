import { textAt } from '../../value/read.ts';
import type { NetworkRule } from '../draft.ts';
import { cite, type Item } from '../model/item.ts';
import { serviceDraft, undecided } from './service-draft.ts';

/** Active, and not failing to deliver. */
function isWorking({ raw }: Item): boolean {
  return textAt(raw, 'FlowLogStatus') === 'ACTIVE' && textAt(raw, 'DeliverLogsStatus') !== 'FAILED';
}

/** A shared VPC shows in other accounts too; its owner's listing is the one that can tell. */
function isOwn({ raw, account }: Item): boolean {
  const owner = textAt(raw, 'OwnerId');
  return owner === '' || owner === account;
}

/** NET-011: a VPC whose traffic nobody records. */
export const flowLogs: NetworkRule = {
  definitions: [
    {
      code: 'NET-011',
      title: 'VPC keeps no flow log',
      role: 'fault',
      severity: 'medium',
      decided:
        'No flow log of the VPC itself is active; one that fails to deliver does not count, nor do those of single subnets or interfaces. Not said while flow logs could not be read.',
      remedy: 'Make a flow log for the VPC, at least of rejected traffic, to S3 or CloudWatch Logs.',
      source: 'AWS EC2.6; CIS 3.7; Prowler vpc_flow_logs_enabled',
    },
  ],
  inspect({ snapshot, topology }) {
    const logs = Map.groupBy(snapshot.items('flow_logs'), ({ raw }) => textAt(raw, 'ResourceId'));
    const silent = [...topology.vpcs].filter(([id, vpc]) => isOwn(vpc) && !(logs.get(id) ?? []).some(isWorking));
    const [unread, read] = [
      silent.filter(([, vpc]) => !snapshot.isComplete('flow_logs', vpc)),
      silent.filter(([, vpc]) => snapshot.isComplete('flow_logs', vpc)),
    ];
    return {
      drafts: read.map(([id, vpc]) => {
        const failing = logs.get(id) ?? [];
        return serviceDraft(vpc, {
          code: 'NET-011',
          kind: 'Vpc',
          name: id,
          severity: 'medium',
          tier: failing.length === 0 ? 'absence' : 'status',
          title: 'VPC keeps no flow log',
          detail:
            failing.length === 0
              ? 'Nothing records who talks to what in it, so an intrusion leaves no trace.'
              : 'It has a flow log, but none that is active and delivers.',
          evidence: [cite(vpc, 'VpcId'), ...failing.slice(0, 3).map((log) => cite(log))],
          data: { vpc_id: id },
        });
      }),
      notChecked: unread.map(([id]) => undecided('NET-011', id, 'flow logs could not be read', 'ec2:DescribeFlowLogs')),
    };
  },
};
