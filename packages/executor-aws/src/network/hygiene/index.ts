import type { NetworkRule } from '../draft.ts';
import { crossAccount } from './cross-account.ts';
import { defaultGroupInUse, defaultGroupRules } from './default-group.ts';
import { drift } from './drift.ts';
import { launchWizard } from './launch-wizard.ts';
import { noDescription } from './no-description.ts';
import { referenceToOpen } from './reference-to-open.ts';
import { restrictedEgress } from './restricted-egress.ts';
import { selfReference } from './self-reference.ts';
import { shadowedRule } from './shadowed.ts';
import { staleReference } from './stale-reference.ts';
import { tooManyRules } from './too-many-rules.ts';
import { unusedGroup } from './unused.ts';

/** SG-035 and SG-037 to SG-048. */
export const hygieneRules: readonly NetworkRule[] = [
  restrictedEgress,
  defaultGroupRules,
  defaultGroupInUse,
  unusedGroup,
  staleReference,
  crossAccount,
  selfReference,
  referenceToOpen,
  launchWizard,
  tooManyRules,
  shadowedRule,
  noDescription,
  drift,
];
