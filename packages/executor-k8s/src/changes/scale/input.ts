import { z } from 'zod';
import { objectName, optionalText } from '../../actions/inputs.ts';
import { optionalCount, waitSec } from '../subject/inputs.ts';

/** Input of `kubernetes.scale`: either `replicas`, or bounds of the autoscaler. */
export interface ScaleInput {
  readonly namespace: string | null;
  /** A name or `kind/name`. */
  readonly workload: string;
  readonly replicas: number | null;
  readonly min_replicas: number | null;
  readonly max_replicas: number | null;
  /** How long verification waits. */
  readonly wait_sec: number;
}

const mostReplicas = 10_000;

/** Checks a {@link ScaleInput}. */
export const scaleInput: z.ZodType<ScaleInput> = z.strictObject({
  namespace: optionalText,
  workload: objectName,
  replicas: optionalCount(0, mostReplicas),
  min_replicas: optionalCount(0, mostReplicas),
  max_replicas: optionalCount(1, mostReplicas),
  wait_sec: waitSec(240),
});

/** Whether the autoscaler is meant, and not the workload. */
export function isAboutBounds({ min_replicas, max_replicas }: ScaleInput): boolean {
  return min_replicas !== null || max_replicas !== null;
}
