import { createKubernetesProvider } from '@cloudops/executor-k8s';
import { createExpressionEvaluator } from '@cloudops/planner';
import type { Analysis, Finding, Json, Run } from '@cloudops/spec';
import { analysisSchema } from '@cloudops/spec';

/** Evidence of one step as the analysis takes it. */
export interface StepEvidence {
  readonly status: string;
  readonly output?: { readonly items?: readonly Json[] } & Readonly<Record<string, Json>>;
  readonly reason?: Json;
}

/** What the analysis of a run took. */
export interface TriageInput {
  readonly steps: Readonly<Record<string, StepEvidence>>;
}

const { actions } = createKubernetesProvider({ version: '1', kubeconfigPath: '/nonexistent', environment: {} });
const triage = actions.find(({ name }) => name === 'triage');

/** The input of the step that analyzed, resolved from what the run read; null for a run that triages nothing. */
export function readTriageInput(run: Run): TriageInput | null {
  const step = run.plan.steps.find(({ action }) => action === 'kubernetes.triage');
  if (step === undefined) return null;
  const steps = Object.fromEntries(run.results.map((result) => [result.step, result]));
  const input = createExpressionEvaluator().resolve(step.with as Json, { inputs: run.plan.inputs, steps } as never);
  return input as unknown as TriageInput;
}

/** Analyzes anew, from evidence alone. */
export async function analyzeAgain(input: TriageInput): Promise<Analysis> {
  const idle = (): void => undefined;
  const target = { provider: 'kubernetes', name: 'test', environment: 'prod' };
  const clock = { now: () => 0, sleep: () => Promise.resolve() };
  const context = { signal: new AbortController().signal, clock, target, notify: idle, countCall: idle };
  const evidence = await triage?.doRun(triage.input.parse(input), context);
  return analysisSchema.parse(evidence?.output);
}

/** Where findings lie, and what they explain. */
export interface Verdict {
  /** Causes, first by rank first. */
  readonly causes: readonly Finding[];
  /** Every object that any finding is about or shows at. */
  readonly mentioned: ReadonlySet<string>;
}

/** `Kind/namespace/name` of what a finding is about. */
export function placeOf({ resource: { kind, namespace, name } }: Finding): string {
  return namespace === undefined ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

/** The causes of an analysis: what nothing explains. */
export function toVerdict({ findings }: Analysis): Verdict {
  const explained = new Set(findings.flatMap(({ cause_of }) => cause_of));
  return {
    causes: findings.filter(({ id, role }) => role !== 'hint' && !explained.has(id)),
    mentioned: new Set(findings.flatMap((finding) => [placeOf(finding), ...finding.instances.map(String)])),
  };
}

/**
 * Causes that less evidence must not bring about: a fault that all evidence together did not show as a cause, or a
 * symptom at an object that it did not so much as mention.
 */
export function strayCauses(less: Verdict, whole: Verdict): readonly string[] {
  const known = new Set(whole.causes.map(placeOf));
  return less.causes
    .filter((cause) => !known.has(placeOf(cause)) && !(cause.role === 'symptom' && whole.mentioned.has(placeOf(cause))))
    .map((cause) => `${cause.role} ${cause.code} ${placeOf(cause)}`);
}

/** The first cause of less evidence, when it is one of {@link strayCauses}: then the true one gave way to another. */
export function strayFirst(less: Verdict, whole: Verdict): readonly string[] {
  return strayCauses({ ...less, causes: less.causes.slice(0, 1) }, whole);
}
