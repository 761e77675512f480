import type { Observation } from '../draft.ts';
import { cite, type Item } from '../model/item.ts';
import type { NetworkModel } from '../model/model.ts';
import { listAt, textAt, valueAt } from '../model/read.ts';
import { isOpenToEverybody } from './open-port.ts';
import { serviceDraft, undecided } from './service-draft.ts';

/** DescribeCluster answers `{ Cluster }`; a step may have taken that level off. */
function rootOf({ raw }: Item): readonly string[] {
  return valueAt(raw, 'Cluster') === undefined ? [] : ['Cluster'];
}

function groupsOf(raw: unknown, path: readonly string[]): readonly string[] {
  const found = [
    textAt(raw, ...path, 'EmrManagedMasterSecurityGroup'),
    textAt(raw, ...path, 'EmrManagedSlaveSecurityGroup'),
    ...listAt(raw, ...path, 'AdditionalMasterSecurityGroups'),
    ...listAt(raw, ...path, 'AdditionalSlaveSecurityGroups'),
  ];
  return [...new Set(found.filter((id): id is string => typeof id === 'string' && id !== ''))].sort();
}

/** Public DNS names of EC2 begin with `ec2-`; private ones with `ip-` (EC2 user guide, "Instance hostnames"). */
function isPublicName(name: string): boolean {
  return name.startsWith('ec2-');
}

/** An EMR cluster whose primary node has a public name and whose groups let everybody in. */
export function judgeEmr(model: NetworkModel, item: Item): Observation {
  const root = rootOf(item);
  if (!isPublicName(textAt(item.raw, ...root, 'MasterPublicDnsName'))) return { drafts: [] };
  const name = textAt(item.raw, ...root, 'Id');
  const groupIds = groupsOf(item.raw, [...root, 'Ec2InstanceAttributes']);
  const answer = isOpenToEverybody(model, groupIds, { protocol: 'tcp', ports: null });
  if (answer.kind === 'no') return { drafts: [] };
  if (answer.kind === 'unknown') {
    return {
      drafts: [],
      notChecked: [undecided('NET-005', name, 'its security groups could not be read', answer.needs)],
    };
  }
  const found = serviceDraft(item, {
    code: 'NET-005',
    kind: 'EMRCluster',
    name,
    severity: 'critical',
    title: 'EMR cluster is public',
    detail: 'Its primary node has a public name, and its security groups open a port to everybody.',
    evidence: [cite(item, ...root, 'MasterPublicDnsName'), ...answer.evidence],
    data: { group_ids: groupIds, reachable: true },
  });
  return { drafts: [found] };
}
