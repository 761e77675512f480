import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Baseline } from '@cloudops/executor-aws';
import { CloudOpsError, type Run } from '@cloudops/spec';
import { findPrincipal } from './composition/principal.ts';
import type { Paths } from './configuration/paths.ts';

/** A baseline that was written. */
export interface ApprovedBaseline {
  readonly file: string;
  readonly baseline: Baseline;
  /** `account/region` that the run read in part only. */
  readonly leftOut: readonly string[];
}

/**
 * Takes the security groups of a run for the approved state, which later audits are held against (SG-048).
 * @throws CloudOpsError `BASELINE_INCOMPLETE` for a run that read none whole, a recorded world or something else; `BASELINE_UNWRITABLE`.
 */
export async function approveBaseline(run: Run, paths: Paths): Promise<ApprovedBaseline> {
  const { playbook, targets } = run.plan;
  if (playbook.id !== 'aws-security-groups') throw incomplete(run, `it is one of ${playbook.id}`);
  // A recording may be of another account, another day or a stand-in.
  if (targets.some(({ name }) => name.startsWith('world:'))) throw incomplete(run, 'it read a recorded world');
  const { baselineOfRun } = await import('@cloudops/executor-aws');
  // When they were read is what is approved, not when somebody looked at them.
  const outcome = baselineOfRun(run.results, { approvedBy: findPrincipal().id, approvedAt: run.started_at });
  if (outcome.kind === 'incomplete') throw incomplete(run, outcome.why);
  const file = join(paths.awsReview, 'baseline.json');
  await writeWhole(file, `${JSON.stringify(outcome.baseline, null, 2)}\n`);
  return { file, baseline: outcome.baseline, leftOut: outcome.leftOut };
}

/** Half a baseline would be drift everywhere else: the old one stays until the new one is there. */
async function writeWhole(file: string, text: string): Promise<void> {
  const draft = join(dirname(file), `.baseline.${process.pid}.tmp`);
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(draft, text, { mode: 0o600 });
    await rename(draft, file);
  } catch (cause) {
    throw new CloudOpsError({
      code: 'BASELINE_UNWRITABLE',
      message: `The baseline cannot be written: ${(cause as Error).message}`,
      nextSteps: ['Check the folder’s permissions.'],
      cause,
    });
  }
}

function incomplete(run: Run, why: string): CloudOpsError {
  return new CloudOpsError({
    code: 'BASELINE_INCOMPLETE',
    message: `The run ${run.id} gives no baseline: ${why}.`,
    nextSteps: ['Ask first, with the rights it needs: cloudops ask "audit our aws security groups"'],
  });
}
