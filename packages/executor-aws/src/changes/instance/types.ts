import type { ActionContext, Evidence, Json } from '@cloudops/spec';
import type { OwnAwsSession } from '../../clients/aws-session.ts';
import type { Place } from '../../listing/listing.ts';
import { listAt, numberAt, textAt } from '../../value/read.ts';
import { readAll } from '../call/read.ts';
import { derive } from '../reason.ts';

/** What an instance type has and asks for. */
export interface TypeTraits {
  readonly name: string;
  readonly architectures: readonly string[];
  /** `required`, `supported`, `unsupported`; empty where EC2 does not say. */
  readonly ena: string;
  readonly nvme: string;
  readonly ebsOptimized: string;
  readonly rootDevices: readonly string[];
  /** Null where EC2 does not say. */
  readonly mostInterfaces: number | null;
  /** GB that are lost when an instance stops; 0 without. */
  readonly instanceStoreGb: number;
}

function texts(item: Json, ...path: readonly string[]): readonly string[] {
  return listAt(item, ...path).filter((one) => typeof one === 'string');
}

function toTraits(item: Json): TypeTraits {
  return {
    name: textAt(item, 'InstanceType'),
    architectures: texts(item, 'ProcessorInfo', 'SupportedArchitectures'),
    ena: textAt(item, 'NetworkInfo', 'EnaSupport'),
    nvme: textAt(item, 'EbsInfo', 'NvmeSupport'),
    ebsOptimized: textAt(item, 'EbsInfo', 'EbsOptimizedSupport'),
    rootDevices: texts(item, 'SupportedRootDeviceTypes'),
    mostInterfaces: numberAt(item, 'NetworkInfo', 'MaximumNetworkInterfaces'),
    instanceStoreGb: numberAt(item, 'InstanceStorageInfo', 'TotalSizeInGB') ?? 0,
  };
}

/** Reads what types are like, by name; a type that the region does not have is missing. */
export async function readTypes(
  session: OwnAwsSession,
  place: Place,
  names: readonly string[],
  context: ActionContext,
): Promise<Evidence<ReadonlyMap<string, TypeTraits>>> {
  const reading = {
    operation: 'DescribeInstanceTypes',
    items: 'InstanceTypes',
    key: 'InstanceType',
    input: { Filters: [{ Name: 'instance-type', Values: [...names] }] },
  };
  const read = await readAll(session, place, reading, context);
  return derive(read, (items) => new Map(items.map(toTraits).map((traits) => [traits.name, traits])));
}
