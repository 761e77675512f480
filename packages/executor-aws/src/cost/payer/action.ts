import { type Action, defineAction } from '@cloudops/spec';
import { z } from 'zod';
import { findPayer, type PayerOptions } from './find-payer.ts';
import type { Payer } from './payer.ts';

interface PayerInput {
  /** Twelve digits or configured names, several by commas; null for the whole bill. */
  readonly account?: string | null | undefined;
}

const digits = z.string().regex(/^\d{12}$/);

const outputSchema: z.ZodType<Payer> = z.strictObject({
  account: digits.nullable(),
  kind: z.enum(['management', 'standalone', 'named', 'member', 'unclear']),
  management: digits.nullable(),
  only: z
    .string()
    .regex(/^\d{12}(?:,\d{12})*$/)
    .nullable(),
  places: z.array(z.strictObject({ account: digits, region: z.string() })),
});

function namesOf(text: string | null | undefined): readonly string[] | null {
  const names = (text ?? '').split(',').map((name) => name.trim());
  const given = [...new Set(names)].filter((name) => name !== '');
  return given.length === 0 ? null : given;
}

/** `aws.find-payer`: whom to ask about cost, and whether that one sees the whole bill. */
export function createPayerAction(options: PayerOptions): Action {
  return defineAction<PayerInput, Payer>({
    name: 'find-payer',
    description: 'Finds the account that pays: the one that is named, else the management account.',
    risk: 'read',
    input: z.strictObject({ account: z.string().max(2000).nullish() }),
    output: outputSchema,
    estimatedSec: 1,
    estimatedCostUsd: 0,
    permissions: () => [
      { verb: 'sts:GetCallerIdentity', resource: '*' },
      { verb: 'organizations:DescribeOrganization', resource: '*' },
      ...(options.accounts === 'organization' ? [{ verb: 'organizations:ListAccounts', resource: '*' }] : []),
    ],
    doRun: ({ account }, context) => findPayer(options, namesOf(account), context),
  });
}
