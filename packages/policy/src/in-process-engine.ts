import { decide } from './decide.ts';
import { denyAll } from './deny.ts';
import type { PolicyEngine, PolicyEngineOptions } from './engine.ts';
import { loadPolicySet } from './load-policy-set.ts';
import type { PolicySet } from './policy-set.ts';

/** Makes an engine that runs Cedar in the caller's thread. */
export function createInProcessEngine(options: PolicyEngineOptions): PolicyEngine {
  const loading = load(options);
  // Who never asks need not handle a failure; who asks is told below.
  loading.catch(() => undefined);
  let closed = false;
  return {
    ready: async () => {
      await loading;
    },
    decide: async (request) => {
      if (closed) return denyAll(request, ['the policy engine is closed']);
      try {
        return decide(request, await loading);
      } catch (error) {
        return denyAll(request, [error instanceof Error ? error.message : String(error)]);
      }
    },
    digest: async () => (await loading).digest,
    data: async () => (await loading).data,
    close: async () => {
      closed = true;
    },
  };
}

async function load(options: PolicyEngineOptions): Promise<PolicySet> {
  return await loadPolicySet(await options.load(), options.validatedCache);
}
