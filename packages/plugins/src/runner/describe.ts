import type { Action, JsonObject, Provider } from '@cloudops/spec';
import { z } from 'zod';

function toJsonSchema(schema: z.ZodType): JsonObject {
  // What is accepted, not what comes out: both sides check what crosses, and only this one parses it.
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as unknown as JsonObject;
}

function describeAction(action: Action): JsonObject {
  const { name, description, risk, estimatedSec, estimatedCostUsd, riskByInput } = action;
  return {
    ...{ name, description, risk, estimatedSec, estimatedCostUsd },
    input: toJsonSchema(action.input),
    output: toJsonSchema(action.output),
    ...(riskByInput === undefined ? {} : { riskByInput: [...riskByInput.inputs] }),
    isChange: action.change !== undefined,
  };
}

/** What a provider says of itself, as JSON. */
export function describeInRunner(provider: Provider): JsonObject {
  return {
    specificationVersion: provider.specificationVersion,
    name: provider.name,
    version: provider.version,
    actions: provider.actions.map(describeAction),
    findings: provider.findings as unknown as JsonObject[],
    canLocate: provider.doLocate !== undefined,
  };
}
