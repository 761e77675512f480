import type { KubernetesObject, Testbed } from '@cloudops/testbed';
import type { Loose } from './fake-cluster.ts';

/** Where everything of these tests is. */
export const namespace = 'changes';

const image = 'registry.k8s.io/pause:3.10';

/** What differs from a plain workload. */
export interface WorkloadOptions {
  readonly kind?: string;
  readonly replicas?: number;
  readonly image?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly resources?: object;
  readonly spec?: object;
}

/** A workload of one container. */
export function workload(name: string, options: WorkloadOptions = {}): KubernetesObject {
  const { kind = 'Deployment', replicas = 2, labels = {}, resources = {}, spec = {} } = options;
  const own = { app: name, ...labels };
  const container = { name: 'app', image: options.image ?? image, resources };
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { name, namespace },
    spec: {
      ...(kind === 'DaemonSet' ? {} : { replicas }),
      ...(kind === 'StatefulSet' ? { serviceName: name } : {}),
      selector: { matchLabels: { app: name } },
      template: { metadata: { labels: own }, spec: { terminationGracePeriodSeconds: 1, containers: [container] } },
      ...spec,
    },
  } as never;
}

/** Counted up by the API server or a controller at every change of a template. */
const counters: ReadonlySet<string> = new Set([
  'deployment.kubernetes.io/revision',
  'deprecated.daemonset.template.generation',
]);

function isOurs([key]: [string, unknown]): boolean {
  return key.startsWith('cloudops.dev/') || counters.has(key);
}

/**
 * An object field by field, without what every write moves: status, generation, resourceVersion, managedFields, our marks,
 * and what the cluster counts rollouts with.
 */
export function fieldsToCompare(object: Loose): Loose {
  const { status: _status, metadata, ...rest } = structuredClone(object);
  const { managedFields: _managed, resourceVersion: _version, generation: _generation, ...kept } = metadata;
  const annotations = Object.entries(kept.annotations ?? {}).filter((entry) => !isOurs(entry as [string, unknown]));
  return { ...rest, metadata: { ...kept, annotations: Object.fromEntries(annotations) } };
}

/** Makes the pods of a workload look as if their container crashed over and over; new ones are fine. */
export async function crash(testbed: Testbed, name: string, most = 100): Promise<void> {
  const pods = await testbed.resources.list({ apiVersion: 'v1', kind: 'Pod' }, namespace, `app=${name}`);
  for (const { metadata } of pods.slice(0, most)) {
    await testbed.resources.patch({
      kind: { apiVersion: 'v1', kind: 'Pod' },
      name: metadata.name ?? '',
      namespace,
      subresource: 'status',
      patchType: 'application/merge-patch+json',
      body: {
        status: {
          conditions: ['Ready', 'ContainersReady'].map((type) => ({
            type,
            status: 'False',
            reason: 'ContainersNotReady',
          })),
          containerStatuses: [
            {
              name: 'app',
              image,
              imageID: '',
              ready: false,
              restartCount: 5,
              state: { waiting: { reason: 'CrashLoopBackOff', message: 'back-off' } },
              lastState: { terminated: { exitCode: 1, reason: 'Error' } },
            },
          ],
        },
      },
    });
  }
}
