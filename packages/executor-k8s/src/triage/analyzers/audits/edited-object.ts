import { isPlatform } from '../../../evidence/platform.ts';
import { listAt, textAt, timeAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { isWithin, readWindow, type Window } from '../../../evidence/window.ts';
import { quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import { historyRecords } from '../../records/history.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';

function define(code: string, title: string, decided: string): TriageFindingDefinition {
  return {
    ...{ code, title, decided, role: 'fault', severity: 'info', thresholds: {} },
    source: 'Kubernetes, "Server-Side Apply", managedFields',
    remedy: 'Where it fits the beginning of the trouble, look at what was changed.',
  };
}

const created = define('CHG-102', 'Object made', 'creationTimestamp lies within the window.');
const edited = define(
  'CHG-103',
  'Object edited',
  'managedFields names a writer other than the controllers of Kubernetes itself, who wrote something else than status within the window; the newest such write of each writer counts. What was written before by the same writer is not kept by Kubernetes.',
);
const removed = define(
  'CHG-104',
  'Object being deleted',
  'deletionTimestamp lies within the window and the object is still there.',
);

/** Components that write all the time. */
const machinery =
  /^(kube-controller-manager|kube-scheduler|kubelet|kube-apiserver|cloud-controller-manager|cluster-autoscaler|kwok|k3s|coredns|karpenter|.*-leader-election)$/;

/** Objects made, edited or being deleted within a window. */
export const editedObject: Analyzer = {
  name: 'edited-object',
  topic: 'what-changed',
  definitions: [created, edited, removed],
  inspect(snapshot) {
    const { now, options } = snapshot;
    const window = now === null ? null : readWindow(options.window ?? 'PT2H', now);
    if (window === null) return { drafts: [] };
    const records = historyRecords.filter(
      ({ name, kind }) => name.startsWith('touched_') && isKindAsked(snapshot, kind),
    );
    return {
      drafts: records.flatMap(({ name }) =>
        snapshot
          .all(name)
          .filter(({ namespace }) => !isPlatform(namespace) || snapshot.scope.namespace === namespace)
          .flatMap((entity) => judge(snapshot, entity, window)),
      ),
    };
  },
};

/** Whether the question is about a kind; it may name it as people do. */
export function isKindAsked({ options }: Snapshot, kind: string): boolean {
  const asked = options.kind;
  if (typeof asked !== 'string') return true;
  return kind.toLowerCase() === asked.toLowerCase().replace(/s$/, '');
}

function judge(snapshot: Snapshot, entity: Entity, window: Window): readonly Draft[] {
  const made = timeAt(entity.raw, 'metadata', 'creationTimestamp');
  const gone = timeAt(entity.raw, 'metadata', 'deletionTimestamp');
  const found: Draft[] = [];
  if (isWithin(window, gone))
    found.push(tell(snapshot, entity, removed, gone, 'is being deleted', ['metadata', 'deletionTimestamp']));
  // Making a workload shows as its first revision too, but that of a ConfigMap shows here only.
  if (isWithin(window, made))
    return [...found, tell(snapshot, entity, created, made, 'was made', ['metadata', 'creationTimestamp'])];
  for (const [index, write] of listAt(entity.raw, 'metadata', 'managedFields').entries()) {
    const manager = textAt(write, 'manager');
    const time = timeAt(write, 'time');
    if (textAt(write, 'subresource') === 'status' || machinery.test(manager) || !isWithin(window, time)) continue;
    const how = textAt(write, 'subresource') === 'scale' ? 'was scaled' : 'was edited';
    found.push(
      tell(snapshot, entity, edited, time, `${how} by ${quote(manager)}`, ['metadata', 'managedFields', index]),
    );
  }
  return found;
}

function tell(
  snapshot: Snapshot,
  entity: Entity,
  definition: TriageFindingDefinition,
  time: number,
  what: string,
  path: readonly (string | number)[],
): Draft {
  return draft({
    code: definition.code,
    role: 'fault',
    tier: 'status',
    severity: 'info',
    subject: entity,
    title: `${nameOf(entity)} ${what}`,
    detail: `At ${new Date(time).toISOString()}.`,
    evidence: snapshot.cite(entity, path),
    since: isoTime(time),
  });
}
