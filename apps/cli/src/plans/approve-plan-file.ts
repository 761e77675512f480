import type { ApproveOutcome, RevokeOutcome } from '@cloudops/engine';
import { renderForApproval } from '@cloudops/report';
import { CloudOpsError, type Envelope, type PlanFile } from '@cloudops/spec';
import { askYes, isPersonThere } from '../investigation/ask-yes.ts';
import { type EngineContext, type Session, withEngine } from '../investigation/with-engine.ts';
import { showControls } from '../visible-controls.ts';
import { declined, readRecorded } from './apply-plan-file.ts';
import { assertUnaltered, readPlanFile, standardInput } from './read-plan-file.ts';
import { openSigner, type SignerFlags } from './signer-flags.ts';
import { writePlanFile } from './write-plan-file.ts';

/** How somebody approves. */
export interface ApproveFlags extends SignerFlags {
  readonly reason: string | undefined;
  readonly out: string | undefined;
  readonly yes: boolean;
}

/** What became of an approval or a revocation, and where it is kept. */
export type Approved =
  | (Extract<ApproveOutcome, { kind: 'approved' }> & { readonly name: string; readonly key: string })
  | (Extract<RevokeOutcome, { kind: 'revoked' }> & { readonly key: string })
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Shows a saved plan, asks, signs what was shown, and adds the approval to the file.
 * @throws CloudOpsError `PLAN_…`, `CONFIRMATION_MISSING`, `DECLINED`, those of the signer and the engine.
 */
export function approvePlanFile(name: string, flags: ApproveFlags, context: EngineContext): Promise<Approved> {
  const target = flags.out ?? name;
  if (target === standardInput) throw needsOut();
  return withEngine(context, async ({ composition: { engine }, signal }) => {
    const file = await readRecorded(name, engine, assertUnaltered);
    const signer = await openSigner(flags, context.paths, signal);
    const shown = renderForApproval(file);
    await assertYes(shown, `Approve this as the owner of ${signer.keyId}?`, name, flags.yes);
    const reason = flags.reason === undefined ? {} : { reason: flags.reason };
    const outcome = await engine.approve(file, { signer, signal, shown, ...reason });
    if (outcome.kind === 'refused') return outcome;
    await keep(target, outcome.file, outcome.envelope);
    return { ...outcome, name: target, key: signer.keyId };
  });
}

/** Takes back what a key approved of a saved plan, wherever the file is by now. The file stays as it is. */
export function revokePlanFile(name: string, flags: SignerFlags, context: EngineContext): Promise<Approved> {
  return withEngine(context, async ({ composition: { engine }, signal }: Session) => {
    const file = await readRecorded(name, engine, assertUnaltered);
    const signer = await openSigner(flags, context.paths, signal);
    const outcome = await engine.revoke(file, { signer, signal });
    return outcome.kind === 'refused' ? outcome : { ...outcome, key: signer.keyId };
  });
}

async function assertYes(shown: string, question: string, name: string, yes: boolean): Promise<void> {
  if (yes) {
    // What is signed says that it was shown, so it is, whoever reads it.
    process.stderr.write(showControls(shown));
    return;
  }
  if (!isPersonThere() || name === standardInput) {
    throw new CloudOpsError({
      code: 'CONFIRMATION_MISSING',
      message: 'Nothing was approved: nobody could be shown the plan and asked.',
      nextSteps: ['Approve at a terminal, where the plan is shown.', 'In a script that has its own yes: --yes'],
    });
  }
  if (!(await askYes(`${shown}\n`, question))) throw declined('Nothing was approved, since you did not say yes.');
}

/** Somebody else may have approved meanwhile: the file's other approvals stay. */
async function keep(target: string, approved: PlanFile, envelope: Envelope): Promise<void> {
  const current = await readPlanFile(target).catch(() => null);
  const isSame = current?.plan.id === approved.plan.id;
  const file = isSame ? { ...current, approvals: [...current.approvals, envelope] } : approved;
  await writePlanFile(target, file, 'same-plan');
}

function needsOut(): CloudOpsError {
  return new CloudOpsError({
    code: 'PLAN_UNWRITABLE',
    message: 'A plan from standard input has no file that the approval could be added to.',
    nextSteps: ['Name one with --out FILE.'],
  });
}
