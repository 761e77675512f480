import { labelsAt, listAt, textAt, valueAt } from '../../../evidence/read.ts';
import { nameOf } from '../../../evidence/subject.ts';
import { count, quote, someOf } from '../../../evidence/words.ts';
import { nearestNames } from '../../../nearest-names.ts';
import { type Analyzer, type Draft, draft, isoTime, type TriageFindingDefinition } from '../../draft.ts';
import type { WarningEvent } from '../../snapshot/event.ts';
import { slipOf } from '../../snapshot/near-name.ts';
import type { Pod } from '../../snapshot/pod.ts';
import { readReferences } from '../../snapshot/references.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import type { Workload } from '../../snapshot/workload.ts';
import { type MissingObject, parseMissing } from './reference-message.ts';
import { mountEvents, sufferingContainers } from './suffering.ts';

const source =
  'kubelet, kubelet_pods.go (makeEnvironmentVariables) and the ConfigMap and Secret volumes of Kubernetes 1.36';
const missing: TriageFindingDefinition = {
  code: 'POD-120',
  title: 'ConfigMap or Secret does not exist',
  role: 'fault',
  severity: 'high',
  decided:
    "A pod does not start, the kubelet says which ConfigMap or Secret is not found, the pod's specification names it without `optional`, and no complete list holds it. Where exactly one existing name is a letter or two away and only one workload uses the wrong one, the workload's reference is what must change; else it is the missing object, once for all workloads that name it. What the kubelet says of one pod holds for its like that wait without a word.",
  thresholds: { letters: 2 },
  source,
  remedy:
    'Create the object, or correct the reference; the pods start by themselves within two minutes of the object being there.',
};
const key: TriageFindingDefinition = {
  code: 'POD-121',
  title: 'ConfigMap or Secret lacks a key',
  role: 'fault',
  severity: 'high',
  decided:
    "A pod does not start, the kubelet says which key it does not find, the pod's specification asks for it without `optional`, and the object, where it was read, does not hold the key.",
  thresholds: {},
  source,
  remedy: 'Add the key to the object, or let the workload read a key that exists.',
};

interface Complaint {
  readonly pod: Pod;
  readonly workload: Workload;
  readonly lack: MissingObject;
  /** Where the kubelet said it: the container's status, or an event. */
  readonly evidence: Draft['evidence'];
  readonly code: 'POD-002' | 'POD-005';
}

/** Pods that do not start for a ConfigMap, a Secret or a key in one. */
export const missingReference: Analyzer = {
  name: 'missing-reference',
  topic: 'health',
  definitions: [missing, key],
  inspect(snapshot) {
    const complaints = [...ofContainers(snapshot), ...withSiblings(snapshot, ofVolumes(snapshot))].filter((one) =>
      stillHolds(snapshot, one),
    );
    const groups = Map.groupBy(complaints, groupOf);
    const users = new Map([...groups].map(([key, some]) => [key, new Set(some.map((one) => one.workload.key)).size]));
    const namesIn = createNames(snapshot);
    return {
      drafts: complaints.map((one) =>
        describe(snapshot, { ...one, users: users.get(groupOf(one)) ?? 1, names: namesIn(one) }),
      ),
    };
  },
};

/** A complaint with what decides whose fault it is. */
interface Judged extends Complaint {
  /** Workloads that complain of the same object. */
  readonly users: number;
  /** Names of the kind that are known to exist. */
  readonly names: readonly string[];
}

function groupOf({ workload, lack: { kind, name } }: Complaint): string {
  return `${kind}/${workload.namespace}/${name}`;
}

function ofContainers(snapshot: Snapshot): readonly Complaint[] {
  return sufferingContainers(snapshot).flatMap(({ pod, workload, container, trouble }) => {
    if (trouble.kind !== 'not-created') return [];
    const lack = parseMissing(trouble.message);
    if (lack === null || lack.name === '') return [];
    const evidence = snapshot.cite(
      pod,
      [...(container.statusPath ?? []), 'state', 'waiting', 'reason'],
      [...(container.statusPath ?? []), 'state', 'waiting', 'message'],
    );
    return [{ pod, workload, lack, evidence, code: 'POD-002' as const }];
  });
}

function ofVolumes(snapshot: Snapshot): readonly Complaint[] {
  return snapshot.pods.flatMap((pod) => {
    // The newest word of each volume counts; an older one may be settled.
    const newest = new Map<string, { event: WarningEvent; lack: MissingObject }>();
    for (const event of mountEvents(snapshot, pod)) {
      const lack = parseMissing(event.message);
      if (lack === null || newest.has(lack.volume)) continue;
      newest.set(lack.volume, { event, lack: lack.name === '' ? { ...lack, name: objectOfVolume(pod, lack) } : lack });
    }
    return [...newest.values()].map(({ event, lack }) => ({
      pod,
      workload: snapshot.workloadOf(pod),
      lack,
      evidence: [...snapshot.cite(event, ['message'], ['lastTimestamp']), ...snapshot.cite(pod, ['status', 'phase'])],
      code: 'POD-005' as const,
    }));
  });
}

/** The kubelet does not say it of every pod within the hour that events last: one pod lends its complaint to its like. */
function withSiblings(snapshot: Snapshot, complaints: readonly Complaint[]): readonly Complaint[] {
  const byOwner = Map.groupBy(complaints, ({ pod }) => ownerOf(pod));
  const lent = snapshot.pods.flatMap((pod) => {
    const some =
      pod.phase === 'Pending' && pod.node !== '' && pod.owner !== null ? byOwner.get(ownerOf(pod)) : undefined;
    if (some === undefined || pod.isTerminating || snapshot.eventsOf(pod.key).length > 0) return [];
    const [first] = some;
    return some.filter((one) => one.pod === first?.pod).map((one) => ({ ...one, pod }));
  });
  return [...complaints, ...lent];
}

function ownerOf({ namespace, owner }: Pod): string {
  return `${namespace}/${owner?.kind}/${owner?.name}`;
}

/** The object of the volume that a message names; for a projected volume the one source that asks for the key. */
function objectOfVolume(pod: Pod, { kind, key: wanted, volume }: MissingObject): string {
  const spec = listAt(pod.raw, 'spec', 'volumes').filter((one) => volume === '' || textAt(one, 'name') === volume);
  const found = readReferences({ volumes: spec }).find((one) => one.kind === kind && one.key === wanted);
  return found?.name ?? '';
}

/** The specification asks for it without `optional`, and what was read does not contradict the kubelet. */
function stillHolds(snapshot: Snapshot, { pod, lack }: Complaint): boolean {
  if (lack.name === '') return false;
  const asked = readReferences(valueAt(pod.raw, 'spec')).filter(
    ({ kind, name }) => kind === lack.kind && name === lack.name,
  );
  if (asked.length > 0 && asked.every(({ isOptional }) => isOptional)) return false;
  const object = snapshot.find(recordOf(lack), pod.namespace, lack.name);
  if (object === undefined) return true;
  return lack.key !== null && !keysOf(object.raw).includes(lack.key);
}

function recordOf({ kind }: MissingObject): string {
  return kind === 'ConfigMap' ? 'configmaps' : 'secrets';
}

function keysOf(raw: unknown): readonly string[] {
  const data = valueAt(raw, 'data');
  const named = typeof data === 'object' && data !== null ? Object.keys(data) : [];
  return [...named, ...labelsAt(raw, 'binaryData').keys()].sort();
}

function describe(snapshot: Snapshot, complaint: Judged): Draft {
  const { pod, workload, lack, evidence, code, users, names } = complaint;
  const { namespace } = pod;
  const object = snapshot.find(recordOf(lack), namespace, lack.name);
  const slip = lack.key === null && users === 1 ? slipOf(lack.name, names) : null;
  const wanted = nameOf({ kind: lack.kind, namespace, name: lack.name });
  const isDecided = object !== undefined || snapshot.isComplete(recordOf(lack), namespace);
  return draft({
    code: lack.key === null ? missing.code : key.code,
    role: 'fault',
    tier: isDecided ? 'contradiction' : 'message',
    severity: snapshot.touchesUsers(workload) === true ? 'critical' : 'high',
    subject: slip === null ? { kind: lack.kind, namespace, name: lack.name } : workload,
    instances: [pod.key],
    title:
      lack.key === null
        ? slip === null
          ? `${wanted} does not exist, and ${workload.kind} ${workload.name} needs it`
          : `${nameOf(workload)} names ${lack.kind} ${lack.name}, which does not exist; there is ${slip}`
        : `${wanted} has no key ${quote(lack.key)}, which ${workload.kind} ${workload.name} reads`,
    detail: detailOf(snapshot, complaint),
    evidence: [
      ...evidence,
      ...(object === undefined ? [] : snapshot.cite(object, ['metadata', 'name'], ['data'])),
      ...citeReference(snapshot, complaint),
    ],
    explains: [{ instance: pod.key, codes: [code], mechanism: 'its containers need it to start' }],
    touchesUsers: snapshot.touchesUsers(workload),
    since: isoTime(pod.createdAt),
    data: { missing: lack.name, ...(lack.key === null ? {} : { key: lack.key }) },
  });
}

function detailOf(snapshot: Snapshot, { pod, workload, lack, users, names }: Judged): string {
  const object = snapshot.find(recordOf(lack), pod.namespace, lack.name);
  const who =
    users > 1 ? `${count(users, 'workload')} name it` : `${nameOf(workload)} names it and does not declare it optional`;
  if (lack.key === null) {
    const near = nearestNames(lack.name, names, 3);
    return `The kubelet finds no such ${lack.kind} in namespace ${pod.namespace}; ${who}.${near.length === 0 ? '' : ` Names like it: ${someOf(near)}.`}`;
  }
  const keys = object === undefined ? [] : keysOf(object.raw);
  const holds =
    object === undefined ? '' : keys.length === 0 ? ' It holds no key at all.' : ` It holds ${someOf(keys)}.`;
  return `The kubelet finds no key ${quote(lack.key)} in it; ${who}.${holds}`;
}

/** Names of a kind that are known to exist in a namespace: read, or in use by a pod that runs. Each asked once. */
function createNames(snapshot: Snapshot): (complaint: Complaint) => readonly string[] {
  const known = new Map<string, readonly string[]>();
  return ({ pod: { namespace }, lack }) => {
    const key = `${lack.kind}/${namespace}`;
    const done = known.get(key);
    if (done !== undefined) return done;
    const listed = snapshot.all(recordOf(lack)).filter((one) => one.namespace === namespace);
    const used = lack.kind === 'ConfigMap' ? [] : secretsInUse(snapshot, namespace);
    const names = [...new Set([...listed.map(({ name }) => name), ...used])].sort();
    known.set(key, names);
    return names;
  };
}

function secretsInUse(snapshot: Snapshot, namespace: string): readonly string[] {
  return [...snapshot.workloads.values()]
    .filter((other) => other.namespace === namespace && other.pods.some(({ isReady }) => isReady))
    .flatMap((other) => readReferences(other.spec))
    .filter(({ kind, isOptional }) => kind === 'Secret' && !isOptional)
    .map(({ name }) => name);
}

function citeReference(snapshot: Snapshot, { pod, lack }: Complaint): Draft['evidence'] {
  const named = readReferences(valueAt(pod.raw, 'spec')).find(
    ({ kind, name, key: wanted }) =>
      kind === lack.kind && name === lack.name && (lack.key === null || wanted === lack.key),
  );
  return named === undefined ? [] : snapshot.cite(pod, ['spec', ...named.path]);
}
