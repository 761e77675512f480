import type { FakeInstance, FakeWorld, Handler } from './fake-world.ts';
import { account, filtered, groupSetXml, listed, tagXml } from './fake-xml.ts';

function instanceXml(one: FakeInstance): string {
  const address = one.passingAddress === undefined ? '' : `<association><ipOwnerId>amazon</ipOwnerId></association>`;
  const interfaces = Object.entries(one.groups ?? { 'eni-1': ['sg-1'] }).map(
    ([id, groups]) =>
      `<item><networkInterfaceId>${id}</networkInterfaceId><vpcId>${one.vpc ?? 'vpc-1'}</vpcId>${groupSetXml(groups)}${address}</item>`,
  );
  return `<item><reservationId>r-1</reservationId><ownerId>${account}</ownerId><instancesSet><item><instanceId>${one.id}</instanceId><instanceState><code>16</code><name>${one.state}</name></instanceState><instanceType>${one.type ?? 'm5.large'}</instanceType><rootDeviceType>${one.root ?? 'ebs'}</rootDeviceType><architecture>${one.architecture ?? 'x86_64'}</architecture><platformDetails>${one.platform ?? 'Linux/UNIX'}</platformDetails>${one.lifecycle === undefined ? '' : `<instanceLifecycle>${one.lifecycle}</instanceLifecycle>`}<enaSupport>${one.ena !== false}</enaSupport><hibernationOptions><configured>${one.hibernation === true}</configured></hibernationOptions><placement><availabilityZone>eu-west-1a</availabilityZone><tenancy>default</tenancy></placement>${one.passingAddress === undefined ? '' : `<ipAddress>${one.passingAddress}</ipAddress>`}<networkInterfaceSet>${interfaces.join('')}</networkInterfaceSet>${tagXml(one.tags)}</item></instancesSet></item>`;
}

/** Operations on instances and interfaces. */
export function instanceHandlers(world: FakeWorld): Readonly<Record<string, Handler>> {
  const edit = (id: string, change: Partial<FakeInstance>): void => {
    world.instances = world.instances.map((one) => (one.id === id ? { ...one, ...change } : one));
  };
  const power =
    (from: string, path: readonly string[]): Handler =>
    (form) => {
      const ids = listed(form, 'InstanceId');
      for (const id of ids) {
        const one = world.instances.find((candidate) => candidate.id === id);
        if (one === undefined) return { error: 'InvalidInstanceID.NotFound' };
        if (one.state !== from && one.state !== path.at(-1)) return { error: 'IncorrectInstanceState' };
        if (one.state !== from) continue;
        const [first = '', ...rest] = world.next[id] ?? path;
        edit(id, { state: first });
        world.next = { ...world.next, [`${id} pending`]: [...rest] };
      }
      return '';
    };
  return {
    DescribeInstances: (form) => {
      const found = world.instances.filter(({ id }) => filtered(form).includes(id));
      const xml = found.map(instanceXml).join('');
      // What is under way has gone on by the next read.
      for (const { id } of found) {
        const [state, ...rest] = world.next[`${id} pending`] ?? [];
        if (state !== undefined) edit(id, { state });
        world.next = { ...world.next, [`${id} pending`]: rest };
      }
      return `<reservationSet>${xml}</reservationSet>`;
    },
    DescribeInstanceStatus: (form) => {
      const [id = ''] = listed(form, 'InstanceId');
      const check = (name: string, status: string): string => `<${name}><status>${status}</status></${name}>`;
      const { system, instance } = world.checks;
      return `<instanceStatusSet><item><instanceId>${id}</instanceId>${check('systemStatus', system)}${check('instanceStatus', instance)}</item></instanceStatusSet>`;
    },
    DescribeInstanceTypes: (form) => {
      const found = filtered(form).flatMap((name) => {
        const type = world.types[name];
        return type === undefined ? [] : [`<item><instanceType>${name}</instanceType>${type.xml}</item>`];
      });
      return `<instanceTypeSet>${found.join('')}</instanceTypeSet>`;
    },
    DescribeInstanceTypeOfferings: (form) => {
      const found = filtered(form).filter((name) => name in world.types);
      return `<instanceTypeOfferingSet>${found.map((name) => `<item><instanceType>${name}</instanceType><location>eu-west-1a</location></item>`).join('')}</instanceTypeOfferingSet>`;
    },
    StopInstances: power('running', ['stopping', 'stopped']),
    StartInstances: power('stopped', ['pending', 'running']),
    ModifyInstanceAttribute: (form) => {
      const id = form.get('InstanceId') ?? '';
      if (world.instances.find((one) => one.id === id)?.state !== 'stopped') return { error: 'IncorrectInstanceState' };
      edit(id, { type: form.get('InstanceType.Value') ?? '' });
      return '<return>true</return>';
    },
    ModifyNetworkInterfaceAttribute: (form) => {
      const eni = form.get('NetworkInterfaceId') ?? '';
      const groups = listed(form, 'SecurityGroupId');
      const owner = world.instances.find((one) => Object.hasOwn(one.groups ?? {}, eni));
      if (owner === undefined) return { error: 'InvalidNetworkInterfaceID.NotFound' };
      edit(owner.id, { groups: { ...owner.groups, [eni]: groups } });
      return '<return>true</return>';
    },
    DescribeNetworkInterfaces: (form) => {
      const own = world.instances.flatMap(({ groups = {} }) =>
        Object.entries(groups).map(([id, some]) => ({ id, groups: some })),
      );
      const found = [...world.interfaces, ...own].filter(({ groups }) =>
        groups.some((id) => filtered(form).includes(id)),
      );
      return `<networkInterfaceSet>${found.map(({ id, groups }) => `<item><networkInterfaceId>${id}</networkInterfaceId>${groupSetXml(groups)}</item>`).join('')}</networkInterfaceSet>`;
    },
  };
}
