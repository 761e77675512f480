import { ago } from './look.ts';
import { type App, type AppOptions, app, node, type Raw } from './objects.ts';

/** The scheduler's answer as it writes it. */
export function answer(nodes: number, ...reasons: readonly string[]): string {
  return `0/${nodes} nodes are available: ${reasons.join(', ')}. no new claims to deallocate, preemption: 0/${nodes} nodes are available: ${nodes} Preemption is not helpful for scheduling.`;
}

/** A Deployment whose pods wait for a node. */
export function waitingApp(name: string, message: string, options: AppOptions = {}): App {
  return app(name, {
    replicas: 1,
    node: '',
    age: 300,
    ...options,
    status: { ready: false, state: {} },
    podStatus: {
      phase: 'Pending',
      startTime: undefined,
      containerStatuses: [],
      conditions: [
        {
          type: 'PodScheduled',
          status: 'False',
          reason: 'Unschedulable',
          message,
          lastTransitionTime: ago(200),
        },
      ],
      ...options.podStatus,
    },
  });
}

/** What a staged node may change. */
export interface NodeOptions {
  readonly labels?: Readonly<Record<string, string>>;
  readonly taints?: readonly Raw[];
  readonly cordoned?: boolean;
  readonly allocatable?: Readonly<Record<string, string>>;
  /** Conditions besides, or instead of, Ready. */
  readonly conditions?: readonly Raw[];
}

/** A node of 4 cores and 16 GiB, changed. */
export function nodeWith(name: string, options: NodeOptions = {}): Raw {
  const { labels = {}, taints = [], cordoned = false, allocatable = {}, conditions } = options;
  const plain = node(name) as { readonly metadata: Raw; readonly status: Raw };
  const size = { ...(plain.status.allocatable as Raw), ...allocatable };
  return {
    metadata: { ...plain.metadata, labels: { ...(plain.metadata.labels as Raw), ...labels } },
    spec: { taints, ...(cordoned ? { unschedulable: true } : {}) },
    status: {
      ...plain.status,
      capacity: size,
      allocatable: size,
      ...(conditions === undefined ? {} : { conditions }),
    },
  };
}

/** Requests of the container `app`. */
export function requesting(requests: Readonly<Record<string, string>>): Raw {
  return { resources: { requests } };
}
