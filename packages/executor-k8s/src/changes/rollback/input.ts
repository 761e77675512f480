import { z } from 'zod';
import { objectName, optionalText } from '../../actions/inputs.ts';
import { optionalCount, waitSec } from '../subject/inputs.ts';

/** Input of `kubernetes.rollback`. */
export interface RollbackInput {
  readonly namespace: string | null;
  /** A name or `kind/name`. */
  readonly workload: string;
  /** Null = the one before the present, unless `version` says which. */
  readonly revision: number | null;
  /** An image's tag that the revision runs. */
  readonly version: string | null;
  /** How long verification waits. */
  readonly wait_sec: number;
}

/** Checks a {@link RollbackInput}. */
export const rollbackInput: z.ZodType<RollbackInput> = z.strictObject({
  namespace: optionalText,
  workload: objectName,
  revision: optionalCount(1, 1_000_000_000),
  version: optionalText,
  wait_sec: waitSec(480),
});
