import type { ResourceRef } from '@cloudops/spec';
import { encodeSegment } from '../../api/request-path.ts';

/** The kinds that changes read or write. */
export type KindName =
  | 'Deployment'
  | 'StatefulSet'
  | 'DaemonSet'
  | 'ReplicaSet'
  | 'ControllerRevision'
  | 'HorizontalPodAutoscaler'
  | 'PodDisruptionBudget'
  | 'LimitRange'
  | 'Pod'
  | 'Node';

/** One object of one of these kinds. */
export interface ObjectName {
  readonly kind: KindName;
  /** Empty for nodes. */
  readonly namespace: string;
  readonly name: string;
}

interface KindPlace {
  /** Such as `/apis/apps/v1`. */
  readonly path: string;
  readonly plural: string;
  /** As permissions name it, such as `apps/deployments`. */
  readonly resource: string;
}

function place(path: string, plural: string): KindPlace {
  const group = path.startsWith('/apis/') ? `${path.split('/')[2]}/` : '';
  return { path, plural, resource: `${group}${plural}` };
}

const places: Readonly<Record<KindName, KindPlace>> = {
  Deployment: place('/apis/apps/v1', 'deployments'),
  StatefulSet: place('/apis/apps/v1', 'statefulsets'),
  DaemonSet: place('/apis/apps/v1', 'daemonsets'),
  ReplicaSet: place('/apis/apps/v1', 'replicasets'),
  ControllerRevision: place('/apis/apps/v1', 'controllerrevisions'),
  HorizontalPodAutoscaler: place('/apis/autoscaling/v2', 'horizontalpodautoscalers'),
  PodDisruptionBudget: place('/apis/policy/v1', 'poddisruptionbudgets'),
  LimitRange: place('/api/v1', 'limitranges'),
  Pod: place('/api/v1', 'pods'),
  Node: place('/api/v1', 'nodes'),
};

/** `apps/deployments`: the form that permissions and reports use. */
export function resourceOfKind(kind: KindName): string {
  return places[kind].resource;
}

/** The path of all objects of a kind, in a namespace where one is given. */
export function collectionPath(kind: KindName, namespace: string): string {
  const { path, plural } = places[kind];
  return `${path}${namespace === '' ? '' : `/namespaces/${encodeSegment(namespace)}`}/${plural}`;
}

/** The path of one object; no name can leave its place in it. */
export function objectPath({ kind, namespace, name }: ObjectName): string {
  return `${collectionPath(kind, namespace)}/${encodeSegment(name)}`;
}

/** The object as observations name it. */
export function toResourceRef({ kind, namespace, name }: ObjectName, target: string): ResourceRef {
  return { provider: 'kubernetes', target, kind, ...(namespace === '' ? {} : { namespace }), name };
}
