import {
  type ChangeSighting,
  type ChangeVerification,
  changeSightingSchema,
  changeVerificationSchema,
  type Observation,
  observationSchema,
} from '@cloudops/spec';
import type { Call } from './call.ts';
import { type Change, noStop, type Stop } from './change.ts';

/** Looking must not take as long as a slow change may. */
const longestLookSec = 30;

const isText = (output: unknown): output is string => typeof output === 'string';

const isObservation = (output: unknown): output is Observation => observationSchema.safeParse(output).success;

const isVerification = (output: unknown): output is ChangeVerification =>
  changeVerificationSchema.safeParse(output).success;

/** The call that reads what would be touched. */
export function observeCall({ bound, protocol, input }: Change, stop: Stop): Call<Observation> {
  return {
    name: 'doObserve',
    stop,
    timeoutSec: bound.step.timeout_sec,
    isOutput: isObservation,
    run: async (context) => protocol.doObserve(input, context),
  };
}

/** The call that asks the cloud whether it would accept the change. */
export function dryRunCall({ bound, protocol, input }: Change, before: Observation, stop: Stop): Call<string> {
  return {
    name: 'doDryRun',
    stop,
    timeoutSec: bound.step.timeout_sec,
    isOutput: isText,
    run: async (context) => protocol.doDryRun(input, before, context),
  };
}

/** The call that makes the change. */
export function changeCall({ bound, protocol, input }: Change, before: Observation, stop: Stop): Call<string> {
  return {
    name: 'doChange',
    stop,
    timeoutSec: bound.step.timeout_sec,
    isOutput: isText,
    run: async (context) => protocol.doChange(input, before, context),
  };
}

/** The call that reads where the world stands; nothing interrupts it. */
export function lookCall({ bound, protocol, input }: Change, before: Observation): Call<ChangeSighting> {
  return {
    name: 'doLook',
    stop: noStop,
    timeoutSec: Math.min(bound.step.timeout_sec, longestLookSec),
    isOutput: (output): output is ChangeSighting => {
      const checked = changeSightingSchema.safeParse(output);
      return checked.success && checked.data.versions.length === before.objects.length;
    },
    run: async (context) => protocol.doLook(input, before, context),
  };
}

/** The call that waits for the change's effect. */
export function verifyCall(
  { bound, protocol, input }: Change,
  before: Observation,
  stop: Stop,
): Call<ChangeVerification> {
  return {
    name: 'doVerify',
    stop,
    timeoutSec: bound.step.timeout_sec,
    isOutput: isVerification,
    run: async (context) => protocol.doVerify(input, before, context),
  };
}

/** The call that takes the change back; nothing interrupts it. */
export function undoCall({ bound, protocol, input }: Change, before: Observation): Call<string> {
  return {
    name: 'doUndo',
    stop: noStop,
    timeoutSec: bound.step.timeout_sec,
    isOutput: isText,
    run: async (context) => protocol.doUndo(input, before, context),
  };
}
