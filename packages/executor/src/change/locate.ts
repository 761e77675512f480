import type { Plan, Provider } from '@cloudops/spec';
import { type Call, readProtocol } from './call.ts';
import type { Change, Stop } from './change.ts';

function locateCall(provider: Provider, change: Change, stop: Stop): Call<string> {
  return {
    name: 'doLocate',
    stop,
    timeoutSec: change.bound.step.timeout_sec,
    isOutput: (output): output is string => typeof output === 'string',
    run: async (context) => {
      const located = await provider.doLocate?.(context);
      return located ?? { status: 'unknown', reason: { kind: 'unavailable', message: 'it cannot tell where it is' } };
    },
  };
}

/**
 * Checks that the targets of changes are still the places where they were made: a name can be pointed elsewhere, and a look at
 * another cluster would find that nothing was ever done.
 * @returns what is elsewhere, or could not be told, in a sentence; undefined when all is where it was.
 */
export async function findElsewhere(
  plan: Plan,
  changes: readonly Change[],
  providers: readonly Provider[],
  stop: Stop,
): Promise<string | undefined> {
  for (const place of plan.change?.places ?? []) {
    const { provider: name, target, identity } = place;
    const change = changes.find(({ bound }) => bound.target.provider === name && bound.target.name === target);
    const provider = providers.find((candidate) => candidate.name === name);
    if (change === undefined || provider === undefined) continue;
    const { mark: _, ...unmarked } = change;
    const answer = await readProtocol(unmarked, locateCall(provider, unmarked, stop));
    if (answer.kind === 'none') return `Nobody can tell where ${name}:${target} is: ${answer.reason.message}.`;
    if (answer.output !== identity) return `${name}:${target} was ${identity} then, and is ${answer.output} now.`;
  }
  return undefined;
}
