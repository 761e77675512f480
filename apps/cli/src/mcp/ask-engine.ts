import type { InvestigateOptions, Investigation } from '@cloudops/engine';
import { type ComposeRequest, type Composition, composeEngine } from '../composition/compose-engine.ts';
import { givenDefaults } from '../investigation/ask.ts';
import { observeComposition } from '../telemetry/observe-composition.ts';
import { wrongArguments } from './check-arguments.ts';
import type { ServerContext } from './server-context.ts';
import type { ToolCall } from './tool.ts';

/** What is asked of the engine. */
export type Ask = (composition: Composition, options: InvestigateOptions) => Promise<Investigation>;

/** What of a call decides where it goes. */
export interface AskParts {
  readonly inputs?: NonNullable<InvestigateOptions['inputs']>;
  /** As the client named it; null where it named none. */
  readonly environment: string | null;
}

/**
 * Asks an engine that is made for this one call, so that a policy, a playbook or a login that changed since counts. The
 * one who asks is an agent, and where the server only reads the engine refuses all else.
 */
export async function askEngine(
  call: ToolCall,
  context: ServerContext,
  parts: AskParts,
  ask: Ask,
): Promise<Investigation> {
  const { targets, settings } = context;
  const scope = parts.environment ?? targets.scope;
  assertEnvironment(parts.environment, context);
  const composed = await composeEngine(toComposeRequest(context));
  const { composition, end } = await observeComposition(composed, context.toolVersion);
  try {
    return await ask(composition, {
      signal: call.signal,
      inputs: parts.inputs ?? {},
      defaults: givenDefaults(composition.configuration, composition.world),
      ...(scope === undefined ? {} : { scope }),
      readOnly: !settings.allow_changes,
      releaseEvidence: true,
      onEvent: call.onEvent,
    });
  } finally {
    await composition.engine.close();
    composition.reader?.close();
    end();
  }
}

function toComposeRequest({
  paths,
  assets,
  toolVersion,
  targets,
  settings,
  principal,
  note,
}: ServerContext): ComposeRequest {
  const { world, context, profile, regions } = targets;
  return {
    ...{ paths, assets, toolVersion, principal: principal(), onNote: note, readOnly: !settings.allow_changes },
    ...(world === undefined ? {} : { world }),
    ...(context === undefined ? {} : { context }),
    ...(profile === undefined ? {} : { profile }),
    ...(regions === undefined ? {} : { regions }),
  };
}

/** Only what is configured has a name that means something; a client's own word must not decide what counts as what. */
function assertEnvironment(name: string | null, { configuration: { environments } }: ServerContext): void {
  const known = Object.keys(environments).sort();
  if (name === null || known.includes(name)) return;
  const all = known.length === 0 ? 'None is configured: call without it.' : `Configured: ${known.join(', ')}.`;
  throw wrongArguments(`There is no environment "${name}".`, [all]);
}
