import type { Place } from '../../../evidence/book.ts';
import { compareText, listAt, numberAt, textAt, valueAt } from '../../../evidence/read.ts';
import type { Entity } from '../../snapshot/entity.ts';
import type { Pod } from '../../snapshot/pod.ts';
import type { Snapshot } from '../../snapshot/snapshot.ts';
import { readingsBy } from './samples.ts';

/** How full a claim's volume is. */
export interface VolumeFill {
  readonly claim: Entity;
  readonly capacity: number;
  readonly available: number;
  /** Free inodes of all; null where nobody says, or the file system has no fixed number. */
  readonly inodesFree: number | null;
  /** Bytes by which free space changes in a second; null without Prometheus. */
  readonly slope: number | null;
  /** Pods that mount it, sorted. */
  readonly pods: readonly Pod[];
  readonly places: readonly Place[];
}

type Measured = Pick<VolumeFill, 'capacity' | 'available' | 'inodesFree' | 'slope' | 'places'>;

/** Every claim whose volume was measured, by kubelets (`node_stats`) or Prometheus (`volume_*`); sorted. */
export function fillsOf(snapshot: Snapshot): readonly VolumeFill[] {
  const measured = new Map([...fromPrometheus(snapshot), ...fromKubelets(snapshot)]);
  if (measured.size === 0) return [];
  const slopes = readingsBy(snapshot, 'volume_trend', 'namespace', 'persistentvolumeclaim');
  const pods = mountingPods(snapshot);
  return [...measured]
    .sort(([a], [b]) => compareText(a, b))
    .flatMap(([key, figures]) => {
      const [namespace = '', name = ''] = key.split('/');
      const claim = snapshot.find('claims', namespace, name);
      if (claim === undefined || isReadOnly(claim)) return [];
      const slope = slopes.get(key);
      const places = slope === undefined ? figures.places : [...figures.places, slope.place];
      return [{ ...figures, claim, slope: slope?.value ?? null, pods: pods.get(key) ?? [], places }];
    });
}

/** Bound claims that pods mount and that nobody measured, while others were. */
export function unmeasuredClaims(snapshot: Snapshot): readonly string[] {
  const measured = new Set(fillsOf(snapshot).map(({ claim }) => `${claim.namespace}/${claim.name}`));
  const { namespace } = snapshot.scope;
  return [...mountingPods(snapshot).keys()]
    .filter((key) => !measured.has(key) && (!namespace || key.startsWith(`${namespace}/`)))
    .filter((key) => {
      const [within = '', name = ''] = key.split('/');
      const claim = snapshot.find('claims', within, name);
      // A raw device has no file system that could be measured.
      return claim !== undefined && textAt(claim.raw, 'spec', 'volumeMode') !== 'Block' && !isReadOnly(claim);
    })
    .sort(compareText);
}

/** A volume that nobody writes to does not fill up. */
function isReadOnly({ raw }: Entity): boolean {
  const modes = listAt(raw, 'spec', 'accessModes');
  return modes.length > 0 && modes.every((mode) => mode === 'ReadOnlyMany');
}

function fromPrometheus(snapshot: Snapshot): readonly (readonly [string, Measured])[] {
  const labels = ['namespace', 'persistentvolumeclaim'] as const;
  const capacities = readingsBy(snapshot, 'volume_capacity', ...labels);
  const inodes = readingsBy(snapshot, 'volume_inodes', ...labels);
  return [...readingsBy(snapshot, 'volume_available', ...labels)].flatMap(([key, available]) => {
    const capacity = capacities.get(key);
    if (capacity === undefined || capacity.value <= 0) return [];
    const places = [available.place, capacity.place];
    const free = inodes.get(key)?.value ?? null;
    return [
      [key, { capacity: capacity.value, available: available.value, inodesFree: free, slope: null, places }] as const,
    ];
  });
}

function fromKubelets(snapshot: Snapshot): readonly (readonly [string, Measured])[] {
  return listAt(snapshot.book.evidence('node_stats').output, 'items').flatMap((item, index) =>
    listAt(item, 'output', 'volumes').flatMap((volume, position) => {
      const capacity = numberAt(volume, 'capacity_bytes') ?? 0;
      const available = numberAt(volume, 'available_bytes');
      if (capacity <= 0 || available === null) return [];
      const path = ['items', index, 'output', 'volumes', position];
      const [inodes, free] = [numberAt(volume, 'inodes') ?? 0, numberAt(volume, 'inodes_free')];
      const places = ['available_bytes', 'capacity_bytes'].map((field) => ({
        step: 'node_stats',
        path: [...path, field],
      }));
      const inodesFree = inodes <= 0 || free === null ? null : free / inodes;
      const key = `${textAt(volume, 'namespace')}/${textAt(volume, 'claim')}`;
      return [[key, { capacity, available, inodesFree, slope: null, places }] as const];
    }),
  );
}

function mountingPods(snapshot: Snapshot): ReadonlyMap<string, readonly Pod[]> {
  const found = new Map<string, Pod[]>();
  for (const pod of snapshot.pods) {
    if (pod.isFinished || pod.node === '') continue;
    for (const volume of listAt(pod.raw, 'spec', 'volumes')) {
      const claim = claimOf(pod, volume);
      if (claim === '') continue;
      const key = `${pod.namespace}/${claim}`;
      found.set(key, [...(found.get(key) ?? []), pod]);
    }
  }
  return found;
}

/** The claim of a volume: named, or made for the pod (`<pod>-<volume>`). */
function claimOf(pod: Pod, volume: unknown): string {
  if (valueAt(volume, 'ephemeral') !== undefined) return `${pod.name}-${textAt(volume, 'name')}`;
  return textAt(volume, 'persistentVolumeClaim', 'claimName');
}
