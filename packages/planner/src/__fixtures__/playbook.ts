import type { ActionDescriptor, Catalog, Intent, PlanningWorld, Playbook } from '@cloudops/spec';

/** Wraps CEL as playbooks do. */
export function cel(expression: string): string {
  return `\${{ ${expression} }}`;
}

export const playbook: Playbook = {
  api_version: 'cloudops/v1',
  metadata: {
    name: 'k8s-high-cpu',
    version: '1.0.0',
    title: 'Why is CPU high?',
    description: 'Finds what uses the CPU.',
    examples: ['why is CPU high in prod?'],
  },
  triggers: [{ intent_type: 'diagnose', resource_type: 'workload', goal: 'high-cpu' }],
  inputs: {
    namespace: { type: 'string', description: 'Only this namespace.' },
    deep: { type: 'boolean', description: 'Read node statistics.', default: false },
    top: { type: 'integer', description: 'How many to show.', default: 10, minimum: 1, maximum: 100 },
    window: { type: 'duration', description: 'How far back.', default: 'PT30M', from: 'time_window' },
  },
  steps: [
    {
      id: 'analyze',
      title: 'Find the cause',
      action: 'kubernetes.analyze-cpu',
      with: {
        pods: cel('steps.pods.output.items'),
        nodes: cel('steps.nodes.status == "present" ? steps.nodes.output.items : []'),
        top: cel('inputs.top'),
        note: `top ${cel('inputs.top')} of ${cel('inputs.window')}`,
      },
    },
    { id: 'pods', action: 'kubernetes.list', with: { kind: 'Pod', namespace: cel('inputs.namespace') } },
    { id: 'nodes', action: 'kubernetes.list', when: cel('inputs.deep'), with: { kind: 'Node' } },
  ],
  findings: ['CPU-101'],
};

export const actions: readonly ActionDescriptor[] = [
  {
    name: 'kubernetes.list',
    provider: 'kubernetes',
    risk: 'read',
    description: 'List objects',
    estimated_sec: 2,
    estimated_cost_usd: 0,
  },
  {
    name: 'kubernetes.analyze-cpu',
    provider: 'kubernetes',
    risk: 'read',
    description: 'Analyze CPU',
    estimated_sec: 0.5,
    estimated_cost_usd: 0.001,
  },
  {
    name: 'kubernetes.scale',
    provider: 'kubernetes',
    risk: 'write',
    description: 'Scale a workload',
    estimated_sec: 1,
    estimated_cost_usd: 0,
  },
];

export const intent: Intent = {
  intent_type: 'diagnose',
  target: { resource_type: 'workload', scope: 'prod', filters: { namespace: 'shop' } },
  goal: 'high-cpu',
  confidence: 0.95,
  question: 'why is CPU high in prod?',
  language: 'en',
  parser: { kind: 'local' },
};

export const world: PlanningWorld = {
  targets: [
    { provider: 'kubernetes', name: 'prod-eu', environment: 'prod' },
    { provider: 'aws', name: 'main', environment: 'prod' },
  ],
  actions,
  provider_versions: { kubernetes: '0.1.0', aws: '0.1.0' },
  inputs: {},
};

export function catalogOf(...playbooks: readonly Playbook[]): Catalog {
  return { entries: playbooks.map((entry) => ({ playbook: entry, digest: 'sha256:00', origin: 'shipped' })) };
}
