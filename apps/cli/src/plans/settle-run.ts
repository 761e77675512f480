import type { Investigation } from '@cloudops/engine';
import { escapeForTerminal } from '@cloudops/report';
import { askYes, declined, isPersonThere } from '../investigation/ask-yes.ts';
import { type EngineContext, toChangeOptions, withEngine } from '../investigation/with-engine.ts';
import { type ChangeContext, readRecorded } from './apply-plan-file.ts';

/** Looks what became of a run whose process died, and settles it. Begins nothing new, so nobody is asked. */
export function resumeRun(id: string, context: EngineContext): Promise<Investigation> {
  return withEngine(context, (session) =>
    session.composition.engine.resume(id, toChangeOptions(session, context.flags, null)),
  );
}

/**
 * Takes back what a run changed. At a terminal it is asked about first; the command of a script is its yes.
 * @param name the run's plan with approvals that came since, where policy asks for them.
 * @throws CloudOpsError `DECLINED`, `PLAN_…`, those of the engine.
 */
export function rollbackRun(id: string, name: string | undefined, context: ChangeContext): Promise<Investigation> {
  return withEngine(context, async (session) => {
    const { engine } = session.composition;
    const file = name === undefined ? {} : { file: await readRecorded(name, engine) };
    await assertWanted(id, context.flags.yes);
    return engine.rollback(id, { ...toChangeOptions(session, context.flags, null), ...file });
  });
}

async function assertWanted(id: string, yes: boolean): Promise<void> {
  if (yes || !isPersonThere()) return;
  const shown = `Takes back what ${escapeForTerminal(id, { maximum: 100 })} changed, last change first.\n`;
  if (await askYes(shown, 'Take it back now?')) return;
  throw declined('Nothing was taken back, since you did not say yes.');
}
