import type { Investigation } from '@cloudops/engine';
import { escapeForTerminal, renderPlan } from '@cloudops/report';
import { askYes, declined, isPersonThere } from '../investigation/ask-yes.ts';
import { type EngineContext, toChangeOptions, withEngine } from '../investigation/with-engine.ts';
import { toScreen } from '../screen.ts';
import { withJournal } from '../state.ts';
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
    await assertWanted(id, context);
    return engine.rollback(id, { ...toChangeOptions(session, context.flags, null), ...file });
  });
}

/** A run that is not there is for the engine to refuse. */
async function assertWanted(id: string, { paths, flags }: ChangeContext): Promise<void> {
  if (flags.yes || !isPersonThere()) return;
  const plan = (await withJournal(paths, (journal) => journal.findBeginning(id)))?.plan;
  if (plan === undefined) return;
  const done = renderPlan(plan, null, 'human', toScreen(process.stderr, process.env, flags));
  const what = `${escapeForTerminal(id, { maximum: 100 })} carried this plan out. What it changed is taken back, last change first.`;
  if (await askYes(`${done}\n${what}\n`, 'Take it back now?')) return;
  throw declined('Nothing was taken back, since you did not say yes.');
}
