import type { Action } from '@cloudops/spec';
import { createContainAction } from './contain/contain.ts';
import { createRevokeAction } from './group/revoke.ts';
import { createDeleteGroupAction } from './group-delete/delete-group.ts';
import { createResizeAction } from './instance/resize.ts';
import { createStartAction } from './instance/start.ts';
import { createStopAction } from './instance/stop.ts';
import { createAddGatewaysAction } from './network/add-gateways.ts';
import { createMoveRouteAction } from './network/move-route.ts';
import { createRemovalActions } from './removal/index.ts';
import type { ChangeServices } from './services.ts';
import { createSnapshotAction } from './snapshot/snapshot.ts';
import { createModifyVolumeAction } from './volume/modify.ts';
import { createVolumeSnapshotAction } from './volume/snapshot-volume.ts';

/** The actions that change something. */
export function createChangeActions(services: ChangeServices): readonly Action[] {
  return [
    ...createRemovalActions(services),
    createAddGatewaysAction(services),
    createContainAction(services),
    createDeleteGroupAction(services),
    createModifyVolumeAction(services),
    createMoveRouteAction(services),
    createResizeAction(services),
    createRevokeAction(services),
    createSnapshotAction(services),
    createStartAction(services),
    createStopAction(services),
    createVolumeSnapshotAction(services),
  ];
}

export { type LocateOptions, readLocation } from './place/location.ts';
export type { ChangeServices } from './services.ts';
