import { describe, expect, it } from 'vitest';
import { daysAgo, denied, instance, look, region, tags, use, volume } from '../__fixtures__/world.ts';
import { percentile } from './oversized-instance.ts';
import { stoppedAt } from './stopped-instance.ts';

const hours = 14 * 24;

describe('CST-17 idle instance', () => {
  const idle = (more = {}, samples = use('i-1', 2, 1e6)) =>
    look({ lists: { instances: [instance('i-1', more)] }, samples });

  it('names it with what stopping saves in a month of 730 hours', () => {
    const found = idle().find('CST-17');
    expect(found).toMatchObject({
      code: 'CST-17',
      role: 'fault',
      severity: 'medium',
      resource: { target: '111122223333', kind: 'Instance', namespace: region, name: 'i-1' },
      data: {
        monthly_usd: 140.16,
        confidence: 'high',
        effort: 'low',
        price_region: 'us-east-1',
        priced_at: '2025-06-01',
      },
    });
    expect(found?.remediations[0]).toMatchObject({
      playbook: 'aws-ec2-stop',
      risk: 'write',
      inputs: { region, instance: 'i-1' },
    });
  });

  it.each([
    [4.99, 4_999_999, true],
    [5, 1, false],
    [1, 5_000_000, false],
  ])('with %d %% CPU and %d bytes a day: %s', (cpu, bytes, expected) => {
    expect(idle({}, use('i-1', cpu, bytes)).names('CST-17').length > 0).toBe(expected);
  });

  it('adds both directions of a day', () => {
    const [cpu, received, sent] = use('i-1', 2, 3_000_000);
    if (cpu === undefined || received === undefined || sent === undefined) expect.unreachable();
    expect(idle({}, [cpu, received, { ...sent, values: 3_000_000 }]).names('CST-17')).toEqual([]);
  });

  it('is not fooled by one busy hour', () => {
    const cpu = Array.from({ length: hours }, (_, hour) => (hour === 200 ? 90 : 1));
    expect(idle({}, use('i-1', cpu, 1e6)).names('CST-17')).toEqual([]);
  });

  it('calls no data and too few samples not checked, never idle', () => {
    const none = idle({}, use('i-1', [], []));
    expect(none.analysis.findings.filter(({ role }) => role === 'fault')).toEqual([]);
    expect(none.notChecked).toContain(
      'use of instances in 111122223333/us-east-1: i-1: CPUUtilization: CloudWatch holds no data',
    );
    const few = idle(
      {},
      use(
        'i-1',
        Array.from({ length: 100 }, () => 1),
        1e6,
      ),
    );
    expect(few.names('CST-17')).toEqual([]);
    expect(few.notChecked).toContain('samples cover 29 % of the last 14 days');
  });

  it.each([
    ['spot', { InstanceLifecycle: 'spot' }],
    ['a group’s', { Tags: tags({ 'aws:autoscaling:groupName': 'web' }) }],
    ['a cluster’s', { Tags: tags({ 'eks:nodegroup-name': 'a' }) }],
    ['kept', { Tags: tags({ 'cloudops:keep': '' }) }],
    ['young', { LaunchTime: daysAgo(13) }],
    ['stopped', { State: { Name: 'stopped' } }],
  ])('leaves %s instances alone', (_, more) => {
    expect(idle(more).names('CST-17')).toEqual([]);
  });

  it('is stopped from keeping by a tag that says false', () => {
    expect(idle({ Tags: tags({ 'cloudops:keep': 'false' }) }).names('CST-17')).toEqual(['i-1']);
  });

  it('knows members that only the group names', () => {
    const group = { AutoScalingGroupName: 'g', Instances: [{ InstanceId: 'i-1' }] };
    const lists = { instances: [instance('i-1')], autoscaling_groups: [group] };
    expect(look({ lists, samples: use('i-1', 2, 1e6) }).names('CST-17')).toEqual([]);
  });

  it('says that a price is of another region', () => {
    const lists = { instances: [instance('i-1')] };
    const found = look({ lists, samples: use('i-1', 2, 1e6), region: 'sa-east-1' }).find('CST-17');
    expect(found?.data).toMatchObject({ monthly_usd: 140.16, price_region: 'us-east-1', confidence: 'medium' });
  });

  it('reports a type without a price, and that it has none', () => {
    const seen = idle({ InstanceType: 'zz9.large' });
    expect(seen.find('CST-17')?.data).toMatchObject({ monthly_usd: null });
    expect(seen.notChecked).toContain('price of zz9.large');
  });
});

describe('CST-18 oversized instance', () => {
  const at = (cpu: number | readonly number[], more = {}) =>
    look({ lists: { instances: [instance('i-1', more)] }, samples: use('i-1', cpu) });

  it.each([
    [39.9, 70.08],
    [40, undefined],
  ])('at a p99 of %d %% saves %s', (cpu, saved) => {
    const found = at(cpu).find('CST-18');
    expect(found?.data?.monthly_usd).toBe(saved);
  });

  it('lets one hour in a hundred be busy, not two', () => {
    const busy = (number: number) => at(Array.from({ length: hours }, (_, hour) => (hour < number ? 95 : 10)));
    expect(busy(3).names('CST-18')).toEqual(['i-1']);
    expect(busy(4).names('CST-18')).toEqual([]);
    expect(percentile([4, 1, 3, 2], 0.5)).toBe(2);
  });

  it.each([
    ['the smallest of its family', { InstanceType: 'm5.large' }],
    ['burstable', { InstanceType: 't3.xlarge' }],
  ])('says nothing of %s', (_, more) => {
    expect(at(10, more).names('CST-18')).toEqual([]);
  });

  it.each([
    ['c5.9xlarge', 'c5.4xlarge'],
    ['m5.12xlarge', 'm5.8xlarge'],
    ['m5.24xlarge', 'm5.12xlarge'],
  ])('shrinks %s to %s', (from, to) => {
    expect(at(10, { InstanceType: from }).find('CST-18')?.data?.to_type).toBe(to);
  });

  it('never proposes a size that the load would fill', () => {
    expect(at(36, { InstanceType: 'c5.9xlarge' }).names('CST-18')).toEqual([]);
    expect(at(35, { InstanceType: 'c5.9xlarge' }).names('CST-18')).toEqual(['i-1']);
  });

  it('takes Compute Optimizer’s word before its own', () => {
    const advice = (finding: string) => ({
      instanceArn: 'arn:aws:ec2:us-east-1:111122223333:instance/i-0a',
      finding,
      currentInstanceType: 'm5.xlarge',
      recommendationOptions: [{ instanceType: 'm6g.large', performanceRisk: 1 }],
    });
    const lists = { instances: [instance('i-0a')] };
    const steps = (finding: string) => ({
      recommendations: {
        status: 'present' as const,
        output: { places: [{ account: '111122223333', region, status: 'present', items: [advice(finding)] }] },
      },
    });
    const over = look({ lists, samples: use('i-0a', 90), steps: steps('Overprovisioned') }).find('CST-18');
    expect(over).toMatchObject({ tier: 'status', data: { to_type: 'm6g.large', monthly_usd: 83.95 } });
    expect(look({ lists, samples: use('i-0a', 10), steps: steps('OPTIMIZED') }).names('CST-18')).toEqual([]);
  });
});

describe('CST-19 stopped instance with volumes', () => {
  const stopped = (days: number, more = {}) =>
    instance('i-1', {
      State: { Name: 'stopped' },
      StateTransitionReason: `User initiated (${daysAgo(days).slice(0, 19).replace('T', ' ')} GMT)`,
      BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { VolumeId: 'vol-1' } }],
      ...more,
    });
  const seen = (one: ReturnType<typeof stopped>) => look({ lists: { instances: [one], volumes: [volume('vol-1')] } });

  it.each([
    [31, ['i-1']],
    [30, []],
  ])('after %d days names %j', (days, names) => {
    expect(seen(stopped(days)).names('CST-19')).toEqual(names);
  });

  it('saves what the volumes cost and says since when', () => {
    expect(seen(stopped(40)).find('CST-19')).toMatchObject({ since: daysAgo(40), data: { monthly_usd: 8 } });
  });

  it('is for a person: volumes that are attached are not deleted, and nothing terminates instances', () => {
    expect(seen(stopped(40)).find('CST-19')?.remediations).toEqual([]);
  });

  it('does not guess when a stop has no date', () => {
    const one = seen(stopped(40, { StateTransitionReason: 'Server.ScheduledStop' }));
    expect(one.names('CST-19')).toEqual([]);
    expect(one.notChecked).toContain('EC2 does not say since when');
    expect(stoppedAt('User initiated (2026-13-40 09:00:00 GMT)')).toBeNull();
  });

  it('counts no volume that could not be read', () => {
    const one = look({ lists: { instances: [stopped(40)] }, steps: { volumes: denied } });
    expect(one.names('CST-19')).toEqual([]);
    expect(one.notChecked).toContain('ec2:DescribeVolumes');
  });

  it('counts a gp2 volume once: deleting it is worth more than changing it', () => {
    const lists = { instances: [stopped(40)], volumes: [volume('vol-1', { VolumeType: 'gp2' })] };
    const { analysis, find } = look({ lists });
    expect(analysis.findings).toHaveLength(1);
    expect(find('CST-25')).toMatchObject({ code: 'CST-19', also: ['CST-25'], data: { monthly_usd: 10 } });
  });
});

describe('CST-22 CPU credits', () => {
  const credits = (balance: number | readonly number[], surplus: number | readonly number[], more = {}) => {
    const common = { namespace: 'AWS/EC2', dimensions: { InstanceId: 'i-1' } };
    const samples = [
      ...use('i-1', 60),
      { ...common, metric: 'CPUCreditBalance', stat: 'Average', values: balance },
      { ...common, metric: 'CPUSurplusCreditsCharged', stat: 'Sum', values: surplus },
    ];
    return look({
      lists: { instances: [instance('i-1', { InstanceType: 't4g.large', Architecture: 'arm64', ...more })] },
      samples,
    });
  };

  it.each([
    [501, 'full'],
    [500, undefined],
    [50, undefined],
    [49, 'empty'],
  ])('with a balance of %d is %s', (balance, variant) => {
    expect(credits(balance, 0).find('CST-22')?.data?.variant).toBe(variant);
  });

  it('prices what was charged: 60 credits a day are 30.4 vCPU hours a month', () => {
    expect(credits(100, 60).find('CST-22')).toMatchObject({
      role: 'fault',
      data: { variant: 'surplus', monthly_usd: 1.52 },
    });
  });

  it('asks only burstable types, and says when it does not know', () => {
    expect(credits(900, 9, { InstanceType: 'm6g.large' }).names('CST-22')).toEqual([]);
    expect(credits([], []).notChecked).toContain('CPU credits of instances');
  });
});

describe('CST-23 off hours', () => {
  /** Busy at 60 % in a block of working hours that begins at an hour UTC. The window begins on a Sunday at 10:00. */
  const office = (begin: number, length = 12) =>
    Array.from({ length: hours }, (_, hour) => {
      const shifted = new Date(Date.parse(daysAgo(14)) + (hour - begin) * 3_600_000);
      return shifted.getUTCHours() < length && shifted.getUTCDay() >= 1 && shifted.getUTCDay() <= 5 ? 60 : 6;
    });
  const dev = (cpu: readonly number[], Tags = tags({ Environment: 'dev' })) =>
    look({ lists: { instances: [instance('i-1', { Tags })] }, samples: use('i-1', cpu) });

  it.each([7, 16, 23])('finds a working day that begins at %d:00 UTC', (begin) => {
    expect(dev(office(begin)).find('CST-23')?.data).toMatchObject({
      environment: 'dev',
      work_begins_utc: begin,
      monthly_usd: 90.1,
    });
  });

  it('leaves alone what works longer, production, and what has a schedule', () => {
    expect(dev(office(7, 20)).names('CST-23')).toEqual([]);
    expect(dev(office(7), tags({ Environment: 'prod' })).names('CST-23')).toEqual([]);
    expect(dev(office(7), tags({ Environment: 'dev', Schedule: 'office' })).names('CST-23')).toEqual([]);
    expect(dev(office(7).slice(0, 320)).names('CST-23')).toEqual([]);
  });
});
