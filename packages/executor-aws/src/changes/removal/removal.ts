import {
  type Action,
  type ActionContext,
  type ChangeSighting,
  type ChangeVerification,
  defineChange,
  type Evidence,
  type Json,
  type Observation,
} from '@cloudops/spec';
import { z } from 'zod';
import { toCents } from '../../cost/prices/price-book.ts';
import type { Place } from '../../listing/listing.ts';
import { dryRun } from '../call/dry-run.ts';
import { readOne } from '../call/read.ts';
import { sendChange } from '../call/send.ts';
import { waitFor } from '../call/wait.ts';
import { openPrices } from '../instance/price.ts';
import { findPlace } from '../place/find-place.ts';
import { type PlaceInput, placeFields, placeSchema } from '../place/place-input.ts';
import { placeRights } from '../place/rights.ts';
import { createProtocol, type Scene } from '../protocol.ts';
import { failureOf, present, refused, stale, unknown } from '../reason.ts';
import { resourceIn } from '../resource.ts';
import type { ChangeServices } from '../services.ts';
import { gone, versionOf } from '../version.ts';
import type { Asking, RemovalKind, Subject } from './kind.ts';

/** Input of a removal. */
interface RemovalInput extends PlaceInput {
  readonly resource: string;
}

interface RemovalSaved {
  readonly place: Place;
  readonly id: string;
  /** As it was. */
  readonly item: Json;
}

type RemovalScene = Scene<RemovalInput, RemovalSaved>;

/** One kind's removal, over one session. */
class Removal {
  readonly #services: ChangeServices;
  readonly #kind: RemovalKind;

  constructor(services: ChangeServices, kind: RemovalKind) {
    this.#services = services;
    this.#kind = kind;
  }

  #asking(context: ActionContext): Asking {
    return { session: this.#services.session, context };
  }

  /** The thing by its id; absent when it is gone or going. */
  async #read({ place, id }: Pick<Subject, 'place' | 'id'>, context: ActionContext): Promise<Evidence<Json>> {
    const item = await readOne(this.#services.session, place, this.#kind.reading(id), context);
    if (item.status === 'present' && this.#kind.isGone(item.output)) return { status: 'absent' };
    // Some services answer with an error where others answer with an empty list.
    if (item.status === 'unknown' && item.reason.kind === 'not-found') return { status: 'absent' };
    return item;
  }

  async observe(input: RemovalInput, context: ActionContext): Promise<Evidence<Observation>> {
    const { kind, reading, isGone } = this.#kind;
    const wanted = { what: `${kind} ${input.resource}`, ...reading(input.resource) };
    const found = await findPlace(this.#services, input, wanted, context);
    if (found.status !== 'present') return failureOf(found, input.resource);
    const subject: Subject = { ...found.output, id: input.resource };
    if (isGone(subject.item)) return unknown('not-found', `${subject.id} is gone already`);
    const objection = await this.#kind.objection?.(subject, this.#asking(context));
    if (objection !== null && objection !== undefined) return objection;
    const book = await openPrices(this.#services.priceFile);
    if (book.status !== 'present') return failureOf(book, 'prices');
    const micros = this.#kind.monthlyMicros(subject.item, subject.place.region, book.output);
    return present(this.#toObservation(subject, micros === null ? null : toCents(micros)));
  }

  #toObservation({ place, id, item }: Subject, cents: number | null): Observation {
    const saved = cents === null ? 'what it saves is not known' : `saves $${(cents / 100).toFixed(2)} a month`;
    const { kind, effects, reliedOn, again } = this.#kind;
    const state: RemovalSaved = { place, id, item };
    return {
      objects: [
        {
          resource: resourceIn(place, kind, id),
          version: versionOf(reliedOn(item)),
          effects: [...effects(item), saved],
        },
      ],
      state: state as unknown as Observation['state'],
      blast_radius: 1,
      monthly_cents: cents === null ? 0 : -cents,
      in_place: false,
      undo: again?.told ?? null,
    };
  }

  async dryRun({ state, context }: RemovalScene): Promise<Evidence<string>> {
    const call = this.#kind.removeCall(state);
    if (!this.#kind.hasDryRun)
      return present(`AWS has no test of ${call.operation}: whether it is allowed shows when it is done`);
    return dryRun(this.#services.session, [call], context);
  }

  async change({ state, before, context }: RemovalScene): Promise<Evidence<string>> {
    const { id, place } = state;
    const now = await this.#read(state, context);
    if (now.status === 'absent') return stale(`${id} is gone`);
    if (now.status !== 'present') return failureOf(now, id);
    if (versionOf(this.#kind.reliedOn(now.output)) !== before.objects[0]?.version)
      return stale(`${id} has changed since`);
    const subject = { id, place, item: now.output };
    const objection = await this.#kind.objection?.(subject, this.#asking(context));
    if (objection !== null && objection !== undefined) return stale(objection.reason.message);
    const notYet = await this.#kind.notYet?.(subject, this.#asking(context));
    if (notYet !== null && notYet !== undefined) return notYet;
    const outcome = await sendChange(this.#services.session, this.#kind.removeCall(subject), context);
    if (outcome.kind === 'failed') return { status: 'unknown', reason: outcome.reason };
    const failure = this.#kind.failureIn?.(outcome.answer) ?? null;
    return failure === null ? present(`${id} is being removed`) : refused(failure);
  }

  async look({ state, context }: RemovalScene): Promise<Evidence<ChangeSighting>> {
    const { id } = state;
    const byId = await this.#read(state, context);
    const now = byId.status === 'absent' ? await this.#findLike(state, context) : byId;
    if (now.status === 'absent') return present({ state: 'after', versions: [gone], message: `${id} is gone` });
    if (now.status !== 'present') return failureOf(now, id);
    const version = versionOf(this.#kind.reliedOn(now.output));
    const isSame = version === versionOf(this.#kind.reliedOn(state.item));
    const message = isSame ? `${id} is there` : `${id} is there, and not as it was`;
    return present({ state: isSame ? 'before' : 'other', versions: [version], message });
  }

  async #findLike(state: RemovalSaved, context: ActionContext): Promise<Evidence<Json>> {
    return (await this.#kind.again?.findLike(state, this.#asking(context))) ?? { status: 'absent' };
  }

  async verify({ state, context }: RemovalScene): Promise<Evidence<ChangeVerification>> {
    const read = async (): Promise<Evidence<boolean>> => {
      const now = await this.#read(state, context);
      return now.status === 'unknown' ? failureOf(now, state.id) : present(now.status === 'absent');
    };
    const waiting = { what: `${state.id} to be gone`, everyMs: 5000, mostMs: 300_000, read };
    const seen = await waitFor({ ...waiting, isDone: (isGone: boolean) => isGone }, context);
    if (seen.status !== 'present') return failureOf(seen, state.id);
    const message = `${state.id} is ${seen.output ? 'gone' : 'still there'}`;
    return present({ outcome: seen.output ? 'healed' : 'not-healed', message });
  }

  async undo({ state, context }: RemovalScene): Promise<Evidence<string>> {
    const { again } = this.#kind;
    if (again === undefined) return refused(`${state.id} cannot be made again`);
    const there = await this.#read(state, context);
    const now = there.status === 'absent' ? await this.#findLike(state, context) : there;
    if (now.status === 'present') return present(`${state.id}, or one like it, is there`);
    if (now.status === 'unknown') return failureOf(now, state.id);
    const call = await again.call(state, this.#asking(context));
    if (call.status !== 'present') return failureOf(call, state.id);
    const outcome = await sendChange(this.#services.session, call.output, context);
    if (outcome.kind === 'failed') return { status: 'unknown', reason: outcome.reason };
    return present(`one like ${state.id} was made`);
  }
}

/** Makes the action that removes things of a kind. */
export function createRemovalAction(services: ChangeServices, kind: RemovalKind): Action {
  const removal = new Removal(services, kind);
  const id = z.string().max(255).regex(kind.pattern, `must be such as ${kind.example}`);
  const state: z.ZodType<RemovalSaved> = z.strictObject({ place: placeSchema, id, item: z.json() as z.ZodType<Json> });
  return defineChange<RemovalInput>({
    name: kind.name,
    description: kind.description,
    risk: 'delete',
    input: z.strictObject({ resource: id, ...placeFields }),
    estimatedSec: 30,
    estimatedCostUsd: 0,
    permissions: (input) => [...placeRights(services, input), ...kind.rights(input, input.resource)],
    change: createProtocol<RemovalInput, RemovalSaved>({
      state,
      observe: (input, context) => removal.observe(input, context),
      dryRun: (scene) => removal.dryRun(scene),
      change: (scene) => removal.change(scene),
      look: (scene) => removal.look(scene),
      verify: (scene) => removal.verify(scene),
      undo: (scene) => removal.undo(scene),
    }),
  });
}
