import type { FakeRule, FakeWorld, Handler } from './fake-world.ts';
import { account, filtered, listed, tagsIn, tagXml } from './fake-xml.ts';

function ruleXml(rule: FakeRule): string {
  const optional = [
    ['fromPort', rule.from ?? -1],
    ['toPort', rule.to ?? rule.from ?? -1],
    ['cidrIpv4', rule.cidr],
    ['cidrIpv6', rule.cidr6],
    ['prefixListId', rule.prefixList],
    ['description', rule.description],
  ].flatMap(([name, value]) => (value === undefined ? [] : [`<${name}>${value}</${name}>`]));
  const other =
    rule.other === undefined
      ? ''
      : `<referencedGroupInfo><groupId>${rule.other}</groupId><userId>${account}</userId></referencedGroupInfo>`;
  return `<item><securityGroupRuleId>${rule.id}</securityGroupRuleId><groupId>${rule.group}</groupId><groupOwnerId>${account}</groupOwnerId><isEgress>${rule.egress === true}</isEgress><ipProtocol>${rule.protocol ?? 'tcp'}</ipProtocol>${optional.join('')}${other}${tagXml(rule.tags)}</item>`;
}

let made = 0;

/** Rules out of an Authorize call. */
function authorized(form: URLSearchParams, egress: boolean): readonly FakeRule[] {
  const tags = tagsIn(form);
  return Array.from({ length: 100 }, (_, index) => `IpPermissions.${index + 1}`)
    .filter((prefix) => form.has(`${prefix}.IpProtocol`))
    .map((prefix) => {
      const field = (name: string): string | undefined => form.get(`${prefix}.${name}`) ?? undefined;
      const description = ['IpRanges', 'Ipv6Ranges', 'PrefixListIds', 'Groups']
        .map((kind) => field(`${kind}.1.Description`))
        .find((text) => text !== undefined);
      const [from, to] = [field('FromPort'), field('ToPort')];
      made += 1;
      return {
        id: `sgr-new${made}`,
        group: form.get('GroupId') ?? '',
        egress,
        protocol: field('IpProtocol') ?? '',
        ...(from === undefined ? {} : { from: Number(from), to: Number(to) }),
        ...Object.fromEntries(
          [
            ['cidr', field('IpRanges.1.CidrIp')],
            ['cidr6', field('Ipv6Ranges.1.CidrIpv6')],
            ['prefixList', field('PrefixListIds.1.PrefixListId')],
            ['other', field('Groups.1.GroupId')],
            ['description', description],
          ].filter(([, value]) => value !== undefined),
        ),
        tags,
      };
    });
}

function keyOf(rule: FakeRule): string {
  const { egress = false, protocol = 'tcp', from, to = from, cidr, cidr6, prefixList, other } = rule;
  return JSON.stringify([egress, protocol, from, to, cidr, cidr6, prefixList, other]);
}

/** Operations on groups and their rules. */
export function ruleHandlers(world: FakeWorld): Readonly<Record<string, Handler>> {
  const revoke = (form: URLSearchParams): ReturnType<Handler> => {
    const ids = listed(form, 'SecurityGroupRuleId');
    if (ids.some((id) => !world.rules.some((rule) => rule.id === id))) return { error: 'InvalidPermission.NotFound' };
    world.rules = world.rules.filter(({ id }) => !ids.includes(id));
    return '<return>true</return>';
  };
  const authorize =
    (egress: boolean): Handler =>
    (form) => {
      const added = authorized(form, egress);
      const known = new Set(world.rules.map(keyOf));
      if (added.some((rule) => known.has(keyOf(rule)))) return { error: 'InvalidPermission.Duplicate' };
      world.rules = [...world.rules, ...added];
      return '<return>true</return>';
    };
  return {
    DescribeSecurityGroups: (form) => {
      const found = world.groups.filter(({ id, name = 'web', vpc = 'vpc-1' }) => {
        if (/(?:^|&)Filter\.\d+\.Name=(?:egress\.)?ip-permission/.test(form.toString()))
          return world.rules.some(({ group, other = '' }) => group === id && filtered(form).includes(other));
        const values = filtered(form);
        const isInNetwork = values.includes(vpc) || !values.some((value) => value.startsWith('vpc-'));
        return isInNetwork && (values.includes(id) || values.includes(name));
      });
      const items = found.map(
        ({ id, owner = account, name = 'web', vpc = 'vpc-1', description = '', tags }) =>
          `<item><ownerId>${owner}</ownerId><groupId>${id}</groupId><groupName>${name}</groupName><groupDescription>${description}</groupDescription><vpcId>${vpc}</vpcId>${tagXml(tags)}</item>`,
      );
      return `<securityGroupInfo>${items.join('')}</securityGroupInfo>`;
    },
    DescribeSecurityGroupRules: (form) => {
      const found = world.rules.filter(({ group }) => filtered(form).includes(group));
      return `<securityGroupRuleSet>${found.map(ruleXml).join('')}</securityGroupRuleSet>`;
    },
    CreateSecurityGroup: (form) => {
      const [name = '', vpc = ''] = [form.get('GroupName') ?? '', form.get('VpcId') ?? ''];
      if (world.groups.some((group) => group.name === name)) return { error: 'InvalidGroup.Duplicate' };
      made += 1;
      const id = `sg-new${made}`;
      const group = { id, name, vpc, description: form.get('GroupDescription') ?? '', tags: tagsIn(form) };
      world.groups = [...world.groups, group];
      // As EC2 does with each new group.
      world.rules = [
        ...world.rules,
        { id: `sgr-out${made}`, group: id, egress: true, protocol: '-1', cidr: '0.0.0.0/0' },
      ];
      return `<groupId>${id}</groupId>`;
    },
    DeleteSecurityGroup: (form) => {
      world.groups = world.groups.filter(({ id }) => id !== form.get('GroupId'));
      world.rules = world.rules.filter(({ group }) => group !== form.get('GroupId'));
      return '<return>true</return>';
    },
    RevokeSecurityGroupIngress: revoke,
    RevokeSecurityGroupEgress: revoke,
    AuthorizeSecurityGroupIngress: authorize(false),
    AuthorizeSecurityGroupEgress: authorize(true),
  };
}
