import type { IntentParser } from '@cloudops/intent';
import type { Catalog, Playbook } from '@cloudops/spec';

/** What a health check asks of a target; policy and audit see it as they see any question. */
export const targetQuestion = 'does the target answer?';

/** The one step that tells whether a target answers, by provider. */
const steps: Readonly<Record<string, Playbook['steps'][number]>> = {
  aws: { id: 'identity', title: 'Ask who we are', action: 'aws.identity' },
  kubernetes: {
    id: 'metrics',
    title: 'Sample CPU once',
    action: 'kubernetes.sample-metrics',
    with: { samples: 1 },
  },
};

const name = 'doctor';

function toPlaybook(step: Playbook['steps'][number]): Playbook {
  return {
    api_version: 'cloudops/v1',
    metadata: {
      name,
      version: '1.0.0',
      title: 'Does the target answer?',
      description: 'Asks a target who we are and for one thing that the playbooks use.',
      examples: [targetQuestion],
    },
    triggers: [{ intent_type: 'diagnose', goal: 'target-health' }],
    inputs: {},
    steps: [step],
    findings: [],
  };
}

/** The one playbook of a health check: fixed in the program, so no folder can change what it does. */
export function targetCatalog(provider: 'aws' | 'kubernetes'): Catalog {
  const step = steps[provider];
  const playbooks = step === undefined ? [] : [toPlaybook(step)];
  return { entries: playbooks.map((playbook) => ({ playbook, digest: 'sha256:built-in', origin: 'shipped' })) };
}

/** Reads every question as the health check's. */
export const targetParser: IntentParser = {
  kind: 'none',
  parse: async ({ question }) => ({
    kind: 'matched',
    playbook: name,
    intent: {
      intent_type: 'diagnose',
      target: { resource_type: 'target', scope: null, filters: {} },
      goal: 'target-health',
      confidence: 1,
      question,
      language: 'en',
      parser: { kind: 'none' },
    },
  }),
};
