import { textAt } from '../../value/read.ts';
import type { NetworkRule, Observation } from '../draft.ts';
import { cite, type Item } from '../model/item.ts';
import type { NetworkModel } from '../model/model.ts';
import { isAnyPublic } from './public-subnet.ts';
import { subnetGroup } from './read-databases.ts';
import { serviceDraft, undecided } from './service-draft.ts';

interface CacheKind {
  readonly step: string;
  readonly groups: string;
  readonly kind: string;
  readonly idField: string;
  readonly groupField: string;
  readonly groupNameField: string;
  readonly permission: string;
}

const cacheKinds: readonly CacheKind[] = [
  {
    step: 'elasticache',
    groups: 'elasticache_subnet_groups',
    kind: 'CacheCluster',
    idField: 'CacheClusterId',
    groupField: 'CacheSubnetGroupName',
    groupNameField: 'CacheSubnetGroupName',
    permission: 'elasticache:DescribeCacheSubnetGroups',
  },
  {
    step: 'memorydb',
    groups: 'memorydb_subnet_groups',
    kind: 'MemoryDBCluster',
    idField: 'Name',
    groupField: 'SubnetGroupName',
    groupNameField: 'Name',
    permission: 'memorydb:DescribeSubnetGroups',
  },
];

function judge(model: NetworkModel, item: Item, cache: CacheKind): Observation {
  const name = textAt(item.raw, cache.idField);
  const groupName = textAt(item.raw, cache.groupField);
  const lookup = { step: cache.groups, field: cache.groupNameField, name: groupName };
  const { subnetIds, vpcId } = subnetGroup(model, item, lookup);
  const answer = isAnyPublic(model, subnetIds, 'either');
  if (answer.kind === 'unknown') {
    const needs = subnetIds.length === 0 ? cache.permission : answer.needs;
    return {
      drafts: [],
      notChecked: [undecided('NET-003', name, 'its subnets or their routes could not be read', needs)],
    };
  }
  if (answer.kind === 'no') return { drafts: [] };
  const found = serviceDraft(item, {
    code: 'NET-003',
    kind: cache.kind,
    name,
    severity: 'medium',
    title: 'In-memory database stands in a public subnet',
    detail: `A subnet of its subnet group leads to an internet gateway. Its nodes have no public address today.`,
    evidence: [cite(item, cache.groupField), ...answer.evidence],
    data: { vpc_id: vpcId, subnets: [...subnetIds].sort() },
  });
  return { drafts: [found] };
}

/** NET-003: ElastiCache and MemoryDB nodes in a subnet that leads to an internet gateway. */
export const cacheSubnet: NetworkRule = {
  definitions: [
    {
      code: 'NET-003',
      title: 'In-memory database stands in a public subnet',
      role: 'fault',
      severity: 'medium',
      decided:
        'A subnet of the subnet group of an ElastiCache or MemoryDB cluster has a route to an internet gateway, by its own route table or its VPC’s main one.',
      remedy: 'Move the cluster to a subnet group of private subnets.',
      source: 'Prowler elasticache_cluster_uses_public_subnet',
    },
  ],
  inspect(model) {
    const seen = cacheKinds.flatMap((cache) =>
      model.snapshot.items(cache.step).map((item) => judge(model, item, cache)),
    );
    return {
      drafts: seen.flatMap(({ drafts }) => drafts),
      notChecked: seen.flatMap(({ notChecked = [] }) => notChecked),
    };
  },
};
