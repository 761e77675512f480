import { type Action, defineAction, type Json, type JsonObject, type RiskLevel } from '@cloudops/spec';
import { z } from 'zod';
import { riskOf } from '../authorization/access-level.ts';
import type { Operation } from '../authorization/iam-action.ts';
import { toPermissions } from '../authorization/permissions.ts';
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

const named: z.ZodType<Operation> = z.looseObject({ service: serviceName, operation: operationName });

/** Reads where both names are known and AWS classes the operation so; else it may change something. */
async function riskOfNames(values: Readonly<Record<string, Json>>): Promise<RiskLevel> {
  const checked = named.safeParse(values);
  return checked.success ? riskOf(checked.data) : 'delete';
}

/** `aws.call`: any operation of any service whose SDK client is installed, in one place. */
export function createCallAction(session: AwsSession): Action {
  return defineAction<CallInput, Json>({
    name: 'call',
    description: 'Sends one operation of any AWS service, once unless it only reads.',
    risk: 'delete',
    riskByInput: { inputs: ['service', 'operation'], riskOf: riskOfNames },
    input,
    output: z.json() as z.ZodType<Json>,
    estimatedSec: 2,
    estimatedCostUsd: 0,
    permissions: toPermissions,
    doRun: ({ service, operation, account, region, input: asked }, context) =>
      session.call({ service, operation, account, region, ...(asked === undefined ? {} : { input: asked }) }, context),
  });
}
