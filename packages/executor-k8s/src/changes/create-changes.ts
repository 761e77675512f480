import type { Action } from '@cloudops/spec';
import type { ChangeServices } from './change-services.ts';
import { createCordonChange } from './cordon/cordon.ts';
import { createRestartChange } from './restart/restart.ts';
import { createScaleChange } from './scale/scale.ts';

/** All actions that change something, sorted by name. */
export function createChanges(services: ChangeServices): readonly Action[] {
  return [createCordonChange(services), createRestartChange(services), createScaleChange(services)];
}
