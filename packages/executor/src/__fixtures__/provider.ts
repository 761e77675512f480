import {
  type Action,
  type ActionContext,
  defineProvider,
  type Evidence,
  type Json,
  type Provider,
  resourceRefSchema,
} from '@cloudops/spec';

/** Lets everything through; the union keeps the input untouched until the catch hands it on. */
export const anything: Action['input'] = resourceRefSchema
  .or(resourceRefSchema)
  .catch((context) => context.input as never);

/** What an action of a test does. */
export type Run = (input: Json, context: ActionContext) => Promise<Evidence<Json>> | Evidence<Json>;

/** An action that counts one request and does what it is told. */
export function createAction(name: string, run: Run, more: Partial<Action> = {}): Action {
  return {
    name,
    description: name,
    risk: 'read',
    input: anything,
    output: anything,
    estimatedSec: 0,
    estimatedCostUsd: 0,
    permissions: () => [],
    doRun: async (input, context) => {
      context.countCall();
      return run(input as Json, context);
    },
    ...more,
  };
}

/** A provider called `memory`. */
export function createProvider(actions: readonly Action[], version = '1.0.0'): Provider {
  return defineProvider({
    specificationVersion: 'v1',
    name: 'memory',
    version,
    actions,
    findings: [],
    targets: async () => [{ provider: 'memory', name: 'memory', environment: 'dev' }],
    doIdentify: async () => ({ status: 'unknown', reason: { kind: 'unavailable', message: 'none' } }),
    close: async () => {},
  });
}
