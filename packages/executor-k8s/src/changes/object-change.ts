import type {
  ActionContext,
  ChangeProtocol,
  ChangeSighting,
  ChangeVerification,
  Evidence,
  Json,
  Observation,
  Permission,
} from '@cloudops/spec';
import type { Fields } from '../api/object-fields.ts';
import type { ChangeServices } from './change-services.ts';
import { compareAndSet, sendPatch } from './compare-and-set.ts';
import { type FieldChange, isInPlace, reverse, standingOf } from './fields/field-change.ts';
import { foundText } from './fields/field-words.ts';
import { type ObjectState, type Relied, stateOf, titleOf, toJson, uidOf, versionOf } from './object-state.ts';
import { type ObjectName, toResourceRef } from './request/object-kind.ts';
import { getObject, type Reach } from './request/read-kind.ts';
import { unknown } from './request/unknown.ts';
import { checkRights } from './subject/access.ts';
import { marksOf, undoMarksOf } from './subject/marks.ts';

/** A change of one object, thought through and not made. */
export interface ObjectPlan {
  readonly name: ObjectName;
  readonly object: Fields;
  readonly fields: readonly FieldChange[];
  /** What will be different, for a person. */
  readonly effects: readonly string[];
  /** Pods that start, stop or restart. */
  readonly pods: number;
  readonly undo: string | null;
  /** What else the change relies on; null for nothing. */
  readonly basis?: Json;
  /** What verification needs. */
  readonly notes?: Json;
}

/** Which values of a change's fields: those it sets, or those it puts back. */
export type Side = 'before' | 'after';

/** How one kind of change of one object differs from the others. */
export interface ObjectChange<Input> {
  /** Reads what is there, and works out which fields are set to what. */
  plan(input: Input, reach: Reach): Promise<Evidence<ObjectPlan>>;
  readonly relied: Relied;
  /** The object as its fields are compared; for changes whose values must not be kept, without them. */
  view?(object: Fields): Fields;
  /** The fields with the values of the side that is about to be written, where the state does not keep them. */
  values?(state: ObjectState, side: Side, reach: Reach): Promise<Evidence<readonly FieldChange[]>>;
  /** The rights that are used on this object. */
  rights(state: ObjectState): readonly Permission[];
  /** What the cluster's own dry run would not find; a sentence, or `unknown` where it stands against the change. */
  check?(input: Input, state: ObjectState, reach: Reach): Promise<Evidence<string>>;
  /** What has to follow the write for the change to take its course, in both directions; a sentence, or empty. */
  follow?(state: ObjectState, reach: VerifyReach): Promise<string>;
  verify(input: Input, state: ObjectState, reach: VerifyReach): Promise<Evidence<ChangeVerification>>;
}

/** As {@link Reach}, with progress. */
export interface VerifyReach extends Reach {
  readonly context: ActionContext;
}

type View = (object: Fields) => Fields;

function viewOf<Input>({ view }: ObjectChange<Input>): View {
  return view ?? ((object) => object);
}

async function valuesOf<Input>(
  { values }: ObjectChange<Input>,
  state: ObjectState,
  side: Side,
  reach: Reach,
): Promise<Evidence<readonly FieldChange[]>> {
  return values === undefined ? { status: 'present', output: state.fields } : values(state, side, reach);
}

function toObservation<Input>(plan: ObjectPlan, change: ObjectChange<Input>, target: string): Observation {
  const { name, object, fields, effects, pods, undo, basis = null, notes = null } = plan;
  const isThere = isInPlace(viewOf(change)(object), fields);
  const version = versionOf(object, change.relied, basis);
  return {
    objects: [{ resource: toResourceRef(name, target), version, effects: isThere ? [] : effects }],
    state: toJson({ object: name, uid: uidOf(object), fields, basis, notes }),
    blast_radius: isThere ? 1 : 1 + pods,
    monthly_cents: 0,
    in_place: isThere,
    undo,
  };
}

function sight(object: Fields, state: ObjectState, view: View): Pick<ChangeSighting, 'state' | 'message'> {
  const title = titleOf(state.object);
  if (uidOf(object) !== state.uid) return { state: 'other', message: `${title} was deleted and made anew` };
  const standing = standingOf(view(object), state.fields);
  const found = foundText(view(object), state.fields);
  return {
    state: standing,
    message: `${title}: ${found}${standing === 'other' ? ', as neither before nor after' : ''}`,
  };
}

async function look<Input>(
  change: ObjectChange<Input>,
  before: Observation,
  reach: Reach,
): Promise<Evidence<ChangeSighting>> {
  const state = stateOf(before);
  const evidence = await getObject(reach, state.object);
  if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
  if (evidence.status === 'absent') {
    const message = `${titleOf(state.object)} is gone`;
    return { status: 'present', output: { state: 'other', versions: ['gone'], message } };
  }
  const { output } = evidence;
  const version = versionOf(output, change.relied, state.basis);
  return { status: 'present', output: { ...sight(output, state, viewOf(change)), versions: [version] } };
}

async function write<Input>(
  change: ObjectChange<Input>,
  before: Observation,
  reach: VerifyReach,
  isDryRun: boolean,
): Promise<Evidence<Fields>> {
  const state = stateOf(before);
  const fields = await valuesOf(change, state, 'after', reach);
  if (fields.status !== 'present') return fields as Evidence<never>;
  const version = before.objects[0]?.version ?? '';
  const marks = marksOf(reach.context);
  return compareAndSet(reach, {
    state,
    relied: change.relied,
    version,
    fields: fields.output,
    marks,
    dryRun: isDryRun,
  });
}

async function dryRun<Input>(
  change: ObjectChange<Input>,
  input: Input,
  before: Observation,
  reach: VerifyReach,
): Promise<Evidence<string>> {
  const state = stateOf(before);
  const rights = await checkRights(reach, change.rights(state));
  if (rights.status !== 'present') return rights as Evidence<never>;
  const answer = await write(change, before, reach, true);
  if (answer.status !== 'present') return answer as Evidence<never>;
  const next = viewOf(change)(answer.output);
  if (standingOf(next, state.fields) !== 'after') {
    const message = `the cluster's admission would make of it: ${foundText(next, state.fields)}`;
    return unknown('invalid', `${titleOf(state.object)}: ${message}`);
  }
  const more = (await change.check?.(input, state, reach)) ?? { status: 'present', output: '' };
  if (more.status !== 'present') return more;
  const accepted = `${titleOf(state.object)}: the API server would accept it (dry run)`;
  return { status: 'present', output: more.output === '' ? accepted : `${accepted}; ${more.output}` };
}

async function makeChange<Input>(
  change: ObjectChange<Input>,
  before: Observation,
  reach: VerifyReach,
): Promise<Evidence<string>> {
  const state = stateOf(before);
  const answer = await write(change, before, reach, false);
  if (answer.status !== 'present') return answer as Evidence<never>;
  const more = (await change.follow?.(state, reach)) ?? '';
  const found = foundText(viewOf(change)(answer.output), state.fields);
  return { status: 'present', output: `${titleOf(state.object)}: ${found}${more}` };
}

async function undo<Input>(
  change: ObjectChange<Input>,
  before: Observation,
  reach: VerifyReach,
): Promise<Evidence<string>> {
  const state = stateOf(before);
  const title = titleOf(state.object);
  if (before.undo === null) return unknown('invalid', `${title}: it cannot be taken back`);
  const values = await valuesOf(change, state, 'before', reach);
  if (values.status !== 'present') return values as Evidence<never>;
  const view = viewOf(change);
  const answer = await sendPatch(reach, {
    name: state.object,
    fields: reverse(values.output),
    marks: undoMarksOf(reach.context),
    dryRun: false,
    mayChange(object) {
      if (uidOf(object) !== state.uid)
        return unknown('stale', `${title} was deleted and made anew; nothing was put back`);
      const standing = standingOf(view(object), state.fields);
      if (standing === 'after') return null;
      const found = foundText(view(object), state.fields);
      if (standing === 'before') return { status: 'present', output: object };
      return unknown('stale', `${title} was changed by somebody else: ${found}; nothing was put back`);
    },
  });
  if (answer.status !== 'present') return answer as Evidence<never>;
  const more = (await change.follow?.(state, reach)) ?? '';
  const found = foundText(view(answer.output), state.fields);
  return { status: 'present', output: `${title}: ${found}, as before${more}` };
}

/** Makes the protocol of a change that sets fields of one object. */
export function createObjectProtocol<Input>(
  { session }: ChangeServices,
  change: ObjectChange<Input>,
): ChangeProtocol<Input> {
  const reachOf = (context: ActionContext): VerifyReach => ({ session, context });
  return {
    async doObserve(input, context) {
      const evidence = await change.plan(input, reachOf(context));
      if (evidence.status === 'absent') return evidence;
      if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
      return { status: 'present', output: toObservation(evidence.output, change, context.target.name) };
    },
    doDryRun: (input, before, context) => dryRun(change, input, before, reachOf(context)),
    doChange: (_input, before, context) => makeChange(change, before, reachOf(context)),
    doLook: (_input, before, context) => look(change, before, reachOf(context)),
    doVerify: (input, before, context) => change.verify(input, stateOf(before), reachOf(context)),
    doUndo: (_input, before, context) => undo(change, before, reachOf(context)),
  };
}
