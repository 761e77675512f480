import { listAt, textAt, valueAt } from '../../value/read.ts';
import type { Observation } from '../draft.ts';
import { cite, type Item } from '../model/item.ts';
import type { NetworkModel } from '../model/model.ts';
import type { Answer } from './answer.ts';
import { isOpenToEverybody } from './open-port.ts';
import { serviceDraft, undecided } from './service-draft.ts';

/** DescribeCluster answers `{ Cluster }`; a step may have taken that level off. */
function rootOf({ raw }: Item): readonly string[] {
  return valueAt(raw, 'Cluster') === undefined ? [] : ['Cluster'];
}

/** Groups of one kind of node: what they let in together holds for its interfaces only. */
function groupsOf(raw: unknown, path: readonly string[], node: 'Master' | 'Slave'): readonly string[] {
  const found = [
    textAt(raw, ...path, `EmrManaged${node}SecurityGroup`),
    ...listAt(raw, ...path, `Additional${node}SecurityGroups`),
  ];
  return [...new Set(found.filter((id): id is string => typeof id === 'string' && id !== ''))].sort();
}

/** Whether the primary node or, in the same subnet, the others let everybody in. */
function opennessOf(model: NetworkModel, nodes: readonly (readonly string[])[]): Answer {
  const answers = nodes.map((ids) => isOpenToEverybody(model, ids, { protocol: 'tcp', ports: null }));
  const first = (kind: Answer['kind']): Answer | undefined => answers.find((answer) => answer.kind === kind);
  return (
    first('yes') ?? first('unknown') ?? first('no') ?? { kind: 'unknown', needs: 'elasticmapreduce:DescribeCluster' }
  );
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
  const attributes = [...root, 'Ec2InstanceAttributes'];
  const primary = groupsOf(item.raw, attributes, 'Master');
  const others = groupsOf(item.raw, attributes, 'Slave');
  const groupIds = [...new Set([...primary, ...others])].sort();
  const answer = opennessOf(model, others.length === 0 ? [primary] : [primary, others]);
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
