import { createReport } from '@cloudops/report';
import type { Remediation, Target } from '@cloudops/spec';
import type { EngineOptions, InvestigateOptions } from '../engine-options.ts';
import { engineError } from '../errors.ts';
import { readRun } from './read-run.ts';

/** A proposal of a report, ready to be planned. */
export interface Fix {
  readonly playbook: string;
  /** What reports call the question. */
  readonly title: string;
  readonly inputs: NonNullable<InvestigateOptions['inputs']>;
  /** The environment that the run was about. */
  readonly scope: string | undefined;
  /** Where the run looked: a fix goes nowhere else. */
  readonly targets: readonly Target[];
}

/**
 * Finds a proposal of a stored run: 1 is the first one of the likeliest cause.
 * @throws CloudOpsError `RUN_UNKNOWN`, `FIX_UNKNOWN`, `FIX_NOT_PLANNABLE`.
 */
export async function findFix(runId: string, fix: number, engine: EngineOptions): Promise<Fix> {
  const run = await readRun(runId, engine);
  const remediations = createReport(run).causes.flatMap((cause) => cause.remediations);
  const remediation = remediations[fix - 1];
  if (remediation === undefined) throw noFix(runId, fix, remediations);
  if (remediation.playbook === '') throw byHand(fix, remediation);
  return {
    playbook: remediation.playbook,
    title: remediation.title,
    inputs: toInputs(remediation),
    scope: run.plan.intent.target.scope ?? undefined,
    targets: run.plan.targets,
  };
}

function noFix(runId: string, fix: number, remediations: readonly Remediation[]): Error {
  if (remediations.length === 0) {
    return engineError('FIX_UNKNOWN', `The run ${runId} proposes nothing to change.`, [
      `Read it: cloudops runs show ${runId}`,
    ]);
  }
  return engineError('FIX_UNKNOWN', `The run ${runId} has no proposal ${fix}; it has 1 to ${remediations.length}.`, [
    ...remediations.slice(0, 9).map(({ title, playbook }, index) => `${index + 1}: ${title} (${playbook})`),
  ]);
}

function byHand(fix: number, { title }: Remediation): Error {
  return engineError('FIX_NOT_PLANNABLE', `No playbook does proposal ${fix}; it is done by hand: ${title}`, [
    'Do it by hand, and ask again.',
  ]);
}

function toInputs({ inputs, playbook }: Remediation): Fix['inputs'] {
  const given = Object.entries(inputs).filter(([, value]) => value !== null);
  return Object.fromEntries(
    given.map(([name, value]) => {
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return [name, value];
      throw engineError(
        'FIX_NOT_PLANNABLE',
        `The proposal gives ${playbook} the input "${name}" in a form it cannot take.`,
      );
    }),
  );
}
