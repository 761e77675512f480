import type { Analyzer } from '../../draft.ts';
import { claimClass } from './claim-class.ts';
import { claimDeletion } from './claim-deletion.ts';
import { claimVolume } from './claim-volume.ts';
import { expansion } from './expansion.ts';
import { missingClaim } from './missing-claim.ts';
import { volumeAttach } from './volume-attach.ts';

/** Analyzers of this area. */
export const storageAnalyzers: readonly Analyzer[] = [
  missingClaim,
  claimClass,
  claimVolume,
  claimDeletion,
  volumeAttach,
  expansion,
];
