import type { Action } from '@cloudops/spec';
import type { ChangeServices } from '../services.ts';
import { volumeKind } from '../volume/volume-kind.ts';
import type { RemovalKind } from './kind.ts';
import { addressKind } from './kinds/address.ts';
import { endpointKind } from './kinds/endpoint.ts';
import { attachmentKind, natGatewayKind, vpnKind } from './kinds/gateway.ts';
import { imageKind } from './kinds/image.ts';
import { classicLoadBalancerKind, loadBalancerKind } from './kinds/load-balancer.ts';
import { snapshotKind } from './kinds/snapshot.ts';
import { createRemovalAction } from './removal.ts';

/** Every kind of thing that is removed by one call, by name. */
export const removalKinds: readonly RemovalKind[] = [
  addressKind,
  attachmentKind,
  classicLoadBalancerKind,
  endpointKind,
  imageKind,
  loadBalancerKind,
  natGatewayKind,
  snapshotKind,
  volumeKind,
  vpnKind,
];

/** The actions that remove things. */
export function createRemovalActions(services: ChangeServices): readonly Action[] {
  return removalKinds.map((kind) => createRemovalAction(services, kind));
}
