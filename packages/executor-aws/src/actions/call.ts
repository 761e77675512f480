import { type Action, defineAction, type Json, type JsonObject, type RiskLevel } from '@cloudops/spec';
import { z } from 'zod';
import { riskOf } from '../authorization/access-level.ts';
import { iamActions } from '../authorization/iam-action.ts';
import type { AwsSession } from '../clients/session.ts';
import { accountId, operationInput, operationName, regionName, serviceName } from './inputs.ts';

/** Input of `aws.call`. */
export interface CallInput {
  readonly service: string;
  readonly operation: string;
  readonly account: string;
  readonly region: string;
  readonly input?: JsonObject | undefined;
}

const input: z.ZodType<CallInput> = z.strictObject({
  service: serviceName,
  operation: operationName,
  account: accountId,
  region: regionName,
  input: operationInput.optional(),
});

/** An action whose risk hangs on its input. */
export interface RiskyAction extends Action {
  /** What this input may do, from AWS's service authorization data; unknown operations are writes. */
  riskOf(input: unknown): RiskLevel;
}

/** `aws.call`: any operation of any service whose SDK client is installed, in one place. */
export function createCallAction(session: AwsSession): RiskyAction {
  const action = defineAction<CallInput, Json>({
    name: 'call',
    description: 'Sends one operation of any AWS service, once unless it only reads.',
    risk: 'write',
    input,
    output: z.json() as z.ZodType<Json>,
    estimatedSec: 2,
    estimatedCostUsd: 0,
    permissions: (request) => iamActions(request).map((verb) => ({ verb, resource: '*' })),
    doRun: ({ service, operation, account, region, input: asked }, context) =>
      session.call({ service, operation, account, region, ...(asked === undefined ? {} : { input: asked }) }, context),
  });
  return {
    ...action,
    riskOf(given) {
      const checked = input.safeParse(given);
      return checked.success ? riskOf(checked.data) : 'write';
    },
  };
}
