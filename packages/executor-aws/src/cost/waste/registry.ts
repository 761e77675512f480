import type { WasteFindingDefinition, WasteRule } from './draft.ts';
import { burstableCredits } from './rules/burstable-credits.ts';
import { crossZoneNatRoute } from './rules/cross-zone-nat-route.ts';
import { gp2Volume } from './rules/gp2-volume.ts';
import { graviton } from './rules/graviton.ts';
import { idleClassicLoadBalancer } from './rules/idle-classic-load-balancer.ts';
import { idleConnection } from './rules/idle-connection.ts';
import { idleInstance } from './rules/idle-instance.ts';
import { idleInterfaceEndpoint } from './rules/idle-interface-endpoint.ts';
import { idleLoadBalancer } from './rules/idle-load-balancer.ts';
import { idleNatGateway } from './rules/idle-nat-gateway.ts';
import { lowUseVolume } from './rules/low-use-volume.ts';
import { missingGatewayEndpoint } from './rules/missing-gateway-endpoint.ts';
import { offHours } from './rules/off-hours.ts';
import { oldGeneration } from './rules/old-generation.ts';
import { oversizedInstance } from './rules/oversized-instance.ts';
import { provisionedIopsVolume } from './rules/provisioned-iops-volume.ts';
import { publicAddressCharge } from './rules/public-address-charge.ts';
import { redundantNatGateway } from './rules/redundant-nat-gateway.ts';
import { oldSnapshot, orphanSnapshot } from './rules/snapshot.ts';
import { stoppedInstance } from './rules/stopped-instance.ts';
import { unassociatedAddress } from './rules/unassociated-address.ts';
import { unattachedVolume } from './rules/unattached-volume.ts';
import { unusedImage } from './rules/unused-image.ts';

/** Every rule, by code. */
export const wasteRules: readonly WasteRule[] = [
  idleInstance,
  oversizedInstance,
  stoppedInstance,
  oldGeneration,
  graviton,
  burstableCredits,
  offHours,
  unattachedVolume,
  gp2Volume,
  provisionedIopsVolume,
  lowUseVolume,
  oldSnapshot,
  orphanSnapshot,
  unusedImage,
  unassociatedAddress,
  publicAddressCharge,
  idleLoadBalancer,
  idleClassicLoadBalancer,
  idleNatGateway,
  redundantNatGateway,
  crossZoneNatRoute,
  missingGatewayEndpoint,
  idleInterfaceEndpoint,
  idleConnection,
];

/** Every code that `aws.analyze-waste` reports, sorted by code. */
export const wasteFindings: readonly WasteFindingDefinition[] = wasteRules.map(({ definition }) => definition);
