import type { Action } from '@cloudops/spec';
import type { ChangeServices } from './change-services.ts';
import { createCordonChange } from './cordon/cordon.ts';
import { createDrainChange } from './drain/drain.ts';
import { createRestartChange } from './restart/restart.ts';
import { createRollbackChange } from './rollback/rollback.ts';
import { createScaleChange } from './scale/scale.ts';
import { createSetResourcesChange } from './set-resources/set-resources.ts';

/** All actions that change something, sorted by name. */
export function createChanges(services: ChangeServices): readonly Action[] {
  return [
    createCordonChange(services),
    createDrainChange(services),
    createRestartChange(services),
    createRollbackChange(services),
    createScaleChange(services),
    createSetResourcesChange(services),
  ];
}
