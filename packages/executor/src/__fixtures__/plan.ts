import { createHash } from 'node:crypto';
import type { Plan, Step, Ticket } from '@cloudops/spec';
import serialize from 'canonicalize';

export const now: number = Date.UTC(2026, 0, 1);

/** A step that reads, with everything that is not said left at its plainest. */
export function createStep(id: string, more: Partial<Step> = {}): Step {
  return {
    id,
    title: id,
    action: 'memory.list',
    provider: 'memory',
    with: {},
    needs: [],
    risk_level: 'read',
    timeout_sec: 30,
    retry: { attempts: 1 },
    ...more,
  };
}

/** A plan with the id that its content gives. */
export function createPlan(steps: readonly Step[], more: Partial<Plan> = {}): Plan {
  const content: Omit<Plan, 'id'> = {
    schema_version: 1,
    playbook: { id: 'test', version: '1.0.0', digest: 'sha256:0' },
    intent: {
      intent_type: 'diagnose',
      target: { resource_type: 'workload', scope: null, filters: {} },
      goal: 'test',
      confidence: 1,
      question: 'why?',
      language: 'en',
      parser: { kind: 'none' },
    },
    inputs: { namespace: 'shop' },
    targets: [{ provider: 'memory', name: 'memory', environment: 'dev' }],
    steps,
    skipped: [],
    provider_versions: { memory: '1.0.0' },
    estimated_duration_sec: 0,
    estimated_cost_usd: 0,
    human_summary: 'A test.',
    ...more,
  };
  const digest = createHash('sha256')
    .update(serialize(content) ?? '')
    .digest('hex');
  return { ...content, id: `pln_${digest}` };
}

/** A ticket that is good for a minute. */
export function createTicket(plan: Plan, more: Partial<Ticket> = {}): Ticket {
  const expires_at = new Date(now + 60_000).toISOString();
  return { plan_id: plan.id, policy_digest: 'sha256:0', nonce: 'nonce-1', expires_at, ...more };
}
