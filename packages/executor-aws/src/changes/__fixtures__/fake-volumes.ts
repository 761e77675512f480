import type { FakeSnapshot, FakeVolume, FakeWorld, Handler } from './fake-world.ts';
import { filtered, listed, tagsIn, tagXml } from './fake-xml.ts';

function volumeXml(one: FakeVolume): string {
  const attached = one.instance === undefined ? '' : `<item><instanceId>${one.instance}</instanceId></item>`;
  const state = one.state ?? (one.instance === undefined ? 'available' : 'in-use');
  const optional = [
    ['iops', one.iops],
    ['throughput', one.throughput],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`<${name}>${value}</${name}>`]));
  return `<item><volumeId>${one.id}</volumeId><size>${one.size}</size><volumeType>${one.type ?? 'gp3'}</volumeType><status>${state}</status><availabilityZone>${one.zone ?? 'eu-west-1a'}</availabilityZone>${optional.join('')}<attachmentSet>${attached}</attachmentSet>${tagXml(one.tags)}</item>`;
}

function snapshotXml({ id, volume, state = 'completed', size = 1, tags }: FakeSnapshot): string {
  return `<item><snapshotId>${id}</snapshotId><volumeId>${volume}</volumeId><status>${state}</status><volumeSize>${size}</volumeSize><storageTier>standard</storageTier>${tagXml(tags)}</item>`;
}

let made = 0;

/** Operations on volumes and snapshots. */
export function volumeHandlers(world: FakeWorld): Readonly<Record<string, Handler>> {
  const take = (volume: FakeVolume, form: URLSearchParams): void => {
    made += 1;
    const snapshot = { id: `snap-new${made}`, volume: volume.id, size: volume.size, tags: tagsIn(form) };
    world.snapshots = [...world.snapshots, snapshot];
  };
  return {
    DescribeVolumes: (form) => {
      const values = filtered(form);
      const found = world.volumes.filter(({ id, instance = '' }) => values.includes(id) || values.includes(instance));
      return `<volumeSet>${found.map(volumeXml).join('')}</volumeSet>`;
    },
    DescribeImages: () => '<imagesSet/>',
    DescribeSnapshots: (form) => {
      const values = filtered(form);
      const found = world.snapshots.filter(
        ({ id, tags }) => values.includes(id) || Object.values(tags).some((value) => values.includes(value)),
      );
      return `<snapshotSet>${found.map(snapshotXml).join('')}</snapshotSet>`;
    },
    CreateSnapshots: (form) => {
      const instance = form.get('InstanceSpecification.InstanceId') ?? '';
      for (const volume of world.volumes) if (volume.instance === instance) take(volume, form);
      return '<snapshotSet/>';
    },
    CreateSnapshot: (form) => {
      const volume = world.volumes.find(({ id }) => id === form.get('VolumeId'));
      if (volume === undefined) return { error: 'InvalidVolume.NotFound' };
      take(volume, form);
      return `<snapshotId>snap-new${made}</snapshotId><status>pending</status>`;
    },
    DeleteSnapshot: (form) => {
      world.snapshots = world.snapshots.filter(({ id }) => id !== form.get('SnapshotId'));
      return '<return>true</return>';
    },
    DeleteVolume: (form) => {
      world.volumes = world.volumes.filter(({ id }) => id !== form.get('VolumeId'));
      return '<return>true</return>';
    },
    CreateVolume: (form) => {
      made += 1;
      const source = world.snapshots.find(({ id }) => id === form.get('SnapshotId'));
      const id = `vol-new${made}`;
      const type = form.get('VolumeType') ?? 'gp2';
      world.volumes = [...world.volumes, { id, type, size: source?.size ?? 1, tags: tagsIn(form) }];
      return `<volumeId>${id}</volumeId>`;
    },
    ModifyVolume: (form) => {
      const change = {
        type: form.get('VolumeType') ?? '',
        iops: Number(form.get('Iops')),
        throughput: Number(form.get('Throughput')),
      };
      world.volumes = world.volumes.map((one) => (one.id === form.get('VolumeId') ? { ...one, ...change } : one));
      return '<volumeModification/>';
    },
    ...addressHandlers(world),
  };
}

function addressHandlers(world: FakeWorld): Readonly<Record<string, Handler>> {
  return {
    DescribeAddresses: (form) => {
      const found = world.addresses.filter(({ id, ip }) =>
        [...filtered(form), ...listed(form, 'PublicIp')].some((value) => value === id || value === ip),
      );
      const items = found.map(
        ({ id, ip, association, tags }) =>
          `<item><allocationId>${id}</allocationId><publicIp>${ip}</publicIp>${association === undefined ? '' : `<associationId>${association}</associationId>`}<domain>vpc</domain>${tagXml(tags)}</item>`,
      );
      return `<addressesSet>${items.join('')}</addressesSet>`;
    },
    ReleaseAddress: (form) => {
      world.addresses = world.addresses.filter(({ id }) => id !== form.get('AllocationId'));
      return '<return>true</return>';
    },
    AllocateAddress: (form) => {
      made += 1;
      const ip = form.get('Address') ?? '';
      world.addresses = [...world.addresses, { id: `eipalloc-new${made}`, ip, tags: tagsIn(form) }];
      return `<allocationId>eipalloc-new${made}</allocationId><publicIp>${ip}</publicIp>`;
    },
  };
}
