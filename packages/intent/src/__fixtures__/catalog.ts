import type { Catalog, Playbook } from '@cloudops/spec';

interface PlaybookSketch {
  readonly name: string;
  readonly goal: string;
  readonly examples: readonly string[];
  readonly resourceTypes: readonly string[];
  readonly inputs: readonly string[];
}

function toPlaybook({ name, goal, examples, resourceTypes, inputs }: PlaybookSketch): Playbook {
  return {
    api_version: 'cloudops/v1',
    metadata: { name, version: '1.0.0', title: name, description: name, examples },
    triggers: resourceTypes.map((resource_type) => ({ intent_type: 'diagnose', resource_type, goal })),
    inputs: Object.fromEntries(inputs.map((input) => [input, { type: 'string', description: input }])),
    steps: [{ id: 'only', action: 'kubernetes.list' }],
    findings: [],
  };
}

/** Two playbooks that share words, so that a parser has something to tell apart. */
export const catalog: Catalog = {
  entries: [
    toPlaybook({
      name: 'aws-cost-spike',
      goal: 'cost-spike',
      examples: ['why did the bill go up', 'what made our aws costs rise', 'why is the cloud bill so high in prod'],
      resourceTypes: ['account'],
      inputs: ['account'],
    }),
    toPlaybook({
      name: 'k8s-high-cpu',
      goal: 'high-cpu',
      examples: [
        'why is CPU high in prod?',
        'what is eating all the cpu on the nodes',
        'which pods use the most cpu',
        'cpu usage spiked in the cluster',
        'warum ist die cpu last so hoch',
        'why is the cpu so high in namespace shop',
        'deployment api is burning cpu on node ip-10-0-3-7',
      ],
      resourceTypes: ['cluster', 'namespace', 'workload', 'node'],
      inputs: ['namespace', 'workload', 'node'],
    }),
  ].map((playbook) => ({ playbook, digest: 'sha256:0', origin: 'shipped' })),
};
