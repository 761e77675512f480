import { aclRules } from './acl/index.ts';
import type { NetworkFindingDefinition, NetworkRule } from './draft.ts';
import { exposureRules } from './exposure/exposure-rules.ts';
import { hygieneRules } from './hygiene/index.ts';
import { serviceRules } from './services/index.ts';

/** Every rule of `aws.analyze-network-exposure`. */
export const networkRules: readonly NetworkRule[] = [exposureRules, ...hygieneRules, ...aclRules, ...serviceRules];

/** Every code that they report, sorted by code. */
export const networkFindings: readonly NetworkFindingDefinition[] = networkRules
  .flatMap(({ definitions }) => definitions)
  .sort((a, b) => (a.code < b.code ? -1 : 1));
