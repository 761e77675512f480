import { quantityOf } from '../../../evidence/quantity.ts';

/** What a container of an evicted pod used, as the kubelet measured it. */
export interface Consumption {
  readonly container: string;
  /** Bytes, or a number of inodes or process ids. */
  readonly used: number;
  readonly requested: number;
}

/** Why the kubelet evicted a pod. */
export type Eviction =
  | { readonly kind: 'empty-dir'; readonly volume: string; readonly limit: string }
  | { readonly kind: 'container-storage'; readonly container: string; readonly limit: string }
  | { readonly kind: 'pod-storage'; readonly limit: string }
  /** `memory`, `ephemeral-storage`, `inodes`, `pids`. */
  | {
      readonly kind: 'node-low';
      readonly resource: string;
      readonly threshold: string;
      readonly available: string;
      readonly consumption: readonly Consumption[];
    };

const emptyDir = /^Usage of EmptyDir volume "([^"]{1,253})" exceeds the limit "([^"]{1,40})"/;
const containerStorage = /^Container (\S{1,253}) exceeded its local ephemeral storage limit "([^"]{1,40})"/;
const podStorage = /^Pod ephemeral local storage usage exceeds the total limit of containers ([^\s]{1,40}?)\.?\s*$/;
const nodeLow = /^The node was low on resource: ([\w.-]{1,63})\./;
const threshold = /Threshold quantity: (\S{1,40}), available: (\S{1,40})\./;
const using = /Container (\S{1,253}) was using (\S{1,40}), request is (\S{1,40}), has larger consumption/g;

/**
 * Source: kubelet, `pkg/kubelet/eviction/{eviction_manager,helpers}.go`, Kubernetes 1.20 to 1.36 (the threshold and
 * request parts since 1.27).
 * @returns null for a message that is not the eviction manager's.
 */
export function parseEviction(message: string): Eviction | null {
  const text = message.slice(0, 8192);
  const volume = emptyDir.exec(text);
  if (volume !== null) return { kind: 'empty-dir', volume: volume[1] ?? '', limit: volume[2] ?? '' };
  const container = containerStorage.exec(text);
  if (container !== null)
    return { kind: 'container-storage', container: container[1] ?? '', limit: container[2] ?? '' };
  const pod = podStorage.exec(text);
  if (pod !== null) return { kind: 'pod-storage', limit: pod[1] ?? '' };
  const low = nodeLow.exec(text);
  if (low === null) return null;
  const bounds = threshold.exec(text);
  return {
    kind: 'node-low',
    resource: low[1] ?? '',
    threshold: bounds?.[1] ?? '',
    available: bounds?.[2] ?? '',
    consumption: [...text.matchAll(using)].map(([, name = '', used, requested]) => ({
      container: name,
      used: quantityOf(used) ?? 0,
      requested: quantityOf(requested) ?? 0,
    })),
  };
}
