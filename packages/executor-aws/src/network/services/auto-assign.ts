import { isTrueAt } from '../../value/read.ts';
import type { NetworkRule, Observation } from '../draft.ts';
import { cite } from '../model/item.ts';
import type { NetworkModel } from '../model/model.ts';
import type { Subnet } from '../model/topology.ts';
import { evidenceOf } from './answer.ts';
import { isPublicSubnet } from './public-subnet.ts';
import { serviceDraft, undecided } from './service-draft.ts';

const assignments = [
  { field: 'MapPublicIpOnLaunch', family: 'ipv4', word: 'a public IPv4 address' },
  { field: 'AssignIpv6AddressOnCreation', family: 'ipv6', word: 'an IPv6 address' },
] as const;

function judge(model: NetworkModel, subnet: Subnet): Observation {
  const judged = assignments
    .filter(({ field }) => isTrueAt(subnet.item.raw, field))
    .map((assignment) => ({ assignment, answer: isPublicSubnet(model, subnet.id, assignment.family) }));
  const open = judged.filter(({ answer }) => answer.kind === 'yes');
  const unknown = judged.find(({ answer }) => answer.kind === 'unknown')?.answer;
  if (open.length === 0) {
    if (unknown?.kind !== 'unknown') return { drafts: [] };
    return { drafts: [], notChecked: [undecided('NET-009', subnet.id, 'its routes could not be read', unknown.needs)] };
  }
  const found = serviceDraft(subnet.item, {
    code: 'NET-009',
    kind: 'Subnet',
    name: subnet.id,
    severity: 'medium',
    title: 'Subnet gives public addresses by itself',
    detail: `What is launched in it gets ${open.map(({ assignment }) => assignment.word).join(' and ')}, and it leads to an internet gateway.`,
    evidence: open.flatMap(({ assignment, answer }) => [cite(subnet.item, assignment.field), ...evidenceOf(answer)]),
    data: { vpc_id: subnet.vpcId, families: open.map(({ assignment }) => assignment.family) },
  });
  return { drafts: [found] };
}

/** NET-009: a public subnet that gives addresses to whatever is launched in it. */
export const autoAssign: NetworkRule = {
  definitions: [
    {
      code: 'NET-009',
      title: 'Subnet gives public addresses by itself',
      role: 'fault',
      severity: 'medium',
      decided:
        'MapPublicIpOnLaunch is on and the subnet’s IPv4 routes lead to an internet gateway; or AssignIpv6AddressOnCreation is on and its IPv6 routes do. Without such a route the address reaches nobody.',
      remedy: 'Turn it off and ask for a public address where one is meant.',
      source: 'AWS EC2.15; Prowler vpc_subnet_no_public_ip_by_default, which looks at no route',
    },
  ],
  inspect(model) {
    const seen = [...model.topology.subnets.values()].map((subnet) => judge(model, subnet));
    return {
      drafts: seen.flatMap(({ drafts }) => drafts),
      notChecked: seen.flatMap(({ notChecked = [] }) => notChecked),
    };
  },
};
