import { z } from 'zod';
import { objectName } from '../../actions/inputs.ts';
import { optionalCount, waitSec } from '../subject/inputs.ts';

/** Input of `kubernetes.drain`. */
export interface DrainInput {
  readonly node: string;
  /** Seconds a pod has to end; null = its own time. */
  readonly grace_sec: number | null;
  /** Whether pods that nobody makes anew are evicted too, and lost. */
  readonly force: boolean;
  /** How long eviction waits for budgets and ending pods, and verification for new ones. */
  readonly wait_sec: number;
}

/** Checks a {@link DrainInput}. */
export const drainInput: z.ZodType<DrainInput> = z.strictObject({
  node: objectName,
  grace_sec: optionalCount(0, 3600),
  force: z
    .boolean()
    .nullish()
    .transform((value) => value ?? false),
  wait_sec: waitSec(840),
});
