import type { Action } from '@cloudops/spec';
import { analyzeNetworkAction } from './action.ts';

export type { NetworkFindingDefinition } from './draft.ts';
export type { NetworkInput, NetworkScope, NetworkSettingsInput } from './model/settings.ts';
export { networkFindings } from './registry.ts';

/** The provider's actions about network exposure. */
export const networkActions: readonly Action[] = [analyzeNetworkAction];
