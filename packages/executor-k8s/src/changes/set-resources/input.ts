import { z } from 'zod';
import { objectName, optionalText } from '../../actions/inputs.ts';
import { waitSec } from '../subject/inputs.ts';

/** The two resources that can be set. */
export type ResourceName = 'cpu' | 'memory';

/** Input of `kubernetes.set-resources`; quantities as Kubernetes writes them. */
export interface ResourcesInput {
  readonly namespace: string | null;
  /** A name or `kind/name`. */
  readonly workload: string;
  /** Null where the workload has only one. */
  readonly container: string | null;
  /** Where neither request nor limit is said: those of the two that are set now, else the request. */
  readonly cpu: string | null;
  readonly memory: string | null;
  readonly requests_cpu: string | null;
  readonly limits_cpu: string | null;
  readonly requests_memory: string | null;
  readonly limits_memory: string | null;
  /** How long verification waits. */
  readonly wait_sec: number;
}

/** Checks a {@link ResourcesInput}. */
export const resourcesInput: z.ZodType<ResourcesInput> = z.strictObject({
  namespace: optionalText,
  workload: objectName,
  container: optionalText,
  cpu: optionalText,
  memory: optionalText,
  requests_cpu: optionalText,
  limits_cpu: optionalText,
  requests_memory: optionalText,
  limits_memory: optionalText,
  wait_sec: waitSec(480),
});
