// #region readme
import { createPolicyEngine, loadDefaultPolicies } from '@cloudops/policy';

const engine = createPolicyEngine({ load: loadDefaultPolicies });
const decision = await engine.decide({
  plan: {
    id: 'pln_1',
    playbook: { id: 'k8s-high-cpu' },
    targets: [{ provider: 'kubernetes', name: 'main', environment: 'prod' }],
    steps: [{ id: 'pods', provider: 'kubernetes', risk_level: 'read' }],
  },
  principal: { id: 'os:alice', kind: 'human', established_by: 'os-user', credential: 'unknown' },
  approvals: [],
  now: Date.now(),
});
console.log(decision.outcome, '-', decision.why);
// #endregion
