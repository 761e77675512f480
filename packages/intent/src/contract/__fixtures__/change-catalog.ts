import type { Catalog, CatalogEntry, PlaybookInput, RiskLevel } from '@cloudops/spec';

interface Sketch {
  readonly name: string;
  readonly risk: RiskLevel;
  readonly title: string;
  readonly examples: readonly string[];
  readonly inputs: Readonly<Record<string, PlaybookInput>>;
}

const text: PlaybookInput = { type: 'string', description: 'A name.' };

function toEntry({ name, risk, title, examples, inputs }: Sketch): CatalogEntry {
  return {
    digest: `sha256:${name}`,
    origin: 'shipped',
    playbook: {
      api_version: 'cloudops/v1',
      metadata: { name, version: '1.0.0', title, description: `${title}.`, examples, risk },
      triggers: [{ intent_type: risk === 'read' ? 'diagnose' : 'change', resource_type: 'workload', goal: name }],
      inputs,
      steps: [{ id: 'only', action: 'kubernetes.list' }],
      findings: [],
    },
  };
}

/** One playbook that looks and one that changes. */
export const changeCatalog: Catalog = {
  entries: [
    toEntry({
      name: 'k8s-high-cpu',
      risk: 'read',
      title: 'Why CPU is high',
      examples: ['why is cpu high'],
      inputs: { namespace: text, workload: text, window: { type: 'duration', description: 'How far back.' } },
    }),
    toEntry({
      name: 'k8s-scale',
      risk: 'write',
      title: 'Change the number of replicas',
      examples: ['scale api to 3 replicas'],
      inputs: {
        workload: text,
        replicas: { type: 'integer', description: 'How many.', minimum: 0, maximum: 50 },
      },
    }),
  ],
};
