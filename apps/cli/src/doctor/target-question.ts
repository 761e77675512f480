import type { IntentParser } from '@cloudops/intent';
import type { Catalog, Playbook } from '@cloudops/spec';

/** What a health check asks of a target; policy and audit see it as they see any question. */
export const targetQuestion = 'does the target answer?';

const playbook: Playbook = {
  api_version: 'cloudops/v1',
  metadata: {
    name: 'doctor',
    version: '1.0.0',
    title: 'Does the target answer?',
    description: 'Asks a cluster who we are and for one sample of the metrics API.',
    examples: [targetQuestion],
  },
  triggers: [{ intent_type: 'diagnose', goal: 'target-health' }],
  inputs: {},
  steps: [{ id: 'metrics', title: 'Sample CPU once', action: 'kubernetes.sample-metrics', with: { samples: 1 } }],
  findings: [],
};

/** The one playbook of a health check: fixed in the program, so no folder can change what it does. */
export const targetCatalog: Catalog = { entries: [{ playbook, digest: 'sha256:built-in', origin: 'shipped' }] };

/** Reads every question as the health check's. */
export const targetParser: IntentParser = {
  kind: 'none',
  parse: async ({ question }) => ({
    kind: 'matched',
    playbook: playbook.metadata.name,
    intent: {
      intent_type: 'diagnose',
      target: { resource_type: 'cluster', scope: null, filters: {} },
      goal: 'target-health',
      confidence: 1,
      question,
      language: 'en',
      parser: { kind: 'none' },
    },
  }),
};
