/** Regions that are on for every account (AWS Account Management guide, "Enable or disable AWS Regions"). */
const standardRegions: readonly string[] = [
  'ap-northeast-1',
  'ap-northeast-2',
  'ap-northeast-3',
  'ap-south-1',
  'ap-southeast-1',
  'ap-southeast-2',
  'ca-central-1',
  'eu-central-1',
  'eu-north-1',
  'eu-west-1',
  'eu-west-2',
  'eu-west-3',
  'sa-east-1',
  'us-east-1',
  'us-east-2',
  'us-west-1',
  'us-west-2',
];

/** Regions that an account has to turn on first, as of September 2026 (same page). */
export const optInRegions: readonly string[] = [
  'af-south-1',
  'ap-east-1',
  'ap-east-2',
  'ap-south-2',
  'ap-southeast-3',
  'ap-southeast-4',
  'ap-southeast-5',
  'ap-southeast-6',
  'ap-southeast-7',
  'ca-west-1',
  'eu-central-2',
  'eu-south-1',
  'eu-south-2',
  'il-central-1',
  'me-central-1',
  'me-south-1',
  'mx-central-1',
];

const otherPartitions: readonly string[] = [
  'cn-north-1',
  'cn-northwest-1',
  'eusc-de-east-1',
  'us-gov-east-1',
  'us-gov-west-1',
];

/** Every region known here, for suggestions. AWS may have newer ones: a name that is not in it is not wrong for that. */
export const knownRegions: readonly string[] = [...standardRegions, ...optInRegions, ...otherPartitions];

interface Partition {
  /** How the names of its regions begin. */
  readonly prefix: string;
  /** As ARNs name it. */
  readonly name: string;
  readonly homeRegion: string;
}

/** Partitions besides `aws` (IAM user guide, "Amazon Resource Names"; the SDK's partitions.json). */
const partitions: readonly Partition[] = [
  { prefix: 'cn-', name: 'aws-cn', homeRegion: 'cn-north-1' },
  { prefix: 'us-gov-', name: 'aws-us-gov', homeRegion: 'us-gov-west-1' },
  { prefix: 'eusc-', name: 'aws-eusc', homeRegion: 'eusc-de-east-1' },
  { prefix: 'us-iso-', name: 'aws-iso', homeRegion: 'us-iso-east-1' },
  { prefix: 'us-isob-', name: 'aws-iso-b', homeRegion: 'us-isob-east-1' },
  { prefix: 'eu-isoe-', name: 'aws-iso-e', homeRegion: 'eu-isoe-west-1' },
  { prefix: 'us-isof-', name: 'aws-iso-f', homeRegion: 'us-isof-south-1' },
];

function partition(region: string | undefined): Partition | undefined {
  return partitions.find(({ prefix }) => region?.startsWith(prefix));
}

/** The partition of a region as ARNs name it, such as `aws` or `aws-us-gov`. */
export function partitionOf(region: string): string {
  return partition(region)?.name ?? 'aws';
}

/** The region that speaks for a partition's global services; that of `aws` unless a region says otherwise. */
export function homeRegionOf(region: string | undefined): string {
  return partition(region)?.homeRegion ?? 'us-east-1';
}
