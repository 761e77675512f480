import type { Catalog, Playbook, RiskLevel } from '@cloudops/spec';

function toPlaybook(name: string, risk: RiskLevel, inputs: readonly string[], examples: readonly string[]): Playbook {
  return {
    api_version: 'cloudops/v1',
    metadata: { name, version: '1.0.0', title: name, description: name, examples, risk },
    triggers: [{ intent_type: risk === 'read' ? 'diagnose' : 'change', goal: name }],
    inputs: Object.fromEntries(inputs.map((input) => [input, { type: 'string', description: input }])),
    steps: [{ id: 'only', action: 'kubernetes.list' }],
    findings: [],
  };
}

/** A playbook that reads beside two that change what it reads. */
export const catalogWithChanges: Catalog = {
  entries: [
    toPlaybook(
      'k8s-crashloop',
      'read',
      ['namespace', 'workload', 'pod'],
      ['why does api keep restarting', 'pods are crash looping in namespace shop', 'why do pods keep crashing in prod'],
    ),
    toPlaybook(
      'k8s-drain',
      'write',
      ['node'],
      ['drain node worker-3', 'please drain worker-1', 'kubectl drain node-12'],
    ),
    toPlaybook(
      'k8s-restart',
      'write',
      ['namespace', 'workload'],
      ['restart api', 'restart deployment web in shop', 'please restart the search pods', 'starte checkout neu'],
    ),
  ].map((playbook) => ({ playbook, digest: 'sha256:0', origin: 'shipped' })),
};
