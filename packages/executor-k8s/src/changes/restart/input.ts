import { z } from 'zod';
import { optionalText } from '../../actions/inputs.ts';
import { waitSec } from '../subject/inputs.ts';

/** Input of `kubernetes.restart`: a workload, or one pod. */
export interface RestartInput {
  readonly namespace: string | null;
  /** A name or `kind/name`; with `pod`, what the pod must belong to. */
  readonly workload: string | null;
  /** The one pod to replace; null = all pods of the workload. */
  readonly pod: string | null;
  /** How long verification waits. */
  readonly wait_sec: number;
}

/** Checks a {@link RestartInput}. */
export const restartInput: z.ZodType<RestartInput> = z.strictObject({
  namespace: optionalText,
  workload: optionalText,
  pod: optionalText,
  wait_sec: waitSec(480),
});
