import { listAt, numberAt, type PathPart, textAt, timeAt, valueAt } from '../../../evidence/read.ts';
import { isWithin, readWindow } from '../../../evidence/window.ts';
import { quote } from '../../../evidence/words.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { controllerOf } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { isKindAsked } from './edited-object.ts';

const definition: TriageFindingDefinition = {
  code: 'CHG-101',
  title: 'New revision of a workload',
  role: 'fault',
  severity: 'info',
  decided:
    'A ReplicaSet of a Deployment, or a ControllerRevision of a StatefulSet or DaemonSet, was made within the window; what differs from the revision before is read from both: images and resources of containers. A rollback that uses an old ReplicaSet again makes none and shows as an edit.',
  thresholds: {},
  source: 'deployment_util.go and controller_history.go of Kubernetes 1.36',
  remedy: 'Where it fits the beginning of the trouble, see k8s-rollback.',
};

interface Revision {
  readonly entity: Entity;
  readonly number: number;
  readonly containers: readonly PathPart[];
}

/** Rollouts within a window. */
export const newRevision: Analyzer = {
  name: 'new-revision',
  topic: 'what-changed',
  definitions: [definition],
  inspect: (snapshot) => ({
    drafts: [...revisionsOf(snapshot)].flatMap(([owner, some]) => judge(snapshot, owner, some)),
  }),
};

function revisionsOf(snapshot: Snapshot): ReadonlyMap<string, readonly Revision[]> {
  const replicaSets = snapshot.all('replicasets').map((entity) => ({
    entity,
    number: Number(textAt(entity.raw, 'metadata', 'annotations', 'deployment.kubernetes.io/revision')),
    containers: ['spec', 'template', 'spec', 'containers'],
  }));
  const others = snapshot.all('controllerrevisions').map((entity) => ({
    entity,
    number: numberAt(entity.raw, 'revision') ?? 0,
    containers: ['data', 'spec', 'template', 'spec', 'containers'],
  }));
  return Map.groupBy(
    [...replicaSets, ...others].filter(({ number }) => number > 0),
    ({ entity }) => {
      const owner = controllerOf(entity.raw);
      return `${owner?.kind ?? ''}/${entity.namespace}/${owner?.name ?? ''}`;
    },
  );
}

function judge(snapshot: Snapshot, owner: string, revisions: readonly Revision[]): readonly Draft[] {
  const { now, options } = snapshot;
  const window = now === null ? null : readWindow(options.window ?? 'PT2H', now);
  const [kind = '', namespace = '', name = ''] = owner.split('/');
  if (window === null || !['Deployment', 'StatefulSet', 'DaemonSet'].includes(kind) || !isKindAsked(snapshot, kind))
    return [];
  const sorted = revisions.toSorted((a, b) => a.number - b.number);
  return sorted.flatMap((revision, index) => {
    const made = timeAt(revision.entity.raw, 'metadata', 'creationTimestamp');
    if (!isWithin(window, made)) return [];
    const before = sorted[index - 1];
    const differences = before === undefined ? [] : compare(before, revision);
    const what = before === undefined ? 'was made' : `got revision ${revision.number}`;
    return [
      draft({
        code: definition.code,
        role: 'fault',
        tier: 'status',
        severity: 'info',
        subject: { kind, namespace, name },
        instances: [revision.entity.key],
        title: `${kind} ${namespace}/${name} ${what}${differences.length === 0 ? '' : `: ${differences[0]}`}`,
        detail:
          differences.length === 0
            ? 'Images and resources are as before, or there is no revision before it.'
            : `${differences.join('; ')}.`,
        evidence: snapshot.cite(revision.entity, ['metadata', 'creationTimestamp'], revision.containers),
        since: isoTime(made),
        data: { revision: revision.number, changes: differences },
      }),
    ];
  });
}

function compare(before: Revision, after: Revision): readonly string[] {
  const old = new Map(listAt(before.entity.raw, ...before.containers).map((one) => [textAt(one, 'name'), one]));
  const found = listAt(after.entity.raw, ...after.containers).flatMap((container) => {
    const name = textAt(container, 'name');
    const earlier = old.get(name);
    old.delete(name);
    if (earlier === undefined) return [`container ${quote(name)} added`];
    const images = [textAt(earlier, 'image'), textAt(container, 'image')];
    const resources = [earlier, container].map((one) => JSON.stringify(valueAt(one, 'resources') ?? {}));
    return [
      ...(images[0] === images[1]
        ? []
        : [`${quote(name)}: image ${quote(images[0] ?? '')} → ${quote(images[1] ?? '')}`]),
      ...(resources[0] === resources[1] ? [] : [`${quote(name)}: resources ${resources[0]} → ${resources[1]}`]),
    ];
  });
  return [...found, ...[...old.keys()].map((name) => `container ${quote(name)} removed`)];
}
