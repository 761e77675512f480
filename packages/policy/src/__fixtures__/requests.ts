import { loadDefaultPolicies } from '../policy-folder.ts';
import type { Approval, PolicyRequest } from '../policy-request.ts';
import type { PolicyData, PolicySource } from '../policy-source.ts';

/** 2026-09-15, a Tuesday, 10:00 UTC. */
export const now: number = Date.UTC(2026, 8, 15, 10);

/** A plan id, which is the plan's digest. */
export const planId: string = `pln_${'a'.repeat(64)}`;

/** People and what they may do. */
export const data: PolicyData = {
  environments: ['dev', 'staging', 'prod'],
  roles: {
    viewer: ['*'],
    operator: ['os:ana', 'os:ben', 'os:bot'],
    approver: ['os:ana', 'os:ben', 'os:cat', 'os:fin', 'os:bot'],
    finops: ['os:fin'],
  },
  approvals: { maximum: 3, roles: ['approver', 'finops'] },
};

/** The shipped policies over {@link data}. */
export function defaultSource(overrides: Partial<PolicyData> = {}): PolicySource {
  return { policies: loadDefaultPolicies().policies, data: { ...data, ...overrides } };
}

/** The shipped policies with one more file. */
export function sourceWith(text: string, file = 'extra.cedar'): PolicySource {
  const source = defaultSource();
  return { ...source, policies: [...source.policies, { file, text }] };
}

/** What a test may vary of a request. */
export interface RequestOptions {
  readonly risk?: 'read' | 'write' | 'delete';
  readonly environment?: string;
  readonly by?: string;
  readonly kind?: 'human' | 'service' | 'agent';
  readonly credential?: 'short-lived' | 'long-lived' | 'unknown';
  readonly approvals?: readonly Approval[];
  readonly context?: PolicyRequest['context'];
  readonly requester?: string;
  readonly now?: number;
}

/** A request of one step on one target, by `os:ana`, who touches one resource. */
export function request(options: RequestOptions = {}): PolicyRequest {
  return {
    plan: {
      id: planId,
      playbook: { id: 'k8s-high-cpu' },
      targets: [{ provider: 'kubernetes', name: 'main', environment: options.environment ?? 'prod' }],
      steps: [{ id: 'step', provider: 'kubernetes', risk_level: options.risk ?? 'read' }],
    },
    principal: {
      id: options.by ?? 'os:ana',
      kind: options.kind ?? 'human',
      established_by: 'os-user',
      credential: options.credential ?? 'short-lived',
    },
    approvals: options.approvals ?? [],
    now: options.now ?? now,
    ...(options.requester === undefined ? {} : { requester: options.requester }),
    context: options.context ?? { blast_radius: 1, monthly_cents: 0 },
  };
}

/** An approval by a person under all roles, for the plan of {@link request}, a minute ago. */
export function approval(by: string, overrides: Partial<Approval> = {}): Approval {
  const at = new Date(now - 60_000).toISOString();
  return { by, kind: 'human', roles: ['approver', 'finops'], plan_digest: planId, at, ...overrides };
}
