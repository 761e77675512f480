// #region readme
import { parseIntent } from '@cloudops/intent';

const playbook = {
  api_version: 'cloudops/v1' as const,
  metadata: {
    name: 'k8s-high-cpu',
    version: '1.0.0',
    title: 'High CPU',
    description: 'Why CPU is high',
    examples: ['why is CPU high in prod?', 'what is eating the cpu?'],
  },
  triggers: [{ intent_type: 'diagnose', resource_type: 'cluster', goal: 'high-cpu' }],
  inputs: {},
  steps: [{ id: 'nodes', action: 'kubernetes.list' }],
  findings: [],
};
const catalog = { entries: [{ playbook, digest: 'sha256:0', origin: 'shipped' }] };
const outcome = await parseIntent('why is cpu so high in production?', { catalog });
console.log(outcome.kind, outcome.intent.target.scope);
// #endregion
