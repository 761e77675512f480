import type { NetworkRule } from '../draft.ts';
import { aclOpenings, unusedAcl } from './acl-rules.ts';

/** NACL-001 to NACL-003. */
export const aclRules: readonly NetworkRule[] = [aclOpenings, unusedAcl];
