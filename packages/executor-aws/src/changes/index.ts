import type { Action } from '@cloudops/spec';
import { createContainAction } from './contain/contain.ts';
import { createRevokeAction } from './group/revoke.ts';
import { createResizeAction } from './instance/resize.ts';
import { createStartAction } from './instance/start.ts';
import { createStopAction } from './instance/stop.ts';
import type { ChangeServices } from './services.ts';

/** The actions that change something. */
export function createChangeActions(services: ChangeServices): readonly Action[] {
  return [
    createContainAction(services),
    createResizeAction(services),
    createRevokeAction(services),
    createStartAction(services),
    createStopAction(services),
  ];
}

export { type LocateOptions, readLocation } from './place/location.ts';
export type { ChangeServices } from './services.ts';
