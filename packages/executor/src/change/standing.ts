import type {
  ChangeOutcome,
  ChangeState,
  ChangeVerification,
  Observation,
  PlannedStepChange,
  UnknownKind,
  UnknownReason,
} from '@cloudops/spec';

/** Where one change stands. */
export interface Standing {
  readonly state: ChangeState;
  /** One sentence for a person. */
  readonly message: string;
  /** Why the run does not go on after it; left out when all is well. */
  readonly fault?: UnknownReason;
  /** Left out when nobody looked. */
  readonly before?: Observation;
  /** The objects' versions when last seen. */
  readonly versions?: readonly string[];
  readonly verification?: ChangeVerification;
}

/** A reason with a message of ours. */
export function createReason(kind: UnknownKind, message: string): UnknownReason {
  return { kind, message };
}

/** Nothing was done, and why. */
export function notDone(fault: UnknownReason, more: Pick<Standing, 'before' | 'versions'> = {}): Standing {
  return { state: 'not-done', message: `Nothing was done: ${fault.message}.`, fault, ...more };
}

const undoable: readonly ChangeState[] = ['changed', 'stands', 'unknown'];

/** A standing as the step's output tells it. */
export function toOutcome(planned: PlannedStepChange, standing: Standing): ChangeOutcome {
  const { state, message, before, versions, verification = null } = standing;
  const { objects, undo } = before ?? planned;
  return {
    state,
    message,
    objects: objects.map(({ resource, effects, version }, index) => ({
      resource,
      effects,
      before: version,
      after: versions?.[index] ?? null,
    })),
    verification,
    undo: undoable.includes(state) ? undo : null,
  };
}
