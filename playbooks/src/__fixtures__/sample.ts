import type { ActionDescriptor } from '@cloudops/spec';
import { checkPlaybook, type PlaybookSurroundings } from '../check/check-playbook.ts';
import { formatProblem } from '../problem.ts';

/** Wraps CEL as playbooks do. */
export function cel(expression: string): string {
  return `\${{ ${expression} }}`;
}

/** A valid playbook; line numbers in tests count from its first line. */
export const sample: string = `api_version: cloudops/v1
metadata:
  name: k8s-high-cpu
  version: 1.0.0
  title: Why is CPU high?
  description: Finds what uses the CPU.
  examples:
    - why is CPU high in prod?
triggers:
  - intent_type: diagnose
    resource_type: workload
    goal: high-cpu
inputs:
  namespace:
    type: string
    description: Only this namespace.
  top:
    type: integer
    description: How many to show.
    default: 10
    minimum: 1
    maximum: 100
steps:
  - id: pods
    action: kubernetes.list
    with:
      kind: Pod
      namespace: ${cel('inputs.namespace')}
  - id: analyze
    action: kubernetes.analyze-cpu
    when: size(steps.pods.output.items) > 0
    with:
      pods: ${cel('steps.pods.output.items')}
      top: "${cel('inputs.top')}"
findings:
  - CPU-101
`;

function action(name: string, risk: ActionDescriptor['risk']): ActionDescriptor {
  return { name, provider: 'kubernetes', risk, description: name, estimated_sec: 1, estimated_cost_usd: 0 };
}

export const surroundings: PlaybookSurroundings = {
  actions: [
    action('kubernetes.list', 'read'),
    action('kubernetes.analyze-cpu', 'read'),
    action('kubernetes.scale', 'write'),
    { ...action('kubernetes.call', 'delete'), risk_varies: true },
  ],
  findings: ['CPU-101', 'CPU-102'],
};

/** The sample under another name, with a trigger of its own. */
export function sampleNamed(name: string, goal: string): string {
  return sample.replace('k8s-high-cpu', name).replace('goal: high-cpu', `goal: ${goal}`);
}

/** What is wrong with a file, a line each; empty when it is valid. */
export function problemsOf(source: string | Uint8Array): readonly string[] {
  const check = checkPlaybook(source, 'x.yaml', surroundings);
  return check.kind === 'valid' ? [] : check.problems.map(formatProblem);
}

/** What is wrong with the sample once a part of it is replaced. */
export function problemsWith(part: string, replacement: string): readonly string[] {
  if (!sample.includes(part)) return [`the sample holds no ${part}`];
  return problemsOf(sample.replace(part, () => replacement));
}
