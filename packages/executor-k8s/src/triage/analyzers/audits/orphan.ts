import type { Severity } from '@cloudops/spec';
import { isPlatform } from '../../../evidence/platform.ts';
import { listAt, textAt, timeAt, valueAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { Entity } from '../../snapshot/entity.ts';
import { controllerOf } from '../../snapshot/pod.ts';
import { readReferences } from '../../snapshot/references.ts';
import { keyOf, type Snapshot } from '../../snapshot/snapshot.ts';

const unusedDays = 7;
const unusedMs = unusedDays * 86_400_000;

function define(
  code: string,
  severity: Severity,
  title: string,
  decided: string,
  remedy: string,
  thresholds: TriageFindingDefinition['thresholds'] = {},
): TriageFindingDefinition {
  return { code, title, role: 'fault', severity, decided, thresholds, source: 'popeye 400, 1000', remedy };
}

const configMap = define(
  'ORP-101',
  'low',
  'ConfigMap that no pod uses',
  'No pod and no workload template of its namespace names it (env, envFrom, volume, projected), all of them were read, nothing owns it, and it carries no label: operators and tools find theirs by label or through the API, which cannot be seen, so a labelled one is a hint only.',
  'Keep a copy and delete it.',
);
const claim = define(
  'ORP-102',
  'medium',
  'Claim that no pod mounts',
  'A bound claim is named by no pod and no template, and is older than a week. A claim of a StatefulSet that was scaled down is a hint: it waits for its replica.',
  'Take a snapshot and delete it; the volume goes or stays by its reclaim policy.',
  { days: unusedDays },
);
const volume = define(
  'ORP-103',
  'medium',
  'Volume that nothing claims any more',
  'A PersistentVolume is Released or Failed: its claim is gone, and it is kept, and paid for, all the same.',
  'Copy what is needed, then delete it; the disk behind it may have to be deleted by hand.',
);
const job = define(
  'ORP-104',
  'low',
  'Finished job that nobody cleans up',
  'A job of no CronJob ended more than a week ago and states no ttlSecondsAfterFinished.',
  'Delete it, and state ttlSecondsAfterFinished.',
  { days: unusedDays },
);

/** Made by Kubernetes in every namespace. */
const builtIn: ReadonlySet<string> = new Set(['kube-root-ca.crt', 'openshift-service-ca.crt', 'istio-ca-root-cert']);
const referrers = ['pods', 'deployments', 'statefulsets', 'daemonsets', 'jobs', 'cronjobs'];

/** What nothing uses any more. */
export const orphan: Analyzer = {
  name: 'orphan',
  topic: 'orphans',
  definitions: [configMap, claim, volume, job],
  inspect(snapshot) {
    const used = usedKeys(snapshot);
    const isKnown = ({ namespace }: Entity): boolean =>
      referrers.every((record) => snapshot.isComplete(record, namespace));
    const idle = (record: string): readonly Entity[] =>
      snapshot
        .all(record)
        .filter((entity) => isKnown(entity) && !isPlatform(entity.namespace) && !used.has(entity.key));
    return {
      drafts: [
        ...idle('configmaps').flatMap((entity) => judgeConfigMap(snapshot, entity)),
        ...idle('claims').flatMap((entity) => judgeClaim(snapshot, entity)),
        ...snapshot.all('volumes').flatMap((entity) => judgeVolume(snapshot, entity)),
        ...snapshot.all('jobs').flatMap((entity) => judgeJob(snapshot, entity)),
      ],
    };
  },
};

function usedKeys(snapshot: Snapshot): ReadonlySet<string> {
  const used = new Set<string>();
  const add = (spec: unknown, namespace: string): void => {
    for (const { kind, name } of readReferences(spec)) used.add(keyOf(kind, namespace, name));
  };
  for (const { spec, namespace } of snapshot.workloads.values()) add(spec, namespace);
  for (const { raw, namespace } of snapshot.pods) add(valueAt(raw, 'spec'), namespace);
  for (const { raw, namespace } of snapshot.all('jobs')) add(valueAt(raw, 'spec', 'template', 'spec'), namespace);
  return used;
}

function tell(
  snapshot: Snapshot,
  entity: Entity,
  definition: TriageFindingDefinition,
  parts: Partial<Draft> = {},
): readonly Draft[] {
  return [
    draft({
      code: definition.code,
      role: 'fault',
      tier: 'absence',
      severity: definition.severity,
      subject: entity,
      title: `${nameOf(entity)}: ${definition.title.toLowerCase()}`,
      detail: definition.decided,
      evidence: snapshot.cite(entity, ['metadata', 'name'], ['metadata', 'creationTimestamp'], ['status', 'phase']),
      since: isoTime(timeAt(entity.raw, 'metadata', 'creationTimestamp')),
      ...parts,
    }),
  ];
}

function judgeConfigMap(snapshot: Snapshot, entity: Entity): readonly Draft[] {
  if (builtIn.has(entity.name) || listAt(entity.raw, 'metadata', 'ownerReferences').length > 0) return [];
  const labels = valueAt(entity.raw, 'metadata', 'labels');
  const isLabelled = typeof labels === 'object' && labels !== null && Object.keys(labels).length > 0;
  return tell(snapshot, entity, configMap, isLabelled ? { role: 'hint' } : {});
}

function judgeClaim(snapshot: Snapshot, entity: Entity): readonly Draft[] {
  const age = ageOf(snapshot, timeAt(entity.raw, 'metadata', 'creationTimestamp'));
  if (textAt(entity.raw, 'status', 'phase') !== 'Bound' || age === null || age < unusedMs) return [];
  const isKept = snapshot
    .all('statefulsets')
    .some(
      ({ namespace, name, raw }) =>
        namespace === entity.namespace &&
        listAt(raw, 'spec', 'volumeClaimTemplates').some((template) =>
          entity.name.startsWith(`${textAt(template, 'metadata', 'name')}-${name}-`),
        ),
    );
  return tell(snapshot, entity, claim, isKept ? { role: 'hint' } : {});
}

function judgeVolume(snapshot: Snapshot, entity: Entity): readonly Draft[] {
  const phase = textAt(entity.raw, 'status', 'phase');
  return phase === 'Released' || phase === 'Failed' ? tell(snapshot, entity, volume, { tier: 'status' }) : [];
}

function judgeJob(snapshot: Snapshot, entity: Entity): readonly Draft[] {
  const { raw } = entity;
  if (controllerOf(raw) !== null || valueAt(raw, 'spec', 'ttlSecondsAfterFinished') !== undefined) return [];
  const age = ageOf(snapshot, timeAt(raw, 'status', 'completionTime'));
  return age !== null && age > unusedMs ? tell(snapshot, entity, job, { tier: 'status' }) : [];
}

function ageOf({ now }: Snapshot, since: number | null): number | null {
  return now === null || since === null ? null : now - since;
}
