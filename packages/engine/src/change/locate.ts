import type { Plan, PlannedChange, Provider, UnknownReason } from '@cloudops/spec';
import type { EngineOptions } from '../engine-options.ts';
import { callOnce } from './call-protocol.ts';

/** Which clusters and accounts a plan's targets really are. */
export type Located =
  | { readonly kind: 'located'; readonly places: PlannedChange['places'] }
  | { readonly kind: 'unknown'; readonly provider: string; readonly reason: UnknownReason };

const lookSec = 30;

/** Asks every target of a plan which place it really is. What cannot tell is no place for a change. */
export async function locatePlaces(
  plan: Plan,
  providers: readonly Provider[],
  engine: EngineOptions,
  signal: AbortSignal,
): Promise<Located> {
  const places: PlannedChange['places'][number][] = [];
  for (const target of plan.targets) {
    const provider = providers.find(({ name }) => name === target.provider);
    if (provider?.doLocate === undefined) return cannotTell(target.provider, 'it has no way to say which place it is');
    const { doLocate } = provider;
    const place = { plan, step: { timeout_sec: lookSec }, provider, engine, signal };
    const evidence = await callOnce(place, (context) => doLocate.call(provider, context));
    if (evidence.status !== 'present') {
      return evidence.status === 'unknown'
        ? { kind: 'unknown', provider: target.provider, reason: evidence.reason }
        : cannotTell(target.provider, 'it does not say which place it is');
    }
    places.push({ provider: target.provider, target: target.name, identity: evidence.output });
  }
  return { kind: 'located', places: places.sort((left, right) => (left.provider < right.provider ? -1 : 1)) };
}

function cannotTell(provider: string, message: string): Located {
  return { kind: 'unknown', provider, reason: { kind: 'unavailable', message } };
}
