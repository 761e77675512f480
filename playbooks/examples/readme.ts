// #region readme
import { checkPlaybook, formatProblem } from '@cloudops/playbooks';

const list = { name: 'demo.list', provider: 'demo', description: 'List', estimated_sec: 1, estimated_cost_usd: 0 };
const text = `api_version: cloudops/v1
metadata: { name: pods, version: 1.0.0, title: Which pods?, description: Lists pods., examples: [which pods run?] }
triggers: [{ intent_type: inspect }]
inputs: {}
steps:
  - { id: pods, action: demo.lst }
findings: []
`;
const check = checkPlaybook(text, 'pods.yaml', { actions: [{ ...list, risk: 'read' }], findings: [] });
if (check.kind === 'invalid') console.log(check.problems.map(formatProblem).join('\n'));
// pods.yaml:6:25: no action "demo.lst" is known (did you mean "demo.list"?)
// #endregion
