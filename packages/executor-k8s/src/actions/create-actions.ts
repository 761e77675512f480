import type { Action } from '@cloudops/spec';
import { createGetAction } from './get.ts';
import { createIdentityAction } from './identity.ts';
import { createListAction } from './list.ts';
import { createSampleMetricsAction } from './sample-metrics.ts';
import type { Services } from './services.ts';

/** All reading actions, sorted by name. */
export function createActions(services: Services): readonly Action[] {
  return [
    createGetAction(services),
    createIdentityAction(services),
    createListAction(services),
    createSampleMetricsAction(services),
  ];
}
