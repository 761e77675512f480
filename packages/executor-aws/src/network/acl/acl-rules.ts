import type { EvidenceRef } from '@cloudops/spec';
import { isTrueAt, listAt, textAt } from '../../value/read.ts';
import { covers, intersect } from '../address/interval-set.ts';
import type { Draft, NetworkRule } from '../draft.ts';
import { draft } from '../draft.ts';
import type { Item } from '../model/item.ts';
import { cite } from '../model/item.ts';
import type { NetworkModel } from '../model/model.ts';
import { indexBy } from '../model/topology.ts';
import { portSet, portsText, toRanges } from '../ports/port-set.ts';
import { type AclOpening, openings } from './evaluate.ts';

const adminPorts = portSet(22, 3389);
/** Nothing can listen on port 0, so it need not be open. */
const allTcpPorts = portSet([1, 65_535]);

/** ACLs of the accounts that were read; a shared subnet shows its owner's ACL to others too. */
function ownAcls({ snapshot }: NetworkModel): readonly Item[] {
  return [...indexBy(snapshot.items('acls'), 'NetworkAclId').values()];
}

function isAssociated(acl: Item): boolean {
  return listAt(acl.raw, 'Associations').length > 0;
}

function aclDraft(acl: Item, parts: Pick<Draft, 'code' | 'severity' | 'title' | 'detail'> & Partial<Draft>): Draft {
  const id = textAt(acl.raw, 'NetworkAclId');
  const { data = {}, evidence = [], ...rest } = parts;
  return draft({
    subject: { account: acl.account, region: acl.region, kind: 'NetworkAcl', name: id },
    ...rest,
    evidence: [cite(acl, 'NetworkAclId'), ...evidence],
    data: {
      account: acl.account,
      region: acl.region,
      vpc_id: textAt(acl.raw, 'VpcId'),
      network_acl_id: id,
      is_default: isTrueAt(acl.raw, 'IsDefault'),
      subnets: listAt(acl.raw, 'Associations')
        .map((association) => textAt(association, 'SubnetId'))
        .sort(),
      ...data,
    },
  });
}

function citeEntries(acl: Item, found: readonly AclOpening[]): readonly EvidenceRef[] {
  const indexes = new Set(found.flatMap(({ entries }) => entries.map(({ index }) => index)));
  return [...indexes].sort((a, b) => a - b).map((index) => cite(acl, 'Entries', index));
}

function openingText({ family, protocol, ports }: AclOpening): string {
  return `${protocol.toUpperCase()} ${portsText(ports)} over ${family === 'ipv4' ? 'IPv4' : 'IPv6'}`;
}

function openingData(
  found: readonly AclOpening[],
): readonly { family: string; protocol: string; ports: readonly (readonly number[])[] }[] {
  return found.map(({ family, protocol, ports }) => ({ family, protocol, ports: toRanges(ports) }));
}

/** NACL-001, or NACL-002 which implies it: what an ACL effectively lets in from everybody. */
function judge(acl: Item, { settings }: NetworkModel): readonly Draft[] {
  const all = openings(acl.raw);
  const whole = all.filter(({ protocol, ports }) => protocol === 'tcp' && covers(ports, allTcpPorts));
  const admin = all
    .map((opening) => ({ ...opening, ports: intersect(opening.ports, adminPorts) }))
    .filter(({ ports }) => ports.length > 0);
  const severity = isAssociated(acl) ? 'medium' : 'low';
  const id = textAt(acl.raw, 'NetworkAclId');
  // Who asks for NACL-001 alone must not lose it to the code that implies it.
  const isWanted = settings.rules?.has('NACL-002') ?? true;
  if (isWanted && whole.length > 0 && !isTrueAt(acl.raw, 'IsDefault')) {
    return [
      aclDraft(acl, {
        code: 'NACL-002',
        also: ['NACL-001'],
        severity,
        title: 'Network ACL lets in all TCP from everybody',
        detail: `${id} effectively allows ${whole.map(openingText).join(' and ')}; no earlier entry denies any of it.`,
        evidence: citeEntries(acl, whole),
        data: { openings: openingData(whole) },
      }),
    ];
  }
  if (admin.length === 0) return [];
  return [
    aclDraft(acl, {
      code: 'NACL-001',
      severity,
      title: 'Network ACL lets in SSH or RDP from everybody',
      detail: `${id} effectively allows ${admin.map(openingText).join(' and ')}; no earlier entry denies it.`,
      evidence: citeEntries(acl, admin),
      data: { openings: openingData(admin) },
    }),
  ];
}

/** NACL-001 and NACL-002: what a network ACL effectively lets in, entries evaluated in order. */
export const aclOpenings: NetworkRule = {
  definitions: [
    {
      code: 'NACL-001',
      title: 'Network ACL lets in SSH or RDP from everybody',
      role: 'fault',
      severity: 'medium',
      decided:
        'With the inbound entries evaluated in order, so that a deny counts before a later allow, TCP or UDP 22 or 3389 is allowed from everybody by IPv4 or IPv6, in one entry or in several. Low while the ACL is associated with no subnet.',
      remedy: 'Put a deny with a lower number before the allow, or narrow the allow to the networks that administer.',
      source: 'AWS EC2.21; CIS 5.2; Prowler, which passes split /1 halves; Turbot, which ignores order',
    },
    {
      code: 'NACL-002',
      title: 'Network ACL lets in all TCP from everybody',
      role: 'fault',
      severity: 'medium',
      decided:
        'With the inbound entries evaluated in order, all TCP ports (1-65535) are allowed from everybody by IPv4 or IPv6 in an ACL that somebody made. The default ACL is left out: AWS makes it so. Implies NACL-001.',
      remedy: 'Allow the ports that the subnets serve and the ephemeral ports of answers, and nothing else.',
      source: 'Prowler ec2_networkacl_allow_ingress_any_port, which passes tcp 0-65535',
    },
  ],
  inspect: (model) => ({ drafts: ownAcls(model).flatMap((acl) => judge(acl, model)) }),
};

/** NACL-003: an ACL that guards no subnet. */
export const unusedAcl: NetworkRule = {
  definitions: [
    {
      code: 'NACL-003',
      title: 'Network ACL guards no subnet',
      role: 'fault',
      severity: 'low',
      decided: 'The ACL is not its VPC’s default one and is associated with no subnet.',
      remedy: 'Delete it, or associate it with the subnets that it was made for.',
      source: 'AWS EC2.16; Prowler ec2_networkacl_unused',
    },
  ],
  inspect: (model) => ({
    drafts: ownAcls(model)
      .filter((acl) => !isTrueAt(acl.raw, 'IsDefault') && !isAssociated(acl))
      .map((acl) =>
        aclDraft(acl, {
          code: 'NACL-003',
          severity: 'low',
          title: 'Network ACL guards no subnet',
          detail: `${textAt(acl.raw, 'NetworkAclId')} of ${textAt(acl.raw, 'VpcId')} is associated with no subnet, so its entries decide nothing.`,
          evidence: [cite(acl, 'Associations')],
        }),
      ),
  }),
};
