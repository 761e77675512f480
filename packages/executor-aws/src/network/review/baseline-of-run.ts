import type { StepResult } from '@cloudops/spec';
import type { Place, StepEvidence } from '../../listing/listing.ts';
import { readModel } from '../model/model.ts';
import { type Approval, createBaseline } from './baseline.ts';
import type { Baseline } from './review.ts';

/** A baseline, or why a run gives none. */
export type BaselineOutcome =
  | {
      readonly kind: 'baseline';
      readonly baseline: Baseline;
      /** `account/region` that were read in part only; nothing of them is in the baseline. */
      readonly leftOut: readonly string[];
    }
  | { readonly kind: 'incomplete'; readonly why: string };

/**
 * The security groups of a run as somebody approves them: only of places whose groups and rules were read whole, since
 * what was not seen cannot be approved.
 * @param results the steps of a run of the playbook aws-security-groups.
 */
export function baselineOfRun(results: readonly StepResult[], approval: Omit<Approval, 'places'>): BaselineOutcome {
  const steps = Object.fromEntries(results.map((result): [string, StepEvidence] => [result.step, result]));
  const model = readModel({ scope: {}, steps });
  if (model.places.length === 0) return { kind: 'incomplete', why: 'the run lists no account and region' };
  const isWhole = (place: Place): boolean =>
    ['groups', 'group_rules'].every((step) => model.snapshot.isComplete(step, place));
  const whole = new Set(model.places.filter(isWhole).map(nameOf));
  if (whole.size === 0) return { kind: 'incomplete', why: 'the run read no place’s security groups and rules whole' };
  const groups = [...model.groups.values()].filter((group) => whole.has(nameOf(group)));
  return {
    kind: 'baseline',
    baseline: createBaseline(groups, { ...approval, places: [...whole] }),
    leftOut: model.places.map(nameOf).filter((name) => !whole.has(name)),
  };
}

function nameOf({ account, region }: Place): string {
  return `${account}/${region}`;
}
