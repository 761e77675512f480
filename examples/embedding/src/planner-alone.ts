// The planner alone: a ticket form becomes a plan, as JSON on standard output.
//   node src/planner-alone.ts staging api 5 > api.plan.json
import { createPlan } from '@cloudops/planner';
import type { Intent, Playbook } from '@cloudops/spec';

const playbook: Playbook = {
  api_version: 'cloudops/v1',
  metadata: {
    name: 'scale-service',
    version: '1.0.0',
    title: 'Scale',
    description: 'Scales.',
    examples: ['scale api'],
  },
  triggers: [{ intent_type: 'change', goal: 'scale' }],
  inputs: {
    service: { type: 'string', description: 'Which service.', required: true },
    replicas: { type: 'integer', description: 'How many.', minimum: 1, maximum: 20, required: true },
  },
  steps: [{ id: 'scale', action: 'shop.scale', with: { of: `\${{ inputs.service }}`, to: `\${{ inputs.replicas }}` } }],
  findings: [],
};
const about = { provider: 'shop', description: 'Scales a service', estimated_sec: 20, estimated_cost_usd: 0 } as const;
const [environment = 'prod', service = '', replicas = ''] = process.argv.slice(2);
const intent: Intent = {
  ...{ intent_type: 'change', goal: 'scale', confidence: 1, language: 'en', parser: { kind: 'none' } },
  ...{
    question: `ticket: ${service} to ${replicas}`,
    target: { resource_type: 'any', scope: environment, filters: {} },
  },
};
const outcome = createPlan(
  intent,
  { entries: [{ playbook, digest: 'sha256:of-the-file', origin: 'project' }] },
  {
    targets: [{ provider: 'shop', name: `shop-${environment}`, environment }],
    actions: [{ name: 'shop.scale', risk: 'write', ...about }],
    ...{ provider_versions: { shop: '1.0.0' }, inputs: { service, replicas } },
  },
);
if (outcome.kind === 'planned') console.log(JSON.stringify(outcome.plan, null, 2));
else {
  console.error(
    outcome.kind === 'invalid' ? outcome.problems.map(({ message, hint }) => `${message} (${hint})`) : outcome,
  );
  process.exitCode = 2;
}
