import { z } from 'zod';
import type { Evidence } from './evidence.ts';
import type { Json } from './json.ts';
import type { ActionContext } from './provider.ts';
import { type ResourceRef, resourceRefSchema } from './resource.ts';

/** One thing that a change touches, as seen before it. */
export interface ObservedObject {
  readonly resource: ResourceRef;
  /**
   * Moves when, and only when, something moves that the change relies on: such as a digest of the object's uid and spec.
   * Not a `resourceVersion`, which every status report moves. A plan is stale when it differs.
   */
  readonly version: string;
  /** What will be different, for a person, such as `replicas: 2 → 5`. May hold text from the cloud. */
  readonly effects: readonly string[];
}

/** What a change would touch, and everything that is needed to make it, to recognise it and to take it back. */
export interface Observation {
  /** What is written to, sorted by kind, namespace and name; never empty. */
  readonly objects: readonly ObservedObject[];
  /** The state before, as the provider needs it for its own later calls; kept as evidence. */
  readonly state: Json;
  /** How many things feel the change, those written to included: pods that restart, instances that stop. */
  readonly blast_radius: number;
  /** What it adds to the monthly bill, in whole US cents; negative where it saves, 0 where the cloud does not bill it. */
  readonly monthly_cents: number;
  /** Whether the wanted state is there already: then nothing is done. */
  readonly in_place: boolean;
  /** How it is taken back, in a sentence; null when it cannot be. */
  readonly undo: string | null;
}

/** Where the world stands between before and after one change. */
export interface ChangeSighting {
  /** `other` = neither: somebody else was there too, or only a part took effect. */
  readonly state: 'before' | 'after' | 'other';
  /** The observed objects as they are now, in the same order; one that is gone has the version `gone`. */
  readonly versions: readonly string[];
  /** One sentence for a person. */
  readonly message: string;
}

/** Whether what the change was for has come about. */
export interface ChangeVerification {
  /** `healed`: the wanted state works. `not-healed`: it was waited for, in vain. */
  readonly outcome: 'healed' | 'not-healed';
  /** One sentence for a person, with what was seen. */
  readonly message: string;
}

/** Names one change, for providers that mark what they touch. */
export interface ChangeMark {
  /** `<run id>/<step id>`, or `preview` where nothing will be changed. */
  readonly id: string;
  readonly planId: string;
}

/**
 * How one change is made so that it can be trusted. The executor calls, in this order: `doObserve` (again, and compares with
 * the plan), `doDryRun`, `doChange`, `doVerify`; after an answer that was lost, `doLook`; to take it back, `doUndo`, then
 * `doLook`. Each has the step's time-out. Expected failures are `unknown` with a reason; throwing is for bugs.
 */
export interface ChangeProtocol<Input = unknown> {
  /** Reads what would be touched. Changes nothing; may be called any number of times. `absent`: there is nothing to change. */
  doObserve(input: Input, context: ActionContext): Promise<Evidence<Observation>>;
  /**
   * Asks the cloud whether it would accept the change: rights, admission, the cloud's own dry run. Changes nothing.
   * `present` says in a sentence what was asked; `unknown` with reason `denied` or `invalid` says what stands against it.
   */
  doDryRun(input: Input, before: Observation, context: ActionContext): Promise<Evidence<string>>;
  /**
   * Makes the change, on condition that `before` still holds, by the service's own precondition. Called once; never called
   * again unless the answer is `unknown` with reason `stale`, which promises that nothing was done.
   */
  doChange(input: Input, before: Observation, context: ActionContext): Promise<Evidence<string>>;
  /** Reads where the world stands. Changes nothing. */
  doLook(input: Input, before: Observation, context: ActionContext): Promise<Evidence<ChangeSighting>>;
  /** Waits, by the context's clock and signal, until the change has had its effect, or it is clear that it will not. */
  doVerify(input: Input, before: Observation, context: ActionContext): Promise<Evidence<ChangeVerification>>;
  /**
   * Puts back what `before` holds, as far as it can be. Called once; the answer says in a sentence what was put back. `unknown`
   * with reason `invalid` where it cannot be taken back, saying why.
   */
  doUndo(input: Input, before: Observation, context: ActionContext): Promise<Evidence<string>>;
}

/** How far a change came. */
export type ChangeState =
  /** The wanted state was there before; nothing was done. */
  | 'in-place'
  /** Done, and seen to be. */
  | 'changed'
  /** Nothing was done: refused, stale, or an earlier step failed. */
  | 'not-done'
  /** Done, then taken back, and seen to be. */
  | 'undone'
  /** Done, could not be taken back, and stands. */
  | 'stands'
  /** Nobody knows: to be looked at by `runs resume`. */
  | 'unknown';

/** What became of one change: the output of a step that changes something. */
export interface ChangeOutcome {
  readonly state: ChangeState;
  /** One sentence for a person. */
  readonly message: string;
  readonly objects: readonly {
    readonly resource: ResourceRef;
    readonly effects: readonly string[];
    /** The object's version before. */
    readonly before: string;
    /** The object's version when last seen; null when nobody could look. */
    readonly after: string | null;
  }[];
  /** Null where it was not looked for, or could not be told. */
  readonly verification: ChangeVerification | null;
  /** How it can be taken back; null when it cannot be, or needs no undo. */
  readonly undo: string | null;
}

/** One change of a plan, as it was seen when the plan was made. */
export interface PlannedStepChange {
  readonly step: string;
  readonly objects: readonly ObservedObject[];
  readonly blast_radius: number;
  readonly monthly_cents: number;
  readonly in_place: boolean;
  readonly undo: string | null;
}

/** What a plan that changes something is bound to. Part of what the plan's id is the digest of. */
export interface PlannedChange {
  /** Id of the principal that asked for it. */
  readonly requester: string;
  /** ISO 8601, UTC. */
  readonly prepared_at: string;
  /** The plan is refused after it. */
  readonly expires_at: string;
  /** Which cluster or account each target really is, sorted by provider; a name can be pointed elsewhere. */
  readonly places: readonly { readonly provider: string; readonly target: string; readonly identity: string }[];
  /** In the order of the plan's steps. */
  readonly steps: readonly PlannedStepChange[];
  /** Sums over the steps. */
  readonly blast_radius: number;
  readonly monthly_cents: number;
}

const observedObject: z.ZodType<ObservedObject> = z.strictObject({
  resource: resourceRefSchema,
  version: z.string().min(1),
  effects: z.array(z.string()),
});

/** Checks an {@link Observation}. */
export const observationSchema: z.ZodType<Observation> = z.strictObject({
  objects: z.array(observedObject).min(1),
  state: z.json() as z.ZodType<Json>,
  blast_radius: z.int().min(0),
  monthly_cents: z.int(),
  in_place: z.boolean(),
  undo: z.string().nullable(),
});

/** Checks a {@link ChangeSighting}. */
export const changeSightingSchema: z.ZodType<ChangeSighting> = z.strictObject({
  state: z.enum(['before', 'after', 'other']),
  versions: z.array(z.string()),
  message: z.string(),
});

/** Checks a {@link ChangeVerification}. */
export const changeVerificationSchema: z.ZodType<ChangeVerification> = z.strictObject({
  outcome: z.enum(['healed', 'not-healed']),
  message: z.string(),
});

/** Checks a {@link ChangeOutcome}. */
export const changeOutcomeSchema: z.ZodType<ChangeOutcome> = z.strictObject({
  state: z.enum(['in-place', 'changed', 'not-done', 'undone', 'stands', 'unknown']),
  message: z.string(),
  objects: z.array(
    z.strictObject({
      resource: resourceRefSchema,
      effects: z.array(z.string()),
      before: z.string(),
      after: z.string().nullable(),
    }),
  ),
  verification: changeVerificationSchema.nullable(),
  undo: z.string().nullable(),
});

/** Checks a {@link PlannedChange}. */
export const plannedChangeSchema: z.ZodType<PlannedChange> = z.strictObject({
  requester: z.string().min(1),
  prepared_at: z.iso.datetime(),
  expires_at: z.iso.datetime(),
  places: z.array(z.strictObject({ provider: z.string(), target: z.string(), identity: z.string().min(1) })).min(1),
  steps: z
    .array(
      z.strictObject({
        step: z.string(),
        objects: z.array(observedObject).min(1),
        blast_radius: z.int().min(0),
        monthly_cents: z.int(),
        in_place: z.boolean(),
        undo: z.string().nullable(),
      }),
    )
    .min(1),
  blast_radius: z.int().min(0),
  monthly_cents: z.int(),
});
