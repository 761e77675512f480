import type { InvestigateOptions, Investigation } from '@cloudops/engine';
import type { ModelPrompt } from '@cloudops/intent';
import type { World } from '@cloudops/spec';
import type { Assets } from '../composition/assets.ts';
import type { ComposeRequest, Composition } from '../composition/compose-engine.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Paths } from '../configuration/paths.ts';
import { applyOnYes } from './own-yes.ts';
import { type QuestionFlags, readInputs } from './question-flags.ts';
import { type Session, withEngine } from './with-engine.ts';

/** Where a question is asked from. */
export interface AskContext {
  readonly paths: Paths;
  readonly assets: Assets;
  readonly toolVersion: string;
  readonly flags: QuestionFlags;
  /** A playbook to run instead of reading the question. */
  playbook?(composition: Composition): string;
  /** A proposal of a stored run to plan instead of reading the question. */
  readonly fix?: { readonly run: string; readonly number: number };
  /** Goes around the real transport, such as a recorder. */
  readonly wrap?: ComposeRequest['wrap'];
  readonly onConnected?: ComposeRequest['onConnected'];
  /** Told when everything is there and the question is about to be asked. */
  onReady?(question: string): void;
  /** What is to be done with the answer before the engine is closed. */
  conclude?(investigation: Investigation, composition: Composition): Promise<void>;
}

/** The answer, with the engine's parts that a command may want to show. */
export interface Asked {
  readonly investigation: Investigation;
  readonly composition: Composition;
  /** All that was to leave the machine for the question, where that is asked for and a model is configured. */
  readonly sent: ModelPrompt | null;
  /** Whether SIGINT or SIGTERM came meanwhile, even too late to stop this answer: nothing else may be started. */
  readonly interrupted: boolean;
}

/** Asks one question, and carries out what it is to change once somebody said yes. */
export function ask(question: string, context: AskContext): Promise<Asked> {
  const { flags, wrap, onConnected } = context;
  const use = async (session: Session): Promise<Asked> => {
    const { composition, signal, isInterrupted } = session;
    context.onReady?.(question);
    const answered = await investigate(question, context, session);
    const investigation = await applyOnYes(answered, flags, session);
    await context.conclude?.(investigation, composition);
    const sent = flags.explain ? previewOf(question, composition, signal) : null;
    return { investigation, composition, sent, interrupted: isInterrupted() };
  };
  return withEngine(context, use, {
    ...(wrap === undefined ? {} : { wrap }),
    ...(onConnected === undefined ? {} : { onConnected }),
    allowNodeProxy: readInputs(flags).node_proxy === 'true',
  });
}

function previewOf(
  question: string,
  { reader, catalog, configuration }: Composition,
  signal: AbortSignal,
): ModelPrompt | null {
  const environments = Object.keys(configuration.environments);
  return reader?.model?.preview({ question, catalog, environments, signal }) ?? null;
}

function investigate(question: string, { flags, playbook, fix }: AskContext, session: Session): Promise<Investigation> {
  const { composition, signal, progress } = session;
  const { engine, configuration, world } = composition;
  const options: InvestigateOptions = {
    signal,
    inputs: readInputs(flags),
    defaults: givenDefaults(configuration, world),
    ...(flags.scope === undefined ? {} : { scope: flags.scope }),
    dryRun: flags['dry-run'],
    readOnly: flags['read-only'],
    // Kept in the journal, which later commands read; what was read of an account is tens of megabytes.
    releaseEvidence: true,
    onEvent: progress.onEvent,
  };
  if (fix !== undefined) return engine.planFix(fix.run, fix.number, options);
  if (playbook === undefined) return engine.investigate(question, options);
  return engine.triage(playbook(composition), question, options);
}

/** A recorded world is asked as it was recorded, whatever is configured here. */
export function givenDefaults({ kubernetes }: Configuration, world: World | null): World['inputs'] {
  const { node_proxy, prometheus, alertmanager } = kubernetes;
  const alerts = prometheus !== undefined || alertmanager !== undefined;
  return world?.inputs ?? { node_proxy, prometheus: prometheus !== undefined, alerts };
}
