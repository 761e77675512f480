import type { ChangeVerification, Evidence } from '@cloudops/spec';
import type { Fields } from '../../api/object-fields.ts';
import { fieldsOf } from '../../api/object-fields.ts';
import { valueAt } from '../../evidence/read.ts';
import { standingOf } from '../fields/field-change.ts';
import { foundText } from '../fields/field-words.ts';
import type { VerifyReach } from '../object-change.ts';
import { type ObjectState, titleOf, uidOf } from '../object-state.ts';
import { getObject, listObjects, type Reach } from '../request/read-kind.ts';
import { unknown } from '../request/unknown.ts';
import type { WorkloadKind } from '../subject/workload-name.ts';
import { labelSelectorOf } from './label-selector.ts';
import { describeTrouble, isEnding, isFinished, restartsOf } from './pod-trouble.ts';
import { type Progress, rolloutProgress } from './rollout-progress.ts';
import { type Glimpse, waitUntilSteady } from './wait.ts';

/** How long pods must stay ready: one that dies of its work does so after a while, and is ready in between. */
const steadyMs = 10_000;

/** A workload, and what must be so besides its rollout being complete. */
export interface WorkloadCheck {
  readonly name: ObjectState['object'] & { readonly kind: WorkloadKind };
  /** Null = fine; else why waiting is in vain. */
  object(object: Fields): string | null;
  /** Null = fine; else what has still to come about. */
  pending?(object: Fields): string | null;
}

/** The pods that a workload selects, those on their way out included. */
export function podsOf(reach: Reach, object: Fields, namespace: string): Promise<Evidence<readonly Fields[]>> {
  const labelSelector = labelSelectorOf(valueAt(object, 'spec', 'selector'));
  return listObjects(reach, { kind: 'Pod', namespace, labelSelector });
}

function progressOf(progress: Progress, pending: string | null): Progress {
  return pending === null ? progress : { isDone: false, message: `${progress.message}; ${pending}` };
}

async function look(reach: Reach, { name, object: check, pending }: WorkloadCheck): Promise<Evidence<Glimpse>> {
  const evidence = await getObject(reach, name);
  if (evidence.status === 'absent') return unknown('stale', `${titleOf(name)} is gone`);
  if (evidence.status === 'unknown') return { status: 'unknown', reason: evidence.reason };
  const object = evidence.output;
  const moved = check(object);
  if (moved !== null) return { status: 'present', output: { isDone: false, isHopeless: true, message: moved } };
  const progress = progressOf(rolloutProgress(name.kind, object), pending?.(object) ?? null);
  const pods = await podsOf(reach, object, name.namespace);
  if (pods.status === 'absent') return unknown('failed', 'the cluster lists no pods');
  if (pods.status === 'unknown') return { status: 'unknown', reason: pods.reason };
  const trouble = describeTrouble(pods.output);
  const message = `${titleOf(name)}: ${progress.message}${trouble === '' ? '' : `; ${trouble}`}`;
  const staying = pods.output.filter((pod) => !isEnding(pod) && !isFinished(pod));
  const print = staying
    .map((pod) => `${String(fieldsOf(pod.metadata).uid)} ${restartsOf(pod)}`)
    .sort()
    .join();
  return { status: 'present', output: { isDone: progress.isDone && trouble === '', message, print } };
}

/** Waits until a workload's rollout is complete and its pods stay ready without a restart. */
export function verifyWorkload(
  reach: VerifyReach,
  check: WorkloadCheck,
  limitSec: number,
): Promise<Evidence<ChangeVerification>> {
  return waitUntilSteady({ context: reach.context, limitSec, steadyMs, look: () => look(reach, check) });
}

/** That a workload is still the one that was changed, with the fields as they were set. */
export function stillChanged(
  state: ObjectState,
  view: (object: Fields) => Fields = (object) => object,
): WorkloadCheck['object'] {
  return (object) => {
    if (uidOf(object) !== state.uid) return `${titleOf(state.object)} was deleted and made anew`;
    if (standingOf(view(object), state.fields) === 'after') return null;
    return `${titleOf(state.object)} was changed by somebody else: ${foundText(view(object), state.fields)}`;
  };
}
