import type { Signer } from '@cloudops/approval';
import type { ApproveOutcome, Engine, RevokeOutcome } from '@cloudops/engine';
import { renderForApproval } from '@cloudops/report';
import { CloudOpsError, type PlanFile } from '@cloudops/spec';
import { askYes, declined, isPersonThere } from '../investigation/ask-yes.ts';
import { type EngineContext, withEngine } from '../investigation/with-engine.ts';
import { showControls } from '../visible-controls.ts';
import { readRecorded } from './apply-plan-file.ts';
import { assertUnaltered, readPlanFile, standardInput } from './read-plan-file.ts';
import { openSigner, type SignerFlags } from './signer-flags.ts';
import { assertPlanWritable, writePlanFile } from './write-plan-file.ts';

/** How somebody approves. */
export interface ApproveFlags extends SignerFlags {
  readonly reason: string | undefined;
  readonly out: string | undefined;
  readonly yes: boolean;
}

/** What became of an approval or a revocation, and where it is kept. */
export type Approved =
  | (Extract<ApproveOutcome, { kind: 'approved' }> & { readonly name: string; readonly key: string })
  | (Extract<RevokeOutcome, { kind: 'revoked' }> & { readonly name: string; readonly key: string })
  | { readonly kind: 'refused'; readonly why: string };

/**
 * Shows a saved plan, asks, signs what was shown, and adds the approval to the file.
 * @throws CloudOpsError `PLAN_…`, `CONFIRMATION_MISSING`, `DECLINED`, those of the signer and the engine.
 */
export function approvePlanFile(name: string, flags: ApproveFlags, context: EngineContext): Promise<Approved> {
  return withSigner(name, flags, context, async ({ engine, signal, file, signer, target }) => {
    const shown = renderForApproval(file);
    await assertYes(shown, `Approve this as the owner of ${signer.keyId}?`, name, flags.yes);
    const reason = flags.reason === undefined ? {} : { reason: flags.reason };
    const outcome = await engine.approve(file, { signer, signal, shown, ...reason });
    if (outcome.kind === 'refused') return outcome;
    await keep(target, outcome.file);
    return { ...outcome, name: target, key: signer.keyId };
  });
}

/**
 * Takes back what the owner of a key approved of a saved plan: the log holds it at once, the file from now on.
 * @throws CloudOpsError `PLAN_…`, those of the signer and the engine.
 */
export function revokePlanFile(name: string, flags: ApproveFlags, context: EngineContext): Promise<Approved> {
  return withSigner(name, flags, context, async ({ engine, signal, file, signer, target }) => {
    const outcome = await engine.revoke(file, { signer, signal });
    if (outcome.kind === 'refused') return outcome;
    await keep(target, outcome.file);
    return { ...outcome, name: target, key: signer.keyId };
  });
}

/** All that signing needs. */
interface Signing {
  readonly engine: Engine;
  readonly signal: AbortSignal;
  readonly file: PlanFile;
  readonly signer: Signer;
  /** Where the signed plan goes. */
  readonly target: string;
}

function withSigner(
  name: string,
  flags: ApproveFlags,
  context: EngineContext,
  sign: (signing: Signing) => Promise<Approved>,
): Promise<Approved> {
  const target = flags.out ?? name;
  if (target === standardInput) throw needsOut();
  return withEngine(context, async ({ composition: { engine }, signal }) => {
    const file = await readRecorded(name, engine, assertUnaltered);
    await assertPlanWritable(target, file, 'same-plan');
    const signer = await openSigner(flags, context.paths, signal);
    return sign({ engine, signal, file, signer, target });
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

/** Somebody else may have signed meanwhile: what the file has by now stays. */
async function keep(target: string, signed: PlanFile): Promise<void> {
  const current = await readPlanFile(target).catch(() => null);
  const isSame = current?.plan.id === signed.plan.id;
  const file = isSame ? { ...current, approvals: [...current.approvals, ...signed.approvals.slice(-1)] } : signed;
  await writePlanFile(target, file, 'same-plan');
}

function needsOut(): CloudOpsError {
  return new CloudOpsError({
    code: 'PLAN_UNWRITABLE',
    message: 'A plan from standard input has no file that this could be added to.',
    nextSteps: ['Name one with --out FILE.'],
  });
}
