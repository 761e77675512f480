import type { PathPart } from '../../value/read.ts';
import { listAt, textAt } from '../../value/read.ts';
import type { NetworkRule } from '../draft.ts';
import { cite, type Item } from '../model/item.ts';
import { serviceDraft } from './service-draft.ts';

const gone: ReadonlySet<string> = new Set(['terminated', 'shutting-down']);

function publicAddressPath({ raw }: Item): readonly PathPart[] | null {
  if (textAt(raw, 'PublicIpAddress') !== '') return ['PublicIpAddress'];
  const index = listAt(raw, 'NetworkInterfaces').findIndex((one) => textAt(one, 'Association', 'PublicIp') !== '');
  return index < 0 ? null : ['NetworkInterfaces', index, 'Association', 'PublicIp'];
}

/** NET-007: who takes over a public machine gets its role. */
export const instanceProfile: NetworkRule = {
  definitions: [
    {
      code: 'NET-007',
      title: 'Public instance holds a role',
      role: 'fault',
      severity: 'high',
      decided:
        'The instance has a public IPv4 address on any of its interfaces and an instance profile. Terminated instances are left out.',
      remedy:
        'Put it behind a load balancer in a private subnet; else keep the role to what it needs and require IMDSv2 with a hop limit of 1.',
      source: 'Prowler ec2_instance_internet_facing_with_instance_profile',
    },
  ],
  inspect: ({ snapshot }) => ({
    drafts: snapshot.items('instances').flatMap((item) => {
      const profile = textAt(item.raw, 'IamInstanceProfile', 'Arn');
      const path = publicAddressPath(item);
      if (profile === '' || path === null || gone.has(textAt(item.raw, 'State', 'Name'))) return [];
      return [
        serviceDraft(item, {
          code: 'NET-007',
          kind: 'Instance',
          name: textAt(item.raw, 'InstanceId'),
          severity: 'high',
          title: 'Public instance holds a role',
          detail: 'It has a public address and an instance profile: who takes over the machine acts with its role.',
          evidence: [cite(item, ...path), cite(item, 'IamInstanceProfile', 'Arn')],
          data: { vpc_id: textAt(item.raw, 'VpcId'), public_ip: textAt(item.raw, ...path), instance_profile: profile },
        }),
      ];
    }),
  }),
};
