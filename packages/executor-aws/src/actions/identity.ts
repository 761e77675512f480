import { type Action, defineAction, type Evidence, type Json, type Principal } from '@cloudops/spec';
import { z } from 'zod';
import type { OwnAwsSession } from '../clients/aws-session.ts';
import type { AwsCallContext } from '../clients/session.ts';

/** Output of `aws.identity`: who AWS says we are. */
export interface IdentityOutput {
  /** Twelve digits. */
  readonly account: string;
  readonly arn: string;
  readonly user_id: string;
  /** `long-lived` for a user's own keys and for root, as far as that can be told. */
  readonly credential: Principal['credential'];
}

const output: z.ZodType<IdentityOutput> = z.strictObject({
  account: z.string(),
  arn: z.string(),
  user_id: z.string(),
  credential: z.enum(['short-lived', 'long-lived', 'unknown']),
});

function textOf(answer: Json, name: string): string {
  const value = typeof answer === 'object' && answer !== null && name in answer ? Reflect.get(answer, name) : '';
  return typeof value === 'string' ? value : '';
}

/** Users and root have keys that never end; a session that comes of one (GetSessionToken, GetFederationToken) can be had again. */
function credentialOf(arn: string): Principal['credential'] {
  if (/:root$|:user\/|:federated-user\//.test(arn)) return 'long-lived';
  return arn.includes(':assumed-role/') ? 'short-lived' : 'unknown';
}

/** Asks STS whose credentials these are (GetCallerIdentity needs no right). */
export async function readIdentity(session: OwnAwsSession, context: AwsCallContext): Promise<Evidence<IdentityOutput>> {
  const evidence = await session.call(
    { service: 'sts', operation: 'GetCallerIdentity', account: 'caller', region: session.homeRegion },
    context,
  );
  if (evidence.status !== 'present') return { status: 'unknown', reason: evidence.reason ?? nothing };
  const identity = toIdentity(evidence.output);
  return identity === null ? { status: 'unknown', reason: nothing } : { status: 'present', output: identity };
}

/** Reads the answer of GetCallerIdentity; null when it names no account or caller. */
export function toIdentity(answer: Json): IdentityOutput | null {
  const [account, arn] = [textOf(answer, 'Account'), textOf(answer, 'Arn')];
  if (account === '' || arn === '') return null;
  return { account, arn, user_id: textOf(answer, 'UserId'), credential: credentialOf(arn) };
}

const nothing = { kind: 'invalid', message: 'STS named no account and no caller' } as const;

/** People sign in as users, as root, or with IAM Identity Center; other roles are taken for services. */
export function toPrincipal({ arn, credential }: IdentityOutput): Principal {
  const isHuman = /:user\/|:root$|:federated-user\/|:assumed-role\/AWSReservedSSO_/.test(arn);
  return { id: `aws:${arn}`, kind: isHuman ? 'human' : 'service', established_by: 'aws-sts', credential };
}

/** `aws.identity`. */
export function createIdentityAction(session: OwnAwsSession): Action {
  return defineAction<Record<string, never>, IdentityOutput>({
    name: 'identity',
    description: 'Asks AWS whose credentials these are.',
    risk: 'read',
    input: z.strictObject({}),
    output,
    estimatedSec: 1,
    estimatedCostUsd: 0,
    permissions: () => [{ verb: 'sts:GetCallerIdentity', resource: '*' }],
    doRun: (_request, context) => readIdentity(session, context),
  });
}
