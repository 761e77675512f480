import type { ChangeOptions } from '@cloudops/engine';
import type { Plan } from '@cloudops/spec';
import type { Assets } from '../composition/assets.ts';
import { type ComposeRequest, type Composition, composeEngine } from '../composition/compose-engine.ts';
import type { Paths } from '../configuration/paths.ts';
import { createLiveProgress, createSilentProgress, type LiveProgress } from '../progress/live-progress.ts';
import { listenForInterruption } from '../signals.ts';
import { observeComposition } from '../telemetry/observe-composition.ts';
import type { QuestionFlags } from './question-flags.ts';

/** Flags that say where an engine goes, for how long, and how much it tells meanwhile. */
export type EngineFlags = Pick<
  QuestionFlags,
  'world' | 'context' | 'profile' | 'region' | 'timeout' | 'read-only' | 'quiet'
> &
  Partial<Pick<QuestionFlags, 'parser'>>;

/** Where an engine is made. */
export interface EngineContext {
  readonly paths: Paths;
  readonly assets: Assets;
  readonly toolVersion: string;
  readonly flags: EngineFlags;
}

/** An engine while it is open. */
export interface Session {
  readonly composition: Composition;
  /** Aborts on SIGINT, SIGTERM and when `--timeout` has passed. */
  readonly signal: AbortSignal;
  readonly progress: LiveProgress;
  /** Whether SIGINT or SIGTERM came. */
  isInterrupted(): boolean;
}

/**
 * Builds the engine, listens for interrupts, shows progress, and closes everything whatever happens.
 * @param parts what of the engine is made in another way.
 */
export async function withEngine<Result>(
  context: EngineContext,
  use: (session: Session) => Promise<Result>,
  parts: Partial<ComposeRequest> = {},
): Promise<Result> {
  const { flags } = context;
  const progress = createProgress(flags);
  const interruption = listenForInterruption(flags.timeout === undefined ? null : flags.timeout * 1000);
  try {
    const composed = await composeEngine({ ...toComposeRequest(context, progress), ...parts });
    const { composition, end } = await observeComposition(composed, context.toolVersion);
    try {
      return await use({
        composition,
        signal: interruption.signal,
        progress,
        isInterrupted: interruption.isInterrupted,
      });
    } finally {
      await composition.engine.close();
      composition.reader?.close();
      end();
    }
  } finally {
    progress.end();
    interruption.dispose();
  }
}

/**
 * What the engine is told when it changes something.
 * @param plan what is to run, where that is known already: progress counts its steps.
 */
export function toChangeOptions(
  { signal, progress }: Session,
  flags: Pick<EngineFlags, 'read-only'>,
  plan: Plan | null,
): ChangeOptions {
  if (plan !== null) progress.onEvent({ kind: 'plan-created', plan, why: '' });
  return { signal, onEvent: progress.onEvent, readOnly: flags['read-only'] };
}

function toComposeRequest(
  { paths, assets, toolVersion, flags }: EngineContext,
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
    ...shuffleSeed(process.env.CLOUDOPS_SHUFFLE_SEED),
  };
}

/** For proving that the order of answers does not matter; only recorded worlds can be shuffled. */
function shuffleSeed(value: string | undefined): { shuffleSeed?: number } {
  return value === undefined || !/^\d+$/.test(value) ? {} : { shuffleSeed: Number(value) };
}

function createProgress({ quiet }: EngineFlags): LiveProgress {
  if (quiet) return createSilentProgress(null);
  const live = process.stderr.isTTY && process.env.TERM !== 'dumb' && process.env.CI === undefined;
  return live ? createLiveProgress(process.stderr) : createSilentProgress(process.stderr);
}
