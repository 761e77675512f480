import type { Engine, Investigation } from '@cloudops/engine';
import { renderPlanFile } from '@cloudops/report';
import type { PlanFile } from '@cloudops/spec';
import { askYes, declined, isPersonThere } from '../investigation/ask-yes.ts';
import { type EngineContext, type EngineFlags, toChangeOptions, withEngine } from '../investigation/with-engine.ts';
import { toScreen } from '../screen.ts';
import { isInvalidPlan, readPlanFile, standardInput } from './read-plan-file.ts';

/** Where and how a change is carried out. */
export interface ChangeContext extends EngineContext {
  readonly flags: EngineFlags & ChangeFlags;
}

/** What of the flags decides whether somebody is asked, and how. */
export interface ChangeFlags {
  /** Does not ask. */
  readonly yes: boolean;
  readonly 'no-color': boolean;
  readonly verbose: boolean;
}

/**
 * Runs exactly a saved plan. At a terminal it is shown and asked about first if it changes something; the command of a script
 * is its yes.
 * @throws CloudOpsError `PLAN_UNREADABLE`, `PLAN_INVALID` (recorded), `DECLINED`, those of the engine.
 */
export function applyPlanFile(name: string, context: ChangeContext): Promise<Investigation> {
  return withEngine(context, async (session) => {
    const file = await readRecorded(name, session.composition.engine);
    await assertWanted(name, file, context.flags);
    return session.composition.engine.apply(file, toChangeOptions(session, context.flags, file.plan));
  });
}

/**
 * Reads a saved plan; what is none is recorded before it is refused, since somebody may have tampered with it.
 * @param check what else has to hold of it.
 */
export async function readRecorded(
  name: string,
  engine: Engine,
  check: (name: string, file: PlanFile) => void = () => undefined,
): Promise<PlanFile> {
  let code = 'plan-unreadable';
  try {
    const file = await readPlanFile(name);
    code = 'plan-altered';
    check(name, file);
    return file;
  } catch (error) {
    if (isInvalidPlan(error)) await engine.refusePlanFile(code);
    throw error;
  }
}

async function assertWanted(name: string, file: PlanFile, flags: ChangeFlags): Promise<void> {
  const changes = file.plan.steps.some((step) => step.risk_level !== 'read');
  // Standard input that held the plan cannot hold an answer.
  if (!changes || flags.yes || !isPersonThere() || name === standardInput) return;
  const screen = toScreen(process.stderr, process.env, flags);
  if (await askYes(`${renderPlanFile(file, 'human', screen)}\n`, 'Do exactly this now?')) return;
  throw declined('Nothing was done, since you did not say yes.');
}
