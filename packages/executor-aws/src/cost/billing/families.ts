import type { CostLine } from './ledger/cost-line.ts';

/** Prefixes of usage types that name a region, such as `EUW1-`, `EU-`, `USE2-`, `APS10-`, `USGW1-`, `CAN1-`. */
const regionPrefix = /^(?:[A-Z]{2,5}\d{0,2}|DataXfer)-(?=[A-Z])/;

/** Sizes and generations: what follows a colon, or a volume type at the end. */
const variant = /(?::.*|\.(?:gp2|gp3|io1|io2|st1|sc1|piops|standard))$/i;

/** Words that name another make of the same thing, so that a move between them is a migration. */
const makes: readonly (readonly [RegExp, string])[] = [
  [/^(?:BoxUsage|SpotUsage|DedicatedUsage|HeavyUsage|HostUsage|HostBoxUsage|UnusedBox|UnusedDed)$/, 'Instances'],
  [/^(?:InstanceUsage|Multi-AZUsage|InstanceUsageIOOptimized|ServerlessUsage|Aurora:ServerlessV2Usage)$/, 'Instances'],
  [/^(?:EBS:VolumeUsage|EBS:VolumeP-IOPS|EBS:VolumeP-Throughput)$/, 'Volumes'],
  [/^TimedStorage(?:-[A-Za-z]+)*-ByteHrs$/, 'TimedStorage'],
  [/^Fargate(?:-ARM|-Windows)?-(vCPU|GB)-Hours$/, 'Fargate-$1'],
  [/^Lambda-GB-Second(?:-ARM)?$/, 'Lambda-GB-Second'],
];

/** The usage type without region, size, generation and make. */
function familyOf(usageType: string): string {
  const bare = usageType.replace(regionPrefix, '').replace(variant, '');
  const make = makes.find(([pattern]) => pattern.test(bare));
  return make === undefined ? bare : bare.replace(make[0], make[1]);
}

/** Names the lines between which a workload moves without being new: same service, account and family. */
export function familyKey({ service, usageType, account }: CostLine): string {
  return JSON.stringify([service, account, familyOf(usageType)]);
}
