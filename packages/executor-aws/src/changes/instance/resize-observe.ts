import type { ActionContext, Evidence, Observation } from '@cloudops/spec';
import { readAll } from '../call/read.ts';
import { failureOf, present, refused, type Unknown } from '../reason.ts';
import { resourceIn } from '../resource.ts';
import type { ChangeServices } from '../services.ts';
import { type FoundMachine, findMachine } from './find-machine.ts';
import { openPrices, priceOf, tellPrice, unpriced } from './price.ts';
import { type ResizeInput, type ResizeSaved, resizeVersion } from './resize-state.ts';
import { notesOfType, objectionToType } from './type-fit.ts';
import { readTypes } from './types.ts';

interface Cost {
  readonly cents: number;
  readonly told: string;
}

/** The difference, once it runs: what is stopped has no hours that are paid for. */
async function costOf(
  services: ChangeServices,
  { place: { region }, machine }: FoundMachine,
  request: ResizeInput,
): Promise<Evidence<Cost>> {
  const book = await openPrices(services.priceFile);
  if (book.status !== 'present') return failureOf(book, 'prices');
  const then = priceOf(book.output, region, machine, request.instance_type);
  const now = priceOf(book.output, region, machine, machine.type);
  // Two regions' prices side by side would not be a difference of anything.
  if (then !== null && now !== null && then.region === now.region) {
    const cents = then.cents - now.cents;
    const told = `${cents < 0 ? 'saves' : 'costs'} ${tellPrice({ ...then, cents }, region)}${cents < 0 ? '' : ' more'} while it runs`;
    return present({ cents: request.restarting === true ? cents : 0, told });
  }
  if (request.accept_unknown_cost !== true)
    return unpriced(machine, then === null ? request.instance_type : machine.type);
  return present({ cents: 0, told: 'what it costs more or less is not known, and counts as nothing here' });
}

/** A type that a region has is not in each of its zones. */
async function objectionOfZone(
  { session }: ChangeServices,
  { place, machine: { zone, id } }: FoundMachine,
  type: string,
  context: ActionContext,
): Promise<Unknown | null> {
  const reading = {
    operation: 'DescribeInstanceTypeOfferings',
    items: 'InstanceTypeOfferings',
    key: 'Location',
    input: {
      LocationType: 'availability-zone',
      Filters: [
        { Name: 'instance-type', Values: [type] },
        { Name: 'location', Values: [zone] },
      ],
    },
  };
  const offered = await readAll(session, place, reading, context);
  if (offered.status !== 'present') return failureOf(offered, 'what the zone offers');
  return offered.output.length > 0 ? null : refused(`${zone}, where ${id} is, has no ${type}`, 'another type');
}

async function objectionTo(
  services: ChangeServices,
  found: FoundMachine,
  request: ResizeInput,
  context: ActionContext,
): Promise<Unknown | null> {
  const { id, state, tenancy, lifecycle } = found.machine;
  if (request.restarting !== true && state !== 'stopped')
    return refused(`${id} is ${state}: only a stopped instance takes another type`, `${id} stopped first`);
  if (lifecycle === 'spot') return refused(`${id} is a spot instance: its type is what its request says`);
  if (tenancy === 'host') return refused(`${id} is on a dedicated host, which decides which types fit`);
  return objectionOfZone(services, found, request.instance_type, context);
}

/** Looks at the instance, at both types, and at what the difference costs. */
export async function observeResize(
  services: ChangeServices,
  request: ResizeInput,
  context: ActionContext,
): Promise<Evidence<Observation>> {
  const found = await findMachine(services, request, context);
  if (found.status !== 'present') return failureOf(found, request.instance);
  const { place, machine } = found.output;
  const wanted = request.instance_type;
  if (machine.type === wanted)
    return present(toObservation(found.output, request, { effects: [], cents: 0, inPlace: true }));
  const types = await readTypes(services.session, place, [machine.type, wanted], context);
  if (types.status !== 'present') return failureOf(types, wanted);
  const to = types.output.get(wanted);
  if (to === undefined) return refused(`${place.region} has no instance type ${wanted}`, 'a type that it has');
  const objection = objectionToType(machine, to) ?? (await objectionTo(services, found.output, request, context));
  if (objection !== null) return objection;
  const cost = await costOf(services, found.output, request);
  if (cost.status !== 'present') return failureOf(cost, 'its cost');
  const { cents, told } = cost.output;
  const effects = [`type: ${machine.type} → ${wanted}`, ...notesOfType(types.output.get(machine.type), to), told];
  return present(toObservation(found.output, request, { effects, cents, inPlace: false }));
}

function toObservation(
  { place, machine }: FoundMachine,
  request: ResizeInput,
  {
    effects,
    cents,
    inPlace,
  }: { readonly effects: readonly string[]; readonly cents: number; readonly inPlace: boolean },
): Observation {
  const restarting = request.restarting === true;
  const state: ResizeSaved = { place, id: machine.id, from: machine.type, to: request.instance_type, restarting };
  const version = resizeVersion(machine, restarting);
  return {
    objects: [{ resource: resourceIn(place, 'Instance', machine.id), version, effects }],
    state: state as unknown as Observation['state'],
    blast_radius: 1,
    monthly_cents: cents,
    in_place: inPlace,
    undo: inPlace ? null : `It becomes ${machine.type} again, while it is stopped.`,
  };
}
