import { everybody, personOf, rolesOf } from '../people/person.ts';
import type { PolicyData } from '../policy-source.ts';
import { weekdays } from '../schema.ts';
import type { PolicyTerms } from '../terms.ts';
import type { Draw } from './draw.ts';
import type { Actor, ApprovalScene, StepScene } from './scene.ts';

/** What scenes are drawn from: what policies speak of, and something that they do not. */
export interface Pools {
  readonly actors: readonly [Actor, ...Actor[]];
  readonly actions: readonly [StepScene['action'] | 'approve', ...(StepScene['action'] | 'approve')[]];
  readonly environments: readonly [string, ...string[]];
  readonly roles: readonly string[];
  readonly texts: readonly string[];
  readonly numbers: readonly number[];
  readonly durations: readonly number[];
  readonly moments: readonly [number, ...number[]];
  /** The most approvals. */
  readonly most: number;
}

/** Tuesday, 15 September 2026, 10:00 UTC. */
export const usualMoment: number = Date.UTC(2026, 8, 15, 10);

/** Who holds only what everybody holds. */
export function anybody(data: PolicyData): Actor {
  const roles = Object.keys(data.roles).filter((role) => data.roles[role]?.includes('*') === true);
  return { id: 'example:anybody', called: 'anybody', kind: 'human', roles };
}

/** Everybody in the data, and for each role somebody who holds it, whether or not anybody does. */
function actorsOf(data: PolicyData, terms: readonly PolicyTerms[]): readonly [Actor, ...Actor[]] {
  const nobody = anybody(data);
  const holders = Object.keys(data.roles)
    .filter((role) => !nobody.roles.includes(role))
    .map((role) => ({
      ...nobody,
      id: `example:${role}`,
      called: `whoever holds ${role}`,
      roles: [...nobody.roles, role].sort(),
    }));
  const all = {
    ...nobody,
    id: 'example:all',
    called: 'whoever holds all roles',
    roles: Object.keys(data.roles).sort(),
  };
  const users = terms.flatMap((each) => each.users);
  const real = [...new Set([...everybody(data), ...users])].map((id) => ({
    id,
    called: id,
    kind: personOf(data, id)?.kind ?? 'human',
    roles: rolesOf(data, id),
  }));
  return [nobody, ...holders, all, ...real];
}

/** Pools for some policies; with `focus`, only what makes one of them apply. */
export function createPools(data: PolicyData, terms: readonly PolicyTerms[], focus?: PolicyTerms): Pools {
  const spoken = focus === undefined ? terms : [focus];
  const actors = actorsOf(data, terms);
  const [first, ...more] = actors.filter(
    (actor) =>
      focus === undefined || focus.roles.length === 0 || focus.roles.some((role) => actor.roles.includes(role)),
  );
  const [prod, ...others] = data.environments;
  return {
    actors: first === undefined ? actors : [first, ...more],
    actions: actionsOf(focus),
    environments: [prod ?? 'prod', ...others],
    roles: Object.keys(data.roles).sort(),
    texts: [...new Set(spoken.flatMap((each) => each.texts))],
    numbers: around(spoken.flatMap((each) => each.numbers)),
    durations: around(spoken.flatMap((each) => each.durations)),
    moments: [usualMoment, ...around(spoken.flatMap((each) => each.moments))],
    most: data.approvals.maximum,
  };
}

function actionsOf(focus: PolicyTerms | undefined): Pools['actions'] {
  const all = ['read', 'warn', 'write', 'delete', 'approve'] as const;
  const named = focus?.actions ?? [];
  const [first, ...more] = all.filter(
    (action) => named.includes(action) || (named.includes('change') && ['write', 'delete'].includes(action)),
  );
  return first === undefined ? all : [first, ...more];
}

function around(values: readonly number[]): readonly number[] {
  return [...new Set(values.flatMap((value) => [value - 1, value, value + 1]))];
}

/** Draws a scene for a step; what is fixed stays. */
export function drawStep(draw: Draw, pools: Pools, fixed: Partial<StepScene> = {}): StepScene {
  const actor = draw.pick(pools.actors);
  const count = draw.below(pools.most + 1);
  const [step = 'read', ...steps] = pools.actions.filter((action) => action !== 'approve');
  return {
    actor: { ...actor, kind: draw.pick([actor.kind, actor.kind, 'human', 'service', 'agent']) },
    credential: draw.pick(['short-lived', 'short-lived', 'short-lived', 'long-lived', 'unknown']),
    origin: drawText(draw, pools, 'os-user'),
    action: draw.pick([step, ...steps]),
    provider: drawText(draw, pools, draw.pick(['kubernetes', 'aws'])),
    target: drawText(draw, pools, 'main'),
    environment: draw.pick(pools.environments),
    playbook: drawText(draw, pools, 'example'),
    now: draw.pick(pools.moments),
    weekday: draw.pick(['tue', 'tue', ...weekdays]),
    minuteOfDay: Math.min(drawNumber(draw, pools, 600), 1439),
    count,
    roles: count === 0 ? [] : pools.roles.filter(() => draw.below(2) === 0),
    blastRadius: drawNumber(draw, pools, 1),
    monthlyCents: drawNumber(draw, pools, 0),
    isFrozen: draw.below(4) === 0,
    ...fixed,
  };
}

/** Draws a scene for an approval; what is fixed stays. */
export function drawApprovalScene(draw: Draw, pools: Pools, fixed: Partial<ApprovalScene> = {}): ApprovalScene {
  const actor = fixed.actor ?? draw.pick(pools.actors);
  const now = draw.pick(pools.moments);
  return {
    actor: { ...actor, kind: draw.pick([actor.kind, actor.kind, 'human', 'service', 'agent', 'unknown']) },
    requester: draw.pick([actor.id, 'example:other', 'example:other']),
    requesterKind: draw.pick(['human', 'human', 'service', 'agent', 'unknown']),
    runner: draw.pick([actor.id, 'example:other', 'example:third']),
    environment: draw.pick(pools.environments),
    now,
    approvedAt: now - draw.pick([0, 1, -1, ...pools.durations]),
    isSamePlan: draw.below(4) > 0,
    ...fixed,
  };
}

/** Half of the time the usual. */
function drawText(draw: Draw, { texts }: Pools, usual: string): string {
  return draw.below(2) === 0 ? usual : draw.pick([usual, ...texts]);
}

function drawNumber(draw: Draw, { numbers }: Pools, usual: number): number {
  return draw.below(2) === 0 ? usual : Math.max(0, draw.pick([usual, ...numbers]));
}
