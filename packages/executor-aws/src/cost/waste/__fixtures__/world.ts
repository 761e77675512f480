import type { Analysis, Finding } from '@cloudops/spec';
import { misfitsOf } from '../../../__fixtures__/fitting-playbook.ts';
import type { StepEvidence } from '../../../listing/listing.ts';
import { analyzeWaste } from '../analyze-waste.ts';
import type { WasteSettings } from '../settings.ts';

/** The hour that all fixtures end at. A Sunday. */
export const now: number = Date.parse('2026-03-15T10:00:00Z');
export const account = '111122223333';
export const region = 'us-east-1';

/** A time some days before {@link now}, as the SDK's answers give it. */
export function daysAgo(days: number): string {
  return new Date(now - days * 86_400_000).toISOString();
}

/** An SDK item. */
export type Shape = Readonly<Record<string, unknown>>;

/** Samples of one metric. */
export interface Samples {
  readonly namespace: string;
  readonly metric: string;
  readonly stat: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly period?: number;
  readonly days?: number;
  /** One value for every sample, or values from the window's beginning; none = no data. */
  readonly values: number | readonly number[];
}

/** What is staged: listings by step, samples, steps that replace others. */
export interface Stage {
  readonly lists?: Readonly<Record<string, readonly Shape[]>>;
  /** Answers about one id each: items with the input they answer. */
  readonly answers?: Readonly<Record<string, readonly { readonly input: Shape; readonly items: readonly Shape[] }[]>>;
  readonly samples?: readonly Samples[];
  readonly steps?: Readonly<Record<string, StepEvidence>>;
  readonly settings?: WasteSettings;
  readonly region?: string;
}

const listed = [
  'instances',
  'volumes',
  'snapshots',
  'images',
  'launch_templates',
  'launch_configurations',
  'autoscaling_groups',
  'addresses',
  'interfaces',
  'load_balancers',
  'classic_load_balancers',
  'target_groups',
  'nat_gateways',
  'subnets',
  'route_tables',
  'endpoints',
  'attachments',
  'vpn_connections',
] as const;
const asked = ['image_permissions', 'target_health', 'listeners', 'load_balancer_tags', 'classic_tags'] as const;

function series(where: string, one: Samples) {
  const { period = 86_400, days = 14, values, ...rest } = one;
  const expected = (days * 86_400) / period;
  const list = typeof values === 'number' ? Array.from({ length: expected }, () => values) : values;
  const points = list.map((value, index) => [(index * period) / 3600, value]);
  const reason = { kind: 'unavailable', message: 'CloudWatch holds no data' };
  const status = points.length === 0 ? { status: 'unknown', reason } : { status: 'present' };
  return { account, region: where, ...rest, period, days, expected, points, ...status };
}

/** Evidence of all steps of the playbook: what is not staged is read and empty. */
export function stage({
  lists = {},
  answers = {},
  samples = [],
  steps = {},
  region: where = region,
}: Stage): Readonly<Record<string, StepEvidence>> {
  const place = { account, region: where, status: 'present' };
  const plain = listed.map((step) => [step, present({ places: [{ ...place, items: lists[step] ?? [] }] })] as const);
  const single = asked.map((step) => {
    const places = (answers[step] ?? []).map(({ input, items }) => ({ ...place, input, items }));
    return [step, present({ places })] as const;
  });
  const metrics = { to: new Date(now).toISOString(), series: samples.map((one) => series(where, one)) };
  const names = ['ec2_metrics', 'ebs_metrics', 'elb_metrics', 'network_metrics'] as const;
  // One step holds all samples: rules do not care which.
  const read = names.map(
    (step) => [step, present(step === 'ec2_metrics' ? metrics : { ...metrics, series: [] })] as const,
  );
  return { ...Object.fromEntries([...plain, ...single, ...read]), ...steps };
}

function present(output: unknown): StepEvidence {
  return { status: 'present', output };
}

/** A step that was denied. */
export const denied: StepEvidence = {
  status: 'unknown',
  reason: { kind: 'denied', message: 'not authorized' },
  output: {
    places: [{ account, region, status: 'unknown', reason: { kind: 'denied', message: 'not authorized' }, items: [] }],
  },
};

/** What the analyzer says of a stage. */
export interface Look {
  readonly analysis: Analysis;
  /** The first finding that has or swallowed a code. */
  find(code: string): Finding | undefined;
  /** Names of the resources that a code is found for, also where another code is ahead. */
  names(code: string): readonly string[];
  readonly notChecked: string;
}

/** Analyzes a stage. */
export function look(staged: Stage): Look {
  const settings = staged.settings ?? {};
  const analysis = analyzeWaste({ steps: stage(staged), settings }, { clockNow: now });
  // Whatever is staged, what is proposed must be something that a playbook takes.
  const misfits = analysis.findings.flatMap(({ remediations }) => remediations.flatMap(misfitsOf));
  if (misfits.length > 0) throw new TypeError([...new Set(misfits)].join('; '));
  const has = (code: string) => (finding: Finding) => finding.code === code || finding.also.includes(code);
  return {
    analysis,
    find: (code) => analysis.findings.find(has(code)),
    names: (code) => analysis.findings.filter(has(code)).map(({ resource }) => resource.name),
    notChecked: analysis.not_checked.map(({ what, why, needs }) => `${what}: ${why} (${needs})`).join('\n'),
  };
}

/** A running Linux instance, 100 days old. */
export function instance(InstanceId: string, more: Shape = {}): Shape {
  return {
    InstanceId,
    InstanceType: 'm5.xlarge',
    State: { Name: 'running' },
    LaunchTime: daysAgo(100),
    Architecture: 'x86_64',
    PlatformDetails: 'Linux/UNIX',
    ImageId: 'ami-1',
    RootDeviceName: '/dev/xvda',
    BlockDeviceMappings: [],
    Tags: [],
    ...more,
  };
}

/** Hourly CPU maxima and daily network bytes of an instance. */
export function use(
  id: string,
  cpu: number | readonly number[],
  bytes: number | readonly number[] = 1e9,
): readonly Samples[] {
  const common = { namespace: 'AWS/EC2', dimensions: { InstanceId: id } };
  return [
    { ...common, metric: 'CPUUtilization', stat: 'Maximum', period: 3600, values: cpu },
    { ...common, metric: 'NetworkIn', stat: 'Sum', values: bytes },
    { ...common, metric: 'NetworkOut', stat: 'Sum', values: typeof bytes === 'number' ? 0 : bytes.map(() => 0) },
  ];
}

/** An attached gp3 volume of 100 GiB, 100 days old. */
export function volume(VolumeId: string, more: Shape = {}): Shape {
  return {
    VolumeId,
    VolumeType: 'gp3',
    Size: 100,
    Iops: 3000,
    Throughput: 125,
    State: 'in-use',
    CreateTime: daysAgo(100),
    MultiAttachEnabled: false,
    Attachments: [{ InstanceId: 'i-1', Device: '/dev/xvdb', State: 'attached' }],
    Tags: [],
    ...more,
  };
}

/** Tags in the SDK's shape. */
export function tags(map: Readonly<Record<string, string>>): readonly Shape[] {
  return Object.entries(map).map(([Key, Value]) => ({ Key, Value }));
}
