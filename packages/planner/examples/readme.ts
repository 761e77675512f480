// #region readme
import { createPlan } from '@cloudops/planner';

const target = { resource_type: 'pod', scope: 'prod', filters: { namespace: 'shop' } };
const asked = { question: 'which pods run in shop?', language: 'en', confidence: 1, parser: { kind: 'none' } };
const metadata = { name: 'pods', version: '1.0.0', title: 'Which pods?', description: 'Lists', examples: ['pods?'] };
const triggers = [{ intent_type: 'inspect', goal: 'list' }];
const inputs = { namespace: { type: 'string', description: 'Only this namespace.' } } as const;
const steps = [{ id: 'pods', action: 'demo.list', with: { namespace: `\${{ inputs.namespace }}` } }];
const playbook = { api_version: 'cloudops/v1', metadata, triggers, inputs, steps, findings: [] } as const;
const list = { name: 'demo.list', description: 'List', provider: 'demo', estimated_sec: 1, estimated_cost_usd: 0 };
const targets = [{ provider: 'demo', name: 'main', environment: 'prod' }];

const outcome = createPlan(
  { intent_type: 'inspect', goal: 'list', target, ...asked },
  { entries: [{ playbook, digest: 'sha256:1', origin: 'project' }] },
  { targets, actions: [{ ...list, risk: 'read' }], provider_versions: { demo: '1.0.0' }, inputs: {} },
);
if (outcome.kind === 'planned') console.log(outcome.plan.id, outcome.plan.steps);
// #endregion
