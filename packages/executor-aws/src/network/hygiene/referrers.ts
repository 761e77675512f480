import { compareText } from '../../text/compare-text.ts';
import { listAt, textAt, valueAt } from '../../value/read.ts';
import type { SecurityGroup } from '../model/group.ts';
import type { NetworkModel } from '../model/model.ts';

/** What may name a group besides interfaces and rules, and what reading it takes. */
const referrerSteps: readonly (readonly [step: string, permission: string])[] = [
  ['launch_templates', 'ec2:DescribeLaunchTemplateVersions'],
  ['launch_configurations', 'autoscaling:DescribeLaunchConfigurations'],
  ['lambda', 'lambda:ListFunctions'],
  ['ecs_services', 'ecs:DescribeServices'],
  ['event_targets', 'events:ListTargetsByRule'],
  ['codebuild', 'codebuild:BatchGetProjects'],
  ['batch', 'batch:DescribeComputeEnvironments'],
  ['glue', 'glue:GetConnections'],
  ['group_vpc_associations', 'ec2:DescribeSecurityGroupVpcAssociations'],
];

/** Steps that may name a group as well; that they were not read leaves nothing open, since interfaces show their use. */
const furtherSteps: readonly string[] = [
  'db_instances',
  'db_clusters',
  'redshift',
  'dms',
  'elasticache',
  'memorydb',
  'eks',
  'msk',
  'emr',
  'opensearch',
  'load_balancers',
  'classic_load_balancers',
];

/** Who uses which group. */
export interface Referrers {
  isInUse(group: SecurityGroup): boolean;
  /** What would have to be read before "unused" could be said of a group; empty when all was. */
  unread(group: SecurityGroup): readonly string[];
}

/** Collects every referrer of every group: ids wherever the SDK puts them, names only where EC2 takes names. */
export function readReferrers(model: NetworkModel): Referrers {
  const named = new Set<string>();
  for (const step of [...referrerSteps.map(([name]) => name), ...furtherSteps]) {
    for (const item of model.snapshot.items(step)) collectIds(item.raw, named, 0);
  }
  for (const item of model.snapshot.items('group_references')) named.add(textAt(item.raw, 'GroupId'));
  const names = collectNames(model);
  for (const group of model.groups.values()) {
    for (const { source } of group.rules) {
      if (source.kind === 'group' && source.id !== group.id) named.add(source.id);
    }
  }
  return {
    isInUse: (group) =>
      group.interfaces.length > 0 || named.has(group.id) || names.has(`${group.account}/${group.region}/${group.name}`),
    unread: (group) => unreadFor(model, group),
  };
}

function collectIds(value: unknown, found: Set<string>, depth: number): void {
  if (typeof value === 'string') {
    if (value.startsWith('sg-')) found.add(value);
    return;
  }
  if (typeof value !== 'object' || value === null || depth > 12) return;
  for (const part of Array.isArray(value) ? value : Object.values(value)) collectIds(part, found, depth + 1);
}

/** Launch templates and launch configurations may name a group of the default VPC by its name. */
function collectNames({ snapshot }: NetworkModel): ReadonlySet<string> {
  const found = new Set<string>();
  for (const step of ['launch_templates', 'launch_configurations']) {
    for (const { raw, account, region } of snapshot.items(step)) {
      for (const list of [valueAt(raw, 'LaunchTemplateData', 'SecurityGroups'), valueAt(raw, 'SecurityGroups')]) {
        if (!Array.isArray(list)) continue;
        for (const name of list) if (typeof name === 'string') found.add(`${account}/${region}/${name}`);
      }
    }
  }
  return found;
}

function unreadFor({ snapshot, groups }: NetworkModel, group: SecurityGroup): readonly string[] {
  const unread = referrerSteps
    .filter(([step]) => !snapshot.isComplete(step, group))
    .map(([, permission]) => permission);
  if (!snapshot.isComplete('groups', group)) unread.push('ec2:DescribeSecurityGroups');
  if (!snapshot.isComplete('interfaces', group)) unread.push('ec2:DescribeNetworkInterfaces');
  const isRuleless = [...groups.values()].some(
    (other) =>
      other.account === group.account &&
      other.region === group.region &&
      !other.hasAllRules &&
      other.rules.length === 0,
  );
  if (isRuleless) unread.push('ec2:DescribeSecurityGroupRules');
  if (!arePeersRead(group, snapshot)) unread.push('ec2:DescribeSecurityGroupReferences');
  return unread.sort(compareText);
}

/** Without a peering nothing outside can name a group, so nothing needs to be asked. */
function arePeersRead(group: SecurityGroup, snapshot: NetworkModel['snapshot']): boolean {
  if (snapshot.isComplete('group_references', group)) return true;
  const isSkipped = snapshot.evidence('group_references').status === 'skipped';
  const hasPeering = listAt(snapshot.evidence('peerings').output, 'places').some(
    (place) => listAt(place, 'items').length > 0,
  );
  return isSkipped && snapshot.isComplete('peerings', group) && !hasPeering;
}
