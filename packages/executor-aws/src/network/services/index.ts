import type { NetworkRule } from '../draft.ts';
import { autoAssign } from './auto-assign.ts';
import { cacheSubnet } from './cache-subnet.ts';
import { dataPlatformPublic } from './data-platform.ts';
import { eksEndpoint } from './eks-endpoint.ts';
import { flowLogs } from './flow-logs.ts';
import { instanceProfile } from './instance-profile.ts';
import { launchTemplate } from './launch-template.ts';
import { loadBalancerPort } from './load-balancer.ts';
import { peeringRoute } from './peering-route.ts';
import { otherDatabasePublic, rdsPublic } from './rds-public.ts';
import { transitGateway } from './transit-gateway.ts';

/** NET-001 to NET-012. */
export const serviceRules: readonly NetworkRule[] = [
  rdsPublic,
  otherDatabasePublic,
  cacheSubnet,
  eksEndpoint,
  dataPlatformPublic,
  loadBalancerPort,
  instanceProfile,
  launchTemplate,
  autoAssign,
  peeringRoute,
  flowLogs,
  transitGateway,
];
