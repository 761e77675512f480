/**
 * Every attribute that can leave the machine, by name, with what its values are. Nothing else is ever set: no question, no
 * name of an object, a cluster, an account or a person, no input, no evidence.
 */
export const attributeNames = {
  /** What was called: `investigate`, `triage`, `plan`, `apply`, `resume`, `rollback`. */
  operation: 'cloudops.operation',
  /** How far it came: the kind of the investigation, such as `answered`, `denied`, `clarify`; `failed` where it threw. */
  outcome: 'cloudops.outcome',
  /** A part of the work: `question`, `parse`, `plan`, `decide`, `run`, `step`. */
  stage: 'cloudops.stage',
  /** `matched`, `clarify`, `unsupported`, `refused`, `failed`. */
  parseOutcome: 'cloudops.parse.outcome',
  /** `local`, `anthropic`, `openai`, `openai-compatible`. */
  parser: 'cloudops.parser',
  playbook: 'cloudops.playbook.id',
  playbookVersion: 'cloudops.playbook.version',
  /** `pln_` and a SHA-256. */
  plan: 'cloudops.plan.id',
  /** `run_` and a random part. */
  run: 'cloudops.run.id',
  /** `completed`, `partial`, `failed`, `interrupted`. */
  runStatus: 'cloudops.run.status',
  /** `auto-approve`, `approved`, `needs-approval`, `deny`. */
  decision: 'cloudops.decision.outcome',
  /** `sha256:` of the policies in force. */
  policy: 'cloudops.policy.digest',
  provider: 'cloudops.provider',
  /** Such as `kubernetes.list`. */
  action: 'cloudops.action',
  /** As the playbook names it. */
  step: 'cloudops.step.id',
  /** `present`, `absent`, `unknown`, `skipped`. */
  stepStatus: 'cloudops.step.status',
  /** Of a step: API requests. */
  calls: 'cloudops.calls',
  /** Of a plan: how many steps. */
  steps: 'cloudops.steps',
  /** `critical`, `high`, `medium`, `low`, `info`. */
  severity: 'cloudops.finding.severity',
  /** Of a question: how many findings. */
  findings: 'cloudops.findings',
  /** `model`: as the model's vendor bills it; `provider`: as the plan's actions estimate it. */
  costSource: 'cloudops.cost.source',
  /** The code of an error, such as `KUBECONFIG_NOT_FOUND`; why a step is unknown, such as `denied`. */
  errorType: 'error.type',
  /** The model, as configured. */
  model: 'gen_ai.request.model',
  modelVendor: 'gen_ai.provider.name',
  /** `chat`. */
  modelOperation: 'gen_ai.operation.name',
  /** `input` or `output`. */
  tokenType: 'gen_ai.token.type',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
} as const;

/** The attributes of one span, one figure or one log record. */
export type SafeAttributes = Readonly<Record<string, string | number>>;

/**
 * A word of a closed list, an id or a digest; anything else is `other`. Ids come from playbooks and plugins, which anybody
 * may have written: text, spaces and control characters never get through, nor what is too long for an id.
 */
export function toWord(value: string): string {
  return /^[A-Za-z0-9][A-Za-z0-9._:-]{0,99}$/.test(value) ? value : 'other';
}
