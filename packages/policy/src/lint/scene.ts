import { datetime, planEntity, reference, targetEntity, uid, userEntity } from '../entities.ts';
import type { Question } from '../policy-set.ts';

/** Somebody who could ask. */
export interface Actor {
  readonly id: string;
  /** What they are called in a message. */
  readonly called: string;
  readonly kind: string;
  readonly roles: readonly string[];
}

/** Everything that a policy for a step can look at. */
export interface StepScene {
  readonly actor: Actor;
  readonly credential: string;
  readonly origin: string;
  readonly action: 'read' | 'warn' | 'write' | 'delete';
  readonly provider: string;
  readonly target: string;
  readonly environment: string;
  readonly playbook: string;
  readonly now: number;
  readonly weekday: string;
  readonly minuteOfDay: number;
  readonly count: number;
  readonly roles: readonly string[];
  readonly blastRadius: number;
  readonly monthlyCents: number;
  readonly isFrozen: boolean;
}

/** Everything that a policy for an approval can look at. */
export interface ApprovalScene {
  readonly actor: Actor;
  readonly requester: string;
  readonly requesterKind: string;
  readonly runner: string;
  readonly environment: string;
  readonly now: number;
  readonly approvedAt: number;
  readonly isSamePlan: boolean;
}

/** Asks whether a step may run. */
export function askAboutStep(scene: StepScene): Question {
  const id = `${scene.provider}:${scene.target}`;
  const { actor, now } = scene;
  const isChange = scene.action === 'write' || scene.action === 'delete';
  const freeze = { active: scene.isFrozen, ...(scene.isFrozen ? { until: datetime(now + 3_600_000) } : {}) };
  return {
    principal: uid('User', actor.id),
    action: uid('Action', scene.action),
    resource: uid('Target', id),
    entities: [
      userEntity({ ...actor, credential: scene.credential, establishedBy: scene.origin }),
      targetEntity({ id, provider: scene.provider, name: scene.target, environment: scene.environment }),
    ],
    context: {
      now: datetime(now),
      weekday: reference('Weekday', scene.weekday),
      minuteOfDay: scene.minuteOfDay,
      playbook: scene.playbook,
      approvals: { count: scene.count, roles: scene.roles.map((role) => reference('Role', role)) },
      ...(isChange ? { blastRadius: scene.blastRadius, monthlyCents: scene.monthlyCents, freeze } : {}),
    },
  };
}

/** Asks whether an approval counts. */
export function askAboutApproval(scene: ApprovalScene): Question {
  const { actor, requester, requesterKind, runner, environment } = scene;
  const plan = { id: 'pln_example', requester, requesterKind, runner, environments: [environment] };
  return {
    principal: uid('User', actor.id),
    action: uid('Action', 'approve'),
    resource: uid('Plan', plan.id),
    entities: [userEntity({ ...actor, credential: 'unknown', establishedBy: '' }), planEntity(plan)],
    context: {
      now: datetime(scene.now),
      approvedAt: datetime(scene.approvedAt),
      planDigest: scene.isSamePlan ? plan.id : 'pln_other',
    },
  };
}

/** Says what happens in a scene that is allowed, for a message. */
export function describeStep(scene: StepScene): string {
  const { actor, action, environment, count, credential } = scene;
  const approved = count === 0 ? 'unapproved' : `with ${count} ${count === 1 ? 'approval' : 'approvals'}`;
  const kind = actor.kind === 'human' ? '' : ` (${actor.kind})`;
  return `${actor.called}${kind} may ${action} ${scene.provider}:${scene.target} in ${environment}, ${approved}, with a ${credential} credential`;
}
