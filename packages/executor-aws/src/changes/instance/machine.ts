import type { ActionContext, Evidence, Json } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import type { Place } from '../../listing/listing.ts';
import { compareText } from '../../text/compare-text.ts';
import { isTrueAt, listAt, tagsAt, textAt } from '../../value/read.ts';
import { readOne } from '../call/read.ts';
import type { Wanted } from '../place/find-place.ts';
import { derive } from '../reason.ts';

/** One network interface of an instance. */
export interface MachineInterface {
  readonly id: string;
  readonly vpc: string;
  /** Sorted. */
  readonly groups: readonly string[];
}

/** An EC2 instance as changes see it. */
export interface Machine {
  readonly id: string;
  /** `pending`, `running`, `stopping`, `stopped`, `shutting-down`, `terminated`. */
  readonly state: string;
  /** Why it is in that state, as EC2 says; empty where it does not. */
  readonly stateReason: string;
  readonly type: string;
  /** `ebs` or `instance-store`. */
  readonly root: string;
  readonly architecture: string;
  readonly hasEna: boolean;
  readonly isEbsOptimized: boolean;
  /** Such as `eu-west-1a`. */
  readonly zone: string;
  readonly canHibernate: boolean;
  /** `spot`, `scheduled`; empty on demand. */
  readonly lifecycle: string;
  /** As billed, such as `Linux/UNIX`; empty where EC2 does not say. */
  readonly platform: string;
  readonly tenancy: string;
  /** A public address that goes when it stops; empty without one, or with an Elastic IP. */
  readonly passingAddress: string;
  /** Sorted by id. */
  readonly interfaces: readonly MachineInterface[];
  /** The Auto Scaling group that it was launched or taken into; empty without one. */
  readonly scalingGroup: string;
  /** The CloudFormation stack that made it; empty without one. */
  readonly stack: string;
}

/** How to find an instance. */
export function wantedMachine(id: string): Wanted {
  return {
    what: `instance ${id}`,
    operation: 'DescribeInstances',
    items: 'Reservations[].Instances',
    key: 'InstanceId',
    input: { Filters: [{ Name: 'instance-id', Values: [id] }] },
  };
}

function readInterface(item: unknown): MachineInterface {
  const groups = listAt(item, 'Groups').map((group) => textAt(group, 'GroupId'));
  return {
    id: textAt(item, 'NetworkInterfaceId'),
    vpc: textAt(item, 'VpcId'),
    groups: groups.sort(compareText),
  };
}

/** An address that EC2 gave by itself is owned by `amazon`, an Elastic IP by an account. */
function passingAddressOf(item: Json): string {
  const owners = listAt(item, 'NetworkInterfaces').map((one) => textAt(one, 'Association', 'IpOwnerId'));
  return owners.includes('amazon') ? textAt(item, 'PublicIpAddress') : '';
}

/** Reads an item of DescribeInstances. */
export function toMachine(item: Json): Machine {
  const tags = tagsAt(item, 'Tags');
  const platform = textAt(item, 'PlatformDetails');
  return {
    id: textAt(item, 'InstanceId'),
    state: textAt(item, 'State', 'Name'),
    stateReason: textAt(item, 'StateReason', 'Message'),
    type: textAt(item, 'InstanceType'),
    root: textAt(item, 'RootDeviceType'),
    architecture: textAt(item, 'Architecture'),
    hasEna: isTrueAt(item, 'EnaSupport'),
    isEbsOptimized: isTrueAt(item, 'EbsOptimized'),
    zone: textAt(item, 'Placement', 'AvailabilityZone'),
    canHibernate: isTrueAt(item, 'HibernationOptions', 'Configured'),
    lifecycle: textAt(item, 'InstanceLifecycle'),
    platform: platform === '' ? textAt(item, 'Platform') : platform,
    tenancy: textAt(item, 'Placement', 'Tenancy'),
    passingAddress: passingAddressOf(item),
    interfaces: listAt(item, 'NetworkInterfaces')
      .map(readInterface)
      .sort((left, right) => compareText(left.id, right.id)),
    scalingGroup: tags.get('aws:autoscaling:groupName') ?? '',
    stack: tags.get('aws:cloudformation:stack-name') ?? '',
  };
}

/** Reads an instance whose place is known; absent when it is gone without trace. */
export async function readMachine(
  session: OwnAwsSession,
  { place, id }: { readonly place: Place; readonly id: string },
  context: ActionContext,
): Promise<Evidence<Machine>> {
  const { what: _what, ...reading } = wantedMachine(id);
  return derive(await readOne(session, place, reading, context), toMachine);
}
