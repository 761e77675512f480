import { describe, expect, it } from 'vitest';
import { account, daysAgo, denied, instance, look, region, type Shape, tags, volume } from '../__fixtures__/world.ts';
import { gp3For } from './gp2-volume.ts';

const operations = (id: string, reads: number | readonly number[], writes: number | readonly number[] = 0) => {
  const common = { namespace: 'AWS/EBS', stat: 'Sum', dimensions: { VolumeId: id } };
  return [
    { ...common, metric: 'VolumeReadOps', values: reads },
    { ...common, metric: 'VolumeWriteOps', values: writes },
  ];
};

describe('CST-24 unattached volume', () => {
  const free = (more: Shape = {}) => volume('vol-1', { State: 'available', Attachments: [], ...more });
  const idle = operations('vol-1', [], []);
  const names = (more: Shape = {}) => look({ lists: { volumes: [free(more)] }, samples: idle }).names('CST-24');

  it('saves its price and asks for a snapshot first', () => {
    const found = look({
      lists: { volumes: [free({ Size: 500, Iops: 4000, Throughput: 225 })] },
      samples: idle,
    }).find('CST-24');
    expect(found?.data?.monthly_usd).toBe(49);
    expect(found?.remediations[0]).toMatchObject({
      playbook: 'aws-waste-apply',
      risk: 'delete',
      title: 'Snapshot, then delete volume vol-1',
    });
  });

  it.each([
    [{}, ['vol-1']],
    [{ CreateTime: daysAgo(7) }, []],
    [{ CreateTime: daysAgo(7.1) }, ['vol-1']],
    [{ State: 'in-use' }, []],
    [{ State: 'creating' }, []],
    [{ Tags: tags({ 'cloudops:keep': 'until june' }) }, []],
  ])('with %j names %j', (more, expected) => {
    expect(names(more)).toEqual(expected);
  });

  it.each([
    ['was not asked for', []],
    ['is half read', idle.slice(0, 1)],
  ])('is unknown when its use %s: it may have been detached just now', (_, samples) => {
    const seen = look({ lists: { volumes: [free()] }, samples });
    expect(seen.names('CST-24')).toEqual([]);
    expect(seen.notChecked).toContain('vol-1');
  });

  it('sees by its samples that it was in use lately', () => {
    const used = (last: number) =>
      look({
        lists: { volumes: [free()] },
        samples: operations(
          'vol-1',
          Array.from({ length: last }, () => 5),
        ),
      });
    expect(used(14).names('CST-24')).toEqual([]);
    expect(used(7).names('CST-24')).toEqual(['vol-1']);
  });
});

describe('CST-25 gp2', () => {
  it.each([
    [8, 3000, 125, 0.16],
    [200, 3000, 150, 3],
    [334, 3000, 250, 1.68],
    [1000, 3000, 250, 15],
    [2000, 6000, 250, 20],
    [16_000, 16_000, 250, 250],
  ])('of %d GiB becomes %d IOPS and %d MiB/s and saves %d', (size, iops, throughput, saved) => {
    expect(gp3For(size)).toMatchObject({ iops, throughput });
    const found = look({ lists: { volumes: [volume('vol-1', { VolumeType: 'gp2', Size: size, Iops: 0 })] } }).find(
      'CST-25',
    );
    expect(found?.data?.monthly_usd).toBe(saved);
    expect(found?.remediations[0]).toMatchObject({
      playbook: 'aws-waste-apply',
      title: expect.stringContaining(`${iops} IOPS, ${throughput} MiB/s`),
      inputs: { code: 'CST-25', resource: 'vol-1' },
      risk: 'write',
    });
  });

  it('says nothing of gp3', () => {
    expect(look({ lists: { volumes: [volume('vol-1')] } }).names('CST-25')).toEqual([]);
  });
});

describe('CST-26 provisioned IOPS', () => {
  const names = (more: Shape) =>
    look({ lists: { volumes: [volume('vol-1', { VolumeType: 'io1', ...more })] } }).names('CST-26');

  it.each([
    [{ Iops: 16_000 }, ['vol-1']],
    [{ Iops: 16_001 }, []],
    [{ Iops: 100, Size: 4 }, ['vol-1']],
    [{ VolumeType: 'io2', Iops: 3000 }, ['vol-1']],
    [{ Iops: 3000, MultiAttachEnabled: true }, []],
    [{ Iops: 5000, Size: 8 }, []],
    [{ VolumeType: 'gp3', Iops: 3000 }, []],
  ])('with %j names %j', (more, expected) => {
    expect(names(more)).toEqual(expected);
  });

  it('prices the throughput that those IOPS had', () => {
    const found = look({ lists: { volumes: [volume('vol-1', { VolumeType: 'io1', Iops: 5000 })] } }).find('CST-26');
    expect(found?.data).toMatchObject({ to_throughput_mibps: 1000, monthly_usd: 337.5 - 53 });
  });
});

describe('CST-27 low use', () => {
  const at = (reads: number | readonly number[], more: Shape = {}, state = 'running') =>
    look({
      lists: { instances: [instance('i-1', { State: { Name: state } })], volumes: [volume('vol-1', more)] },
      samples: operations('vol-1', reads),
    });

  it.each([
    [100, ['vol-1']],
    [101, []],
  ])('at %d operations a day names %j', (reads, expected) => {
    expect(at(reads).names('CST-27')).toEqual(expected);
  });

  it('proposes no deletion of what is attached', () => {
    expect(at(0).find('CST-27')?.remediations).toEqual([]);
  });

  it('leaves roots, young volumes and those of stopped instances alone', () => {
    expect(at(0, { Attachments: [{ InstanceId: 'i-1', Device: '/dev/xvda' }] }).names('CST-27')).toEqual([]);
    expect(at(0, { CreateTime: daysAgo(7) }).names('CST-27')).toEqual([]);
    expect(at(0, {}, 'stopped').names('CST-27')).toEqual([]);
  });

  it('does not take missing samples for silence', () => {
    const seen = at([]);
    expect(seen.names('CST-27')).toEqual([]);
    expect(seen.notChecked).toContain('use of volumes');
  });
});

function snapshot(SnapshotId: string, more: Shape = {}): Shape {
  return {
    SnapshotId,
    VolumeId: 'vol-1',
    VolumeSize: 100,
    StartTime: daysAgo(91),
    State: 'completed',
    StorageTier: 'standard',
    OwnerId: account,
    Description: '',
    Tags: [],
    ...more,
  };
}

describe('CST-28 and CST-29 snapshots', () => {
  const seen = (more: Shape, lists: Readonly<Record<string, readonly Shape[]>> = {}) =>
    look({ lists: { volumes: [volume('vol-1')], snapshots: [snapshot('snap-1', more)], ...lists } });
  const image = (more: Shape = {}) => ({
    ImageId: 'ami-1',
    Name: 'base',
    CreationDate: daysAgo(10),
    OwnerId: account,
    Public: false,
    BlockDeviceMappings: [{ Ebs: { SnapshotId: 'snap-1', VolumeSize: 100 } }],
    Tags: [],
    ...more,
  });

  it.each([
    [{}, ['CST-28']],
    [{ StartTime: daysAgo(90) }, []],
    [{ StorageTier: 'archive' }, []],
    [{ VolumeId: 'vol-gone' }, ['CST-28', 'CST-29']],
    [{ VolumeId: 'vol-gone', StartTime: daysAgo(8) }, ['CST-29']],
    [{ VolumeId: 'vol-gone', StartTime: daysAgo(7) }, []],
    [{ VolumeId: 'vol-ffffffff', StartTime: daysAgo(8) }, []],
    [{ OwnerId: '444455556666', VolumeId: 'vol-gone' }, []],
    [{ State: 'pending' }, []],
    [{ Tags: tags({ 'aws:dlm:lifecycle-policy-id': 'p' }), VolumeId: 'vol-gone' }, []],
    [{ Tags: tags({ 'aws:backup:source-resource': 'a' }) }, []],
    [{ Description: 'This snapshot is created by the AWS Backup service.' }, []],
    [{ Tags: tags({ 'cloudops:keep': 'x' }) }, []],
  ])('with %j gives %j', (more, codes) => {
    const { analysis } = seen(more);
    const found = analysis.findings
      .filter(({ resource }) => resource.kind === 'Snapshot')
      .flatMap(({ code, also }) => [code, ...also]);
    expect(found.sort()).toEqual(codes);
  });

  it('says that a saving is at most, and prices the full size where AWS tells it', () => {
    expect(seen({}).find('CST-28')?.data).toMatchObject({
      monthly_usd: 5,
      monthly_usd_is: 'at most',
      confidence: 'low',
    });
    expect(seen({ FullSnapshotSizeInBytes: 10 * 2 ** 30 }).find('CST-28')?.data?.monthly_usd).toBe(0.5);
  });

  it('leaves what an image is made of', () => {
    expect(seen({}, { images: [image()] }).names('CST-28')).toEqual([]);
  });

  it('does not judge without images, nor call a volume gone that could not be listed', () => {
    const lists = { snapshots: [snapshot('snap-1', { VolumeId: 'vol-gone' })] };
    const blind = look({ lists, steps: { images: denied } });
    expect([blind.names('CST-28'), blind.names('CST-29')]).toEqual([[], []]);
    expect(blind.notChecked).toContain('ec2:DescribeImages');
    const half = look({ lists, steps: { volumes: denied } });
    expect([half.find('CST-28')?.also, half.names('CST-29')]).toEqual([[], []]);
  });

  describe('CST-30 unused image', () => {
    const old = (more: Shape = {}) => image({ CreationDate: daysAgo(121), ...more });
    const answers = (LaunchPermissions: readonly Shape[] = []) => ({
      image_permissions: [
        { input: { ImageId: 'ami-1', Attribute: 'launchPermission' }, items: [{ LaunchPermissions }] },
      ],
    });
    const names = (more: Shape, lists = {}, permissions: readonly Shape[] = []) =>
      look({ lists: { images: [old(more)], ...lists }, answers: answers(permissions) }).names('CST-30');

    it('saves what its snapshots cost, once', () => {
      const lists = { images: [old()], snapshots: [snapshot('snap-1')] };
      const { analysis } = look({ lists, answers: answers() });
      expect(analysis.findings.map(({ code, data }) => [code, data?.monthly_usd])).toEqual([['CST-30', 5]]);
    });

    it.each([
      ['old and alone', {}, {}, ['ami-1']],
      ['120 days old', { CreationDate: daysAgo(120) }, {}, []],
      ['launched lately', { LastLaunchedTime: daysAgo(50) }, {}, []],
      ['launched long ago', { LastLaunchedTime: daysAgo(150) }, {}, ['ami-1']],
      ['public', { Public: true }, {}, []],
      ['a backup', { Name: 'AwsBackup_i-1_x' }, {}, []],
      ['run', {}, { instances: [instance('i-9', { State: { Name: 'stopped' } })] }, []],
      [
        'in a template',
        {},
        { launch_templates: [{ LaunchTemplateId: 'lt', VersionNumber: 2, LaunchTemplateData: { ImageId: 'ami-1' } }] },
        [],
      ],
      ['in a configuration', {}, { launch_configurations: [{ LaunchConfigurationName: 'x', ImageId: 'ami-1' }] }, []],
    ])('when it is %s', (_, more, lists, expected) => {
      expect(names(more, lists)).toEqual(expected);
    });

    it('leaves what is shared, and does not guess whether it is', () => {
      expect(names({}, {}, [{ UserId: '444455556666' }])).toEqual([]);
      const unasked = look({ lists: { images: [old()] } });
      expect(unasked.names('CST-30')).toEqual([]);
      expect(unasked.notChecked).toContain('whom it is shared with is unknown');
    });

    it('does not judge where templates are unknown or a group pins an unread version', () => {
      const seenBlind = look({ lists: { images: [old()] }, answers: answers(), steps: { launch_templates: denied } });
      expect(seenBlind.names('CST-30')).toEqual([]);
      const group = { AutoScalingGroupName: 'g', LaunchTemplate: { LaunchTemplateId: 'lt', Version: '7' } };
      const pinned = look({ lists: { images: [old()], autoscaling_groups: [group] }, answers: answers() });
      expect([pinned.names('CST-30'), pinned.notChecked.includes('pins a launch template version')]).toEqual([
        [],
        true,
      ]);
    });
  });
});

describe('CST-31 and CST-32 addresses', () => {
  const address = (more: Shape = {}) => ({
    AllocationId: 'eipalloc-1',
    PublicIp: '203.0.113.7',
    PublicIpv4Pool: 'amazon',
    ...more,
  });

  it.each([
    [{}, ['eipalloc-1']],
    [{ AssociationId: 'eipassoc-1' }, []],
    [{ InstanceId: 'i-1' }, []],
    [{ PublicIpv4Pool: 'ipv4pool-ec2-012' }, []],
    [{ Tags: tags({ 'cloudops:keep': '1' }) }, []],
  ])('an address with %j gives %j', (more, expected) => {
    const seen = look({ lists: { addresses: [address(more)] } });
    expect(seen.names('CST-31')).toEqual(expected);
    for (const { data } of seen.analysis.findings) expect(data).toMatchObject({ monthly_usd: 3.65 });
  });

  it('releases by allocation, which one of EC2-Classic has not', () => {
    const proposed = (more: Shape) => look({ lists: { addresses: [address(more)] } }).find('CST-31')?.remediations;
    expect(proposed({})).toMatchObject([{ inputs: { code: 'CST-31', resource: 'eipalloc-1' } }]);
    expect(proposed({ AllocationId: null })).toEqual([]);
  });

  it('counts public addresses of instances per VPC, and calls nothing of it saved', () => {
    const one = (id: string, more: Shape = {}) => ({
      NetworkInterfaceId: id,
      VpcId: 'vpc-1',
      Association: { PublicIp: '203.0.113.8', IpOwnerId: 'amazon' },
      Attachment: { InstanceId: 'i-1' },
      ...more,
    });
    const interfaces = [
      one('eni-2'),
      one('eni-1'),
      one('eni-3', { Attachment: {} }),
      one('eni-4', { Association: undefined }),
    ];
    const found = look({ lists: { interfaces } }).find('CST-32');
    expect(found).toMatchObject({
      role: 'hint',
      resource: { kind: 'Vpc', name: 'vpc-1' },
      instances: [`NetworkInterface/${region}/eni-1`, `NetworkInterface/${region}/eni-2`, `Vpc/${region}/vpc-1`],
      data: { addresses: 2, charge_monthly_usd: 7.3, monthly_usd: null },
    });
    expect(look({ lists: { interfaces: interfaces.slice(2) } }).names('CST-32')).toEqual([]);
  });
});
