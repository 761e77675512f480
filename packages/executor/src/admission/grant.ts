import type { Action, Grant, Permission, Plan, Provider, Step } from '@cloudops/spec';

/** What a plan allows one provider to do: the union of what its steps need, as far as their inputs are known. */
export function createGrant(plan: Plan, provider: Provider, principal: string): Grant {
  const needed = new Map<string, Permission>();
  for (const step of plan.steps) {
    const action = provider.actions.find(({ name }) => step.action === `${provider.name}.${name}`);
    if (action === undefined) continue;
    for (const permission of permissionsOf(action, step)) needed.set(keyOf(permission), permission);
  }
  const permissions = [...needed].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, permission]) => permission);
  return { planId: plan.id, principal, permissions };
}

function keyOf({ verb, resource, namespace }: Permission): string {
  return JSON.stringify([verb, resource, namespace ?? null]);
}

/** An input that still waits for earlier steps may not pass its schema, and may be too little to tell. */
function permissionsOf(action: Action, step: Step): readonly Permission[] {
  const parsed = action.input.safeParse(step.with);
  try {
    return action.permissions(parsed.success ? parsed.data : step.with);
  } catch {
    return [];
  }
}
