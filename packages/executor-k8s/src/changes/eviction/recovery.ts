import type { ActionContext, ChangeVerification, Evidence } from '@cloudops/spec';
import { compareText, type Fields, fieldsOf, listOf, numberOf, textOf } from '../../api/object-fields.ts';
import type { ApiSession } from '../../api/session.ts';
import { count, quote } from '../../evidence/words.ts';
import { listObjects, type Reach } from '../request/read-kind.ts';
import { describeTrouble, isEnding, isReady } from '../rollout/pod-trouble.ts';
import { type Glimpse, waitUntilSteady } from '../rollout/wait.ts';
import { controllerOf, type EvictablePod } from './evictable.ts';

/** How many pods of a controller were ready before some of them were evicted. */
export interface Standard {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly ready: number;
}

function namespacesOf(pods: readonly { readonly namespace: string }[]): readonly string[] {
  return [...new Set(pods.map(({ namespace }) => namespace))].sort(compareText);
}

async function podsByNamespace(
  reach: Reach,
  namespaces: readonly string[],
): Promise<Evidence<ReadonlyMap<string, readonly Fields[]>>> {
  const lists = await Promise.all(namespaces.map((namespace) => listObjects(reach, { kind: 'Pod', namespace })));
  const unread = lists.find((list) => list.status === 'unknown');
  if (unread?.status === 'unknown') return { status: 'unknown', reason: unread.reason };
  return {
    status: 'present',
    output: new Map(namespaces.map((namespace, index) => [namespace, lists[index]?.output ?? []])),
  };
}

function podsOf(pods: readonly Fields[], uid: string): readonly Fields[] {
  return pods.filter((pod) => controllerOf(pod)?.uid === uid && !isEnding(pod));
}

/** Counts, by controller, the ready pods where some are about to be evicted. A Job is done when it is done. */
export async function readStandards(
  reach: Reach,
  pods: readonly EvictablePod[],
): Promise<Evidence<readonly Standard[]>> {
  const found = await podsByNamespace(reach, namespacesOf(pods));
  if (found.status !== 'present') return found as Evidence<never>;
  const standards = new Map<string, Standard>();
  for (const { namespace, controller } of pods) {
    if (controller === null || controller.kind === 'Job' || standards.has(controller.uid)) continue;
    const own = podsOf(found.output.get(namespace) ?? [], controller.uid);
    standards.set(controller.uid, { namespace, ...controller, ready: own.filter(isReady).length });
  }
  const sorted = [...standards.values()].sort((left, right) => compareText(left.uid, right.uid));
  return { status: 'present', output: sorted };
}

/** Reads standards back out of an observation's state. */
export function toStandards(value: unknown): readonly Standard[] {
  return listOf(value)
    .map(fieldsOf)
    .map(({ namespace, kind, name, uid, ready }) => ({
      namespace: textOf(namespace),
      kind: textOf(kind),
      name: textOf(name),
      uid: textOf(uid),
      ready: numberOf(ready) ?? 0,
    }));
}

function shortfall({ namespace, kind, name, uid, ready }: Standard, pods: readonly Fields[]): string | null {
  const own = podsOf(pods, uid);
  const now = own.filter(isReady).length;
  if (now >= ready) return null;
  const trouble = describeTrouble(own);
  return `${quote(kind)} ${quote(namespace)}/${quote(name)}: ${now} of ${count(ready, 'pod')} ready${trouble === '' ? '' : `; ${trouble}`}`;
}

async function look(reach: Reach, standards: readonly Standard[]): Promise<Evidence<Glimpse>> {
  const found = await podsByNamespace(reach, namespacesOf(standards));
  if (found.status !== 'present') return found as Evidence<never>;
  const short = standards
    .map((standard) => shortfall(standard, found.output.get(standard.namespace) ?? []))
    .filter((text) => text !== null);
  const message = short.length === 0 ? 'as many pods are ready as before' : short.slice(0, 3).join('; ');
  return { status: 'present', output: { isDone: short.length === 0, message } };
}

/** What {@link verifyRecovery} waits for, and how long. */
export interface RecoveryWait {
  readonly session: ApiSession;
  readonly context: ActionContext;
  readonly standards: readonly Standard[];
  readonly limitSec: number;
  /** What else must be so; null = nothing is missing. */
  also?(): Promise<Evidence<string | null>>;
}

const steadyMs = 6000;

/** Waits until every controller that lost pods has as many ready ones as before. */
export function verifyRecovery(wait: RecoveryWait): Promise<Evidence<ChangeVerification>> {
  const { session, context, standards, limitSec, also } = wait;
  return waitUntilSteady({
    context,
    limitSec,
    steadyMs,
    async look() {
      const missing = await also?.();
      if (missing?.status === 'unknown') return { status: 'unknown', reason: missing.reason };
      if (missing?.status === 'present' && missing.output !== null) {
        return { status: 'present', output: { isDone: false, message: missing.output } };
      }
      return look({ session, context }, standards);
    },
  });
}
