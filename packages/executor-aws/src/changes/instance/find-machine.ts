import type { ActionContext, Evidence } from '@cloudops/spec';
import type { Place } from '../../listing/listing.ts';
import { findPlace } from '../place/find-place.ts';
import { failureOf, present, refused } from '../reason.ts';
import type { ChangeServices } from '../services.ts';
import { type Machine, toMachine, wantedMachine } from './machine.ts';
import type { MachineInput } from './machine-input.ts';

/** An instance that is not ending, and where it is. */
export interface FoundMachine {
  readonly place: Place;
  readonly machine: Machine;
}

/** Finds the instance of a change. One that ends or has ended is none. */
export async function findMachine(
  services: ChangeServices,
  input: MachineInput,
  context: ActionContext,
): Promise<Evidence<FoundMachine>> {
  const found = await findPlace(services, input, wantedMachine(input.instance), context);
  if (found.status !== 'present') return failureOf(found, input.instance);
  const { place, item } = found.output;
  const machine = toMachine(item);
  const isEnding = machine.state === 'terminated' || machine.state === 'shutting-down';
  if (isEnding) return refused(`${machine.id} is ${machine.state}: what is terminated does not come back`);
  return present({ place, machine });
}
