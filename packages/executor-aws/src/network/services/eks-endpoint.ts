import { isTrueAt, listAt, textAt, valueAt } from '../../value/read.ts';
import type { NetworkRule } from '../draft.ts';
import { toAddresses } from '../exposure/source.ts';
import { cite, type Item } from '../model/item.ts';
import { serviceDraft } from './service-draft.ts';

/** DescribeCluster answers `{ cluster }`; a step may have taken that level off. */
function rootOf({ raw }: Item): readonly string[] {
  return valueAt(raw, 'cluster') === undefined ? [] : ['cluster'];
}

function isOpen(item: Item): boolean {
  const config = [...rootOf(item), 'resourcesVpcConfig'];
  if (!isTrueAt(item.raw, ...config, 'endpointPublicAccess')) return false;
  const cidrs = listAt(item.raw, ...config, 'publicAccessCidrs').filter((cidr) => typeof cidr === 'string');
  // EKS takes a list that nobody gave for everybody.
  const { ipv4, ipv6 } = toAddresses(cidrs.length === 0 ? ['0.0.0.0/0'] : cidrs);
  return ipv4.class === 'any' || ipv6.class === 'any';
}

/** NET-004: a Kubernetes API endpoint that everybody can reach. */
export const eksEndpoint: NetworkRule = {
  definitions: [
    {
      code: 'NET-004',
      title: 'Kubernetes API endpoint is open to everybody',
      role: 'fault',
      severity: 'high',
      decided:
        'The EKS cluster has public endpoint access, and its public access CIDRs, merged, cover everybody by IPv4 or IPv6. An empty list means everybody.',
      remedy: 'Turn public access off and use the private endpoint, or list the networks that administer the cluster.',
      source: 'Prowler eks_cluster_not_publicly_accessible',
    },
  ],
  inspect: ({ snapshot }) => ({
    drafts: snapshot
      .items('eks')
      .filter(isOpen)
      .map((item) => {
        const root = rootOf(item);
        const config = [...root, 'resourcesVpcConfig'];
        return serviceDraft(item, {
          code: 'NET-004',
          kind: 'EKSCluster',
          name: textAt(item.raw, ...root, 'name'),
          severity: 'high',
          title: 'Kubernetes API endpoint is open to everybody',
          detail: 'Everybody can send requests to the API server; only its authentication stands before the cluster.',
          evidence: [cite(item, ...config, 'endpointPublicAccess'), cite(item, ...config, 'publicAccessCidrs')],
          data: {
            vpc_id: textAt(item.raw, ...config, 'vpcId'),
            private_access: isTrueAt(item.raw, ...config, 'endpointPrivateAccess'),
            reachable: true,
          },
        });
      }),
  }),
};
