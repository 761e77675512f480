import { z } from 'zod';
import { versionOf } from '../version.ts';
import type { Machine } from './machine.ts';
import {
  instanceType,
  type MachineInput,
  type MachineState,
  machineFields,
  machineStateFields,
} from './machine-input.ts';
import { comingState } from './power.ts';

/** Input of `aws.ec2-resize`. */
export interface ResizeInput extends MachineInput {
  readonly instance_type: string;
  /** Whether earlier and later steps of the same plan stop and start it; else it has to be stopped. */
  readonly restarting?: boolean | null | undefined;
  /** Whether the type may be one whose price nobody knows; then the difference counts as nothing. */
  readonly accept_unknown_cost?: boolean | null | undefined;
}

/** Checks a {@link ResizeInput}. */
export const resizeInput: z.ZodType<ResizeInput> = z.strictObject({
  ...machineFields,
  instance_type: instanceType,
  restarting: z.boolean().nullish(),
  accept_unknown_cost: z.boolean().nullish(),
});

/** What a change of type saves. */
export interface ResizeSaved extends MachineState {
  readonly from: string;
  readonly to: string;
  readonly restarting: boolean;
}

/** Checks a {@link ResizeSaved}. */
export const resizeState: z.ZodType<ResizeSaved> = z.strictObject({
  ...machineStateFields,
  from: instanceType,
  to: instanceType,
  restarting: z.boolean(),
});

/** What a change of type relies on; not its state where other steps of the plan stop and start it. */
export function resizeVersion(machine: Machine, restarting: boolean): string {
  const { id, type, architecture, root } = machine;
  return versionOf(restarting ? [id, type, architecture, root] : [id, type, architecture, root, comingState(machine)]);
}
