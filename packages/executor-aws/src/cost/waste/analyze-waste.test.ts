import { analysisSchema } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countCalls } from '../../__fixtures__/count-calls.ts';
import type { StepEvidence } from '../../listing/listing.ts';
import {
  daysAgo,
  denied,
  instance,
  look,
  now,
  type Shape,
  type Stage,
  stage,
  tags,
  use,
  volume,
} from './__fixtures__/world.ts';
import { wasteActions } from './action.ts';
import { analyzeWaste } from './analyze-waste.ts';
import { findSuspects } from './suspects.ts';

/** An account with waste of many kinds, some of it overlapping. */
function mixed(size: number): Stage {
  const numbers = Array.from({ length: size }, (_, index) => index);
  const types = ['m5.large', 't2.micro', 'm4.xlarge', 'c5.9xlarge', 'zz9.large'] as const;
  const instances = numbers.map((index) => {
    const stopped = index % 4 === 0;
    const reason = `User initiated (${daysAgo(40).slice(0, 19).replace('T', ' ')} GMT)`;
    return instance(`i-${index}`, {
      InstanceType: types[index % types.length],
      State: { Name: stopped ? 'stopped' : 'running' },
      ...(stopped ? { StateTransitionReason: reason } : {}),
      BlockDeviceMappings: [{ DeviceName: '/dev/xvdb', Ebs: { VolumeId: `vol-${index}` } }],
    });
  });
  const volumes = numbers.map((index) =>
    volume(`vol-${index}`, {
      VolumeType: index % 2 === 0 ? 'gp2' : 'gp3',
      Size: 7 + index * 13,
      Attachments: [{ InstanceId: `i-${index}`, Device: '/dev/xvdb' }],
      ...(index % 5 === 0 ? { State: 'available', Attachments: [] } : {}),
    }),
  );
  const addresses = numbers.map((index) => ({
    AllocationId: `eipalloc-${index}`,
    PublicIp: `203.0.113.${index % 250}`,
  }));
  const snapshots = numbers.map((index) => ({
    SnapshotId: `snap-${index}`,
    VolumeId: index % 3 === 0 ? 'vol-gone' : `vol-${index}`,
    VolumeSize: index,
    StartTime: daysAgo(60 + index * 7),
    State: 'completed',
  }));
  const samples = numbers.flatMap((index) => use(`i-${index}`, index % 7 === 0 ? 3 : 35, index % 7 === 0 ? 100 : 1e9));
  return { lists: { instances, volumes, addresses, snapshots }, samples };
}

function analyze(steps: Readonly<Record<string, StepEvidence>>) {
  return analyzeWaste({ steps }, { clockNow: now });
}

/** The analysis without positions in lists, which follow the list by their nature. */
function withoutPositions(steps: Readonly<Record<string, StepEvidence>>): string {
  return JSON.stringify(analyze(steps), (key, value: unknown) =>
    key === 'pointer' && typeof value === 'string' ? value.replaceAll(/\/(items|series)\/\d+/g, '/$1/*') : value,
  );
}

/** Every list of items and of series in another order. */
function shuffle(value: unknown, order: readonly number[], key = ''): unknown {
  if (Array.isArray(value)) {
    const inner = value.map((item) => shuffle(item, order));
    if (key !== 'items' && key !== 'series') return inner;
    return inner
      .map((item, index) => ({ item, rank: order[(index * 7 + 3) % order.length] ?? 0 }))
      .sort((a, b) => a.rank - b.rank)
      .map(({ item }) => item);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, child]) => [name, shuffle(child, order, name)]));
}

const order = fc.array(fc.integer(), { minLength: 11, maxLength: 11 });

describe('the analyzer of waste', () => {
  it('gives the same bytes whatever the order of what was read', () => {
    const steps = stage(mixed(30));
    const expected = withoutPositions(steps);
    fc.assert(
      fc.property(order, (ranks) => {
        expect(withoutPositions(shuffle(steps, ranks) as typeof steps)).toBe(expected);
      }),
      { numRuns: 10, seed: 7 },
    );
  });

  it('adds up to the cent, never below zero, whatever overlaps', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), (size) => {
        const { findings, figures } = analyze(stage(mixed(size)));
        const cents = findings.map(({ data }) => data?.monthly_usd).filter((usd) => typeof usd === 'number');
        const total = cents.reduce((sum, usd) => sum + Math.round(usd * 100), 0);
        const rows = figures.filter(({ group }) => group === 'savings by rule');
        const byRule = rows.filter(({ name }) => name !== 'total a month');
        expect(Math.min(0, ...cents)).toBe(0);
        expect(rows.find(({ name }) => name === 'total a month')?.value).toBe(total / 100);
        expect(byRule.reduce((sum, { value }) => sum + Math.round((value ?? 0) * 100), 0)).toBe(total);
      }),
      { numRuns: 15, seed: 7 },
    );
  });

  it('never saves more on volumes than they cost', () => {
    const { findings } = analyze(stage(mixed(40)));
    const saved = findings
      .filter(({ code }) => ['CST-19', 'CST-24', 'CST-25'].includes(code))
      .reduce((sum, { data }) => sum + Number(data?.monthly_usd), 0);
    const cost = (mixed(40).lists?.volumes ?? []).reduce(
      (sum, raw) => sum + Number(raw.Size) * (raw.VolumeType === 'gp2' ? 0.1 : 0.08),
      0,
    );
    expect(saved).toBeLessThanOrEqual(cost);
  });

  it('ranks by dollars and names each resource once', () => {
    const { findings } = analyze(stage(mixed(40)));
    const usd = findings.map(({ data }) => Number(data?.monthly_usd ?? -1));
    expect(usd).toEqual([...usd].sort((a, b) => b - a));
    const keys = findings.map(({ resource }) => `${resource.kind}/${resource.name}`);
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('counts idle, oversized and Graviton of one instance once, as the largest', () => {
    const { analysis } = look({ lists: { instances: [instance('i-1')] }, samples: use('i-1', 2, 1) });
    expect(analysis.findings.map(({ code, also }) => [code, also])).toEqual([['CST-17', ['CST-18', 'CST-21']]]);
  });

  it('is of the shape that reports take', () => {
    expect(analysisSchema.safeParse(analyze(stage(mixed(20)))).error).toBeUndefined();
  });

  it('finds nothing in an empty account and says so without gaps', () => {
    expect(analyze(stage({}))).toMatchObject({ findings: [], not_checked: [], ruled_out: [] });
  });

  it('says what it ruled out', () => {
    const { ruled_out } = look({ lists: { volumes: [volume('vol-1')] } }).analysis;
    expect(ruled_out).toContainEqual({
      code: 'CST-25',
      why: expect.stringContaining('none of 1 resource'),
      evidence: [],
    });
  });

  it('leaves small savings out when asked, and says how much that is', () => {
    const lists = { addresses: [{ AllocationId: 'eipalloc-1', PublicIp: '203.0.113.1' }], volumes: [] };
    const { analysis, notChecked } = look({ lists, settings: { min_monthly_usd: 3.66 } });
    expect(analysis.findings).toEqual([]);
    expect(notChecked).toContain('1 saving below $3.66 a month, $3.65 together');
    expect(look({ lists, settings: { min_monthly_usd: 3.65 } }).analysis.findings).toHaveLength(1);
  });

  it('takes a price of the user before its own', () => {
    const prices = {
      priced_at: '2026-01-01',
      source: 'our discount',
      fallback_region: 'us-east-1',
      regions: { 'us-east-1': { 'ipv4.hour': '0.001' } },
    };
    const lists = { addresses: [{ AllocationId: 'eipalloc-1', PublicIp: '203.0.113.1' }] };
    const found = look({ lists, settings: { prices } }).find('CST-31');
    expect(found?.data).toMatchObject({ monthly_usd: 0.73, priced_at: '2026-01-01' });
  });

  it('keeps terminal escapes and endless names out of its sentences', () => {
    const Name = `\u001b[31mred\u202e${'x'.repeat(5000)}`;
    const { find } = look({ lists: { volumes: [volume('vol-1', { VolumeType: 'gp2', Tags: tags({ Name }) })] } });
    expect(find('CST-25')?.title).not.toMatch(/[\u001b\u202e]/);
    expect(find('CST-25')?.title.length).toBeLessThan(310);
  });

  it('says which steps and places could not be read, with the permission', () => {
    const { notChecked } = look({ steps: { volumes: denied, images: { status: 'skipped' } } });
    expect(notChecked).toContain('volumes in 111122223333/us-east-1: not authorized (ec2:DescribeVolumes)');
    expect(notChecked).toContain('images: it was not asked for (ec2:DescribeImages)');
  });

  it('survives shapes that are none', () => {
    const odd: readonly Shape[] = [{}, { State: null, Tags: 'x', Attachments: [null] } as Shape];
    const lists = Object.fromEntries(Object.keys(stage({})).map((step) => [step, odd]));
    expect(() => look({ lists })).not.toThrow();
  });

  it('finds the waste among 5,000 instances with volumes', () => {
    expect(analyze(stage({ lists: mixed(5000).lists ?? {} })).findings.length).toBeGreaterThan(5000);
  });

  it('takes work that grows as the number of instances does', async () => {
    const [few, many] = [500, 2000].map((count) => stage({ lists: mixed(count).lists ?? {} }));
    const small = await countCalls(() => analyze(few ?? {}));
    const large = await countCalls(() => analyze(many ?? {}));
    expect(small).toBeGreaterThan(10_000);
    // Four times the instances; their square would be sixteen times the work.
    expect(large / small).toBeLessThan(6);
  });
});

describe('aws.waste-suspects', () => {
  it('asks only about images that look unused, and about 20 load balancers’ tags at a time', () => {
    const image = (ImageId: string, CreationDate: string) => ({ ImageId, CreationDate });
    const balancers = Array.from({ length: 21 }, (_, index) => ({
      LoadBalancerArn: `arn:${String(index).padStart(2, '0')}`,
    }));
    const steps = stage({
      lists: { images: [image('ami-old', daysAgo(200)), image('ami-new', daysAgo(2))], load_balancers: balancers },
    });
    const suspects = findSuspects({ steps }, now);
    expect(suspects.images).toEqual([
      { account: '111122223333', region: 'us-east-1', input: { ImageId: 'ami-old', Attribute: 'launchPermission' } },
    ]);
    expect(suspects.load_balancer_tags.map(({ input }) => input.ResourceArns?.length)).toEqual([20, 1]);
    expect(suspects.load_balancers).toHaveLength(21);
  });
});

describe('the actions', () => {
  it('are read-only, pure and named', () => {
    const actions = wasteActions;
    expect(actions.map(({ name, risk }) => [name, risk])).toEqual([
      ['analyze-waste', 'read'],
      ['waste-suspects', 'read'],
    ]);
    for (const action of actions) expect(action.permissions({})).toEqual([]);
  });
});
