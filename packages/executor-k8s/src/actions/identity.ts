import { type Action, type ActionContext, defineAction, type Evidence, type Principal } from '@cloudops/spec';
import { z } from 'zod';
import { mapEvidence } from '../api/map-evidence.ts';
import { compareText, fieldsOf, listOf, textOf } from '../api/object-fields.ts';
import { readObject } from '../api/read-object.ts';
import type { ApiSession } from '../api/session.ts';
import type { Services } from './services.ts';

/** Output of `kubernetes.identity`: who the API server says we are. */
export interface IdentityOutput {
  readonly username: string;
  readonly uid: string | null;
  /** Sorted. */
  readonly groups: readonly string[];
  /** `short-lived` for bound service account tokens, `long-lived` for client certificates, else `unknown`. */
  readonly credential: Principal['credential'];
}

const output = z.strictObject({
  username: z.string(),
  uid: z.string().nullable(),
  groups: z.array(z.string()),
  credential: z.enum(['short-lived', 'long-lived', 'unknown']),
});

/** The API server names the credential in the user's extra: JTI= for bound tokens, X509SHA256= for certificates. */
function credentialOf(extra: unknown): Principal['credential'] {
  const ids = listOf(fieldsOf(extra)['authentication.kubernetes.io/credential-id']).map(textOf);
  if (ids.some((id) => id.startsWith('JTI='))) return 'short-lived';
  return ids.some((id) => id.startsWith('X509SHA256=')) ? 'long-lived' : 'unknown';
}

/** Asks the API server who we are (SelfSubjectReview, authentication.k8s.io/v1; allowed to every user). */
export async function readIdentity(session: ApiSession, context: ActionContext): Promise<Evidence<IdentityOutput>> {
  const evidence = await readObject({
    session,
    context,
    asked: { verb: 'create', resource: 'authentication.k8s.io/selfsubjectreviews' },
    request: {
      method: 'POST',
      path: '/apis/authentication.k8s.io/v1/selfsubjectreviews',
      headers: { accept: 'application/json', 'content-type': 'application/json' },
      body: '{"apiVersion":"authentication.k8s.io/v1","kind":"SelfSubjectReview"}',
    },
  });
  return mapEvidence(evidence, ({ object }) => {
    const user = fieldsOf(fieldsOf(object.status).userInfo);
    return {
      username: textOf(user.username),
      uid: textOf(user.uid) || null,
      groups: listOf(user.groups).map(textOf).sort(compareText),
      credential: credentialOf(user.extra),
    };
  });
}

/**
 * Who the cluster takes us for. Recorded for reads; whose changes policy decides about.
 * Service accounts and other `system:` names are services, all other names people.
 */
export function toPrincipal({ username, credential }: IdentityOutput): Principal {
  return {
    id: `kubernetes:${username}`,
    kind: username.startsWith('system:') ? 'service' : 'human',
    established_by: 'kubernetes-self-subject-review',
    credential,
  };
}

/** `kubernetes.identity`. */
export function createIdentityAction({ session }: Services): Action {
  return defineAction<Record<string, never>, IdentityOutput>({
    name: 'identity',
    description: 'Asks the API server who the user is.',
    risk: 'read',
    input: z.strictObject({}),
    output,
    estimatedSec: 1,
    estimatedCostUsd: 0,
    permissions: () => [{ verb: 'create', resource: 'authentication.k8s.io/selfsubjectreviews' }],
    doRun: (_request, context) => readIdentity(session, context),
  });
}
