import type { Engine, EngineEvent, Investigation } from '@cloudops/engine';
import type { Observation, Operation } from '@cloudops/telemetry';

/** Begins to observe one question. */
export type Observe = (operation: Operation) => Observation;

interface Watchable {
  onEvent?(event: EngineEvent): void;
}

/** The same engine, whose questions are observed. What observes can neither fail nor change them. */
export function observeEngine(engine: Engine, observe: Observe): Engine {
  const watch = async <Options extends Watchable>(
    operation: Operation,
    options: Options,
    work: (options: Options) => Promise<Investigation>,
  ): Promise<Investigation> => {
    const observation = observe(operation);
    const onEvent = (event: EngineEvent): void => {
      options.onEvent?.(event);
      observation.onEvent(event);
    };
    try {
      const investigation = await work({ ...options, onEvent });
      observation.finish(investigation);
      return investigation;
    } catch (error) {
      observation.fail(error);
      throw error;
    }
  };
  return {
    ...engine,
    investigate: (question, options) =>
      watch(options.dryRun === true ? 'plan' : 'investigate', options, (own) => engine.investigate(question, own)),
    triage: (playbook, title, options) => watch('triage', options, (own) => engine.triage(playbook, title, own)),
    plan: (question, options) => watch('plan', options, (own) => engine.plan(question, own)),
    planFix: (run, fix, options) => watch('plan', options, (own) => engine.planFix(run, fix, own)),
    apply: (file, options) => watch('apply', options, (own) => engine.apply(file, own)),
    resume: (run, options) => watch('resume', options, (own) => engine.resume(run, own)),
    rollback: (run, options) => watch('rollback', options, (own) => engine.rollback(run, own)),
  };
}
