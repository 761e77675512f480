import type { Action } from '@cloudops/spec';
import { type ChangeServices, createChangeActions } from '../changes/index.ts';
import { createCostActions, createFolderCostCache } from '../cost/index.ts';
import { createMetricsAction } from '../cost/metrics/action.ts';
import { wasteActions } from '../cost/waste/index.ts';
import { networkActions } from '../network/index.ts';
import { createReviewAction } from '../network/review/index.ts';
import { compareText } from '../text/compare-text.ts';
import { createCallAction } from './call.ts';
import { createIdentityAction } from './identity.ts';
import { createListAction } from './list.ts';
import { createResolvePlacesAction } from './resolve-places.ts';

/** What actions share. Made once per provider. */
export interface ActionServices extends ChangeServices {
  /** Null = nobody keeps reviews. */
  readonly reviewFolder: string | null;
  /** Null = every answer of Cost Explorer is asked and paid anew. */
  readonly costCacheFolder: string | null;
}

/** All actions, sorted by name. */
export function createActions(services: ActionServices): readonly Action[] {
  const { session, accounts, regions, reviewFolder, costCacheFolder, priceFile } = services;
  const cache = costCacheFolder === null ? null : createFolderCostCache(costCacheFolder);
  const actions = [
    createCallAction(session),
    createIdentityAction(session),
    createListAction(session),
    createMetricsAction(session),
    createResolvePlacesAction({ session, accounts, regions }),
    createReviewAction(reviewFolder),
    ...createCostActions({ session, accounts, cache, priceFile }),
    ...createChangeActions({ session, accounts, regions, priceFile }),
    ...wasteActions,
    ...networkActions,
  ];
  return actions.sort((left, right) => compareText(left.name, right.name));
}
