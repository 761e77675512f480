/** Small factories of cluster objects, shaped as the playbook's field masks leave them. */
export type Raw = Record<string, unknown>;

/** The time of the last sample. */
export const now = '2026-03-01T12:00:00Z';

/** A time so many minutes before {@link now}. */
export function ago(minutes: number): string {
  return new Date(Date.parse(now) - minutes * 60_000).toISOString();
}

export function node(name: string, cpu = '8', extra: Raw = {}): Raw {
  const { labels = {}, spec = {}, ready = 'True', ...rest } = extra as { labels?: Raw; spec?: Raw; ready?: string };
  return {
    metadata: { name, labels: { 'kubernetes.io/hostname': name, ...labels } },
    spec,
    status: { allocatable: { cpu, memory: '16Gi', pods: '110' }, conditions: [{ type: 'Ready', status: ready }] },
    ...rest,
  };
}

export interface PodParts {
  readonly namespace?: string;
  readonly node?: string;
  readonly phase?: string;
  readonly owner?: { readonly kind: string; readonly name: string };
  readonly request?: string | null;
  readonly limit?: string | null;
  readonly memoryLimit?: string;
  readonly labels?: Raw;
  readonly status?: Raw;
  readonly spec?: Raw;
  readonly created?: string;
}

function resources({ request, limit, memoryLimit }: PodParts): Raw {
  const requests = request === null ? {} : { cpu: request ?? '200m' };
  const limits =
    limit === null ? {} : { cpu: limit ?? '1', ...(memoryLimit === undefined ? {} : { memory: memoryLimit }) };
  return { requests, limits };
}

export function pod(name: string, parts: PodParts = {}): Raw {
  const { namespace = 'shop', phase = 'Running', owner, labels = {}, created = ago(600) } = parts;
  return {
    metadata: {
      namespace,
      name,
      labels,
      creationTimestamp: created,
      ...(owner === undefined ? {} : { ownerReferences: [{ ...owner, controller: true }] }),
    },
    spec: {
      ...(phase === 'Pending' ? {} : { nodeName: parts.node ?? 'n-0' }),
      containers: [{ name: 'app', image: 'registry.local/app:1.0', resources: resources(parts) }],
      ...parts.spec,
    },
    status: { phase, startTime: created, conditions: [{ type: 'Ready', status: 'True' }], ...parts.status },
  };
}

export function template(parts: PodParts & { readonly image?: string; readonly env?: readonly string[] } = {}): Raw {
  const container = {
    name: 'app',
    image: parts.image ?? 'registry.local/app:1.0',
    resources: resources(parts),
    env: (parts.env ?? []).map((name) => ({ name })),
  };
  return { metadata: { labels: parts.labels ?? {} }, spec: { containers: [container] } };
}

export function deployment(name: string, replicas: number, extra: Raw = {}): Raw {
  const {
    status = {},
    template: own = template(),
    namespace = 'shop',
    ...rest
  } = extra as { status?: Raw; template?: Raw; namespace?: string };
  return { metadata: { namespace, name, generation: 1 }, spec: { replicas, template: own, ...rest }, status };
}

export function replicaSet(owner: string, revision: number, extra: Raw = {}): Raw {
  const {
    created = ago(600),
    template: own = template(),
    namespace = 'shop',
  } = extra as { created?: string; template?: Raw; namespace?: string };
  return {
    metadata: {
      namespace,
      name: `${owner}-r${revision}`,
      creationTimestamp: created,
      annotations: { 'deployment.kubernetes.io/revision': String(revision) },
      ownerReferences: [{ kind: 'Deployment', name: owner, controller: true }],
    },
    spec: { template: own },
    status: {},
  };
}

export function controllerRevision(
  owner: { readonly kind: string; readonly name: string },
  revision: number,
  parts: { readonly hash: string; readonly created: string; readonly image?: string },
): Raw {
  return {
    metadata: {
      namespace: 'shop',
      name: `${owner.name}-${parts.hash}`,
      creationTimestamp: parts.created,
      ownerReferences: [{ ...owner, controller: true }],
    },
    revision,
    data: { spec: { template: template(parts.image === undefined ? {} : { image: parts.image }) } },
  };
}

/** A Deployment with its ReplicaSet and pods, all on the same terms. */
export function app(
  name: string,
  replicas: number,
  parts: PodParts & { readonly revision?: number } = {},
): { deployment: Raw; replicaSet: Raw; pods: Raw[] } {
  const { revision = 1, namespace = 'shop' } = parts;
  const own = template(parts);
  return {
    deployment: deployment(name, replicas, { template: own, namespace }),
    replicaSet: replicaSet(name, revision, { template: own, namespace }),
    pods: Array.from({ length: replicas }, (_, index) =>
      pod(`${name}-r${revision}-${index}`, {
        labels: { app: name },
        ...parts,
        owner: { kind: 'ReplicaSet', name: `${name}-r${revision}` },
      }),
    ),
  };
}

export interface HpaParts {
  readonly current: number;
  readonly target: number;
  readonly replicas: number;
  readonly maximum: number;
  readonly desired?: number;
  readonly conditions?: readonly Raw[];
  readonly lastScaleTime?: string;
}

export function hpa(name: string, parts: HpaParts): Raw {
  return {
    metadata: { namespace: 'shop', name },
    spec: {
      scaleTargetRef: { kind: 'Deployment', name },
      minReplicas: 1,
      maxReplicas: parts.maximum,
      metrics: [
        {
          type: 'Resource',
          resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: parts.target } },
        },
      ],
    },
    status: {
      currentReplicas: parts.replicas,
      desiredReplicas: parts.desired ?? parts.replicas,
      ...(parts.lastScaleTime === undefined ? {} : { lastScaleTime: parts.lastScaleTime }),
      currentMetrics: [{ type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: parts.current } } }],
      conditions: parts.conditions ?? [],
    },
  };
}

export function quota(name: string, hard: Raw, used: Raw, spec: Raw = {}): Raw {
  return { metadata: { namespace: 'shop', name }, spec: { hard, ...spec }, status: { hard, used } };
}
