import { z } from 'zod';
import { groupId } from '../group/revoke-input.ts';
import type { MachineInterface } from '../instance/machine.ts';
import { type MachineInput, type MachineState, machineFields, machineStateFields } from '../instance/machine-input.ts';
import { gone, versionOf } from '../version.ts';

/** The name of the group that is taken where none is stated. */
export const isolationName = 'cloudops-isolation';

/** Input of `aws.ec2-contain`. */
export interface ContainInput extends MachineInput {
  /** The group that isolates; null = the one of the instance's network that is named {@link isolationName}. */
  readonly group?: string | null | undefined;
}

/** Checks a {@link ContainInput}. */
export const containInput: z.ZodType<ContainInput> = z.strictObject({ ...machineFields, group: groupId.nullish() });

/** What isolating saves. */
export interface ContainSaved extends MachineState {
  readonly group: string;
  /** With their groups as they were, sorted by id. */
  readonly interfaces: readonly MachineInterface[];
}

/** Checks a {@link ContainSaved}. */
export const containState: z.ZodType<ContainSaved> = z.strictObject({
  ...machineStateFields,
  group: groupId,
  interfaces: z
    .array(
      z.strictObject({
        id: z.string().regex(/^eni-[0-9a-z]{1,17}$/),
        vpc: z.string().regex(/^vpc-[0-9a-z]{1,17}$/),
        groups: z.array(groupId).min(1),
      }),
    )
    .min(1),
});

/** The version of an interface: which instance it is on, and its groups. */
export function interfaceVersion(machine: string, one: MachineInterface | undefined): string {
  return one === undefined ? gone : versionOf([machine, one.id, [...one.groups]]);
}
