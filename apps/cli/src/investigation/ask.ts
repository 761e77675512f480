import type { InvestigateOptions, Investigation } from '@cloudops/engine';
import type { ModelPrompt } from '@cloudops/intent';
import type { World } from '@cloudops/spec';
import type { Assets } from '../composition/assets.ts';
import { type ComposeRequest, type Composition, composeEngine } from '../composition/compose-engine.ts';
import type { Configuration } from '../configuration/configuration.ts';
import type { Paths } from '../configuration/paths.ts';
import { createLiveProgress, createSilentProgress, type LiveProgress } from '../progress/live-progress.ts';
import { listenForInterruption } from '../signals.ts';
import { type QuestionFlags, readInputs } from './question-flags.ts';

/** Where a question is asked from. */
export interface AskContext {
  readonly paths: Paths;
  readonly assets: Assets;
  readonly toolVersion: string;
  readonly flags: QuestionFlags;
  /** A playbook to run instead of reading the question. */
  playbook?(composition: Composition): string;
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

/** Asks one question: builds the engine, listens for interrupts, shows progress, closes everything. */
export async function ask(question: string, context: AskContext): Promise<Asked> {
  const { flags } = context;
  const progress = createProgress(flags);
  const interruption = listenForInterruption(flags.timeout === undefined ? null : flags.timeout * 1000);
  try {
    const composition = await composeEngine(toComposeRequest(context, progress));
    try {
      context.onReady?.(question);
      const investigation = await investigate(question, context, composition, interruption.signal, progress);
      await context.conclude?.(investigation, composition);
      const sent = flags.explain ? previewOf(question, composition, interruption.signal) : null;
      return { investigation, composition, sent, interrupted: interruption.isInterrupted() };
    } finally {
      await composition.engine.close();
      composition.reader?.close();
    }
  } finally {
    progress.end();
    interruption.dispose();
  }
}

function previewOf(
  question: string,
  { reader, catalog, configuration }: Composition,
  signal: AbortSignal,
): ModelPrompt | null {
  const environments = Object.keys(configuration.environments);
  return reader?.model?.preview({ question, catalog, environments, signal }) ?? null;
}

function investigate(
  question: string,
  { flags, playbook }: AskContext,
  composition: Composition,
  signal: AbortSignal,
  progress: LiveProgress,
): Promise<Investigation> {
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
  if (playbook === undefined) return engine.investigate(question, options);
  return engine.triage(playbook(composition), question, options);
}

/** A recorded world is asked as it was recorded, whatever is configured here. */
function givenDefaults({ kubernetes }: Configuration, world: World | null): World['inputs'] {
  const { node_proxy, prometheus, alertmanager } = kubernetes;
  const alerts = prometheus !== undefined || alertmanager !== undefined;
  return world?.inputs ?? { node_proxy, prometheus: prometheus !== undefined, alerts };
}

function toComposeRequest(
  { paths, assets, toolVersion, flags, wrap, onConnected }: AskContext,
  progress: LiveProgress,
): ComposeRequest {
  return {
    paths,
    assets,
    toolVersion,
    onNote: progress.note,
    readOnly: flags['read-only'],
    ...(flags.world === undefined ? {} : { world: flags.world }),
    ...(flags.context === undefined ? {} : { context: flags.context }),
    ...(flags.profile === undefined ? {} : { profile: flags.profile }),
    ...(flags.region === undefined ? {} : { regions: flags.region }),
    ...(flags.parser === undefined ? {} : { parser: flags.parser }),
    ...(wrap === undefined ? {} : { wrap }),
    ...(onConnected === undefined ? {} : { onConnected }),
    allowNodeProxy: readInputs(flags).node_proxy === 'true',
    ...shuffleSeed(process.env.CLOUDOPS_SHUFFLE_SEED),
  };
}

/** For proving that the order of answers does not matter; only recorded worlds can be shuffled. */
function shuffleSeed(value: string | undefined): { shuffleSeed?: number } {
  return value === undefined || !/^\d+$/.test(value) ? {} : { shuffleSeed: Number(value) };
}

function createProgress(flags: QuestionFlags): LiveProgress {
  if (flags.quiet) return createSilentProgress(null);
  const live = process.stderr.isTTY && process.env.TERM !== 'dumb' && process.env.CI === undefined;
  return live ? createLiveProgress(process.stderr) : createSilentProgress(process.stderr);
}
