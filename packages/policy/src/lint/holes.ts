import type { ParsedPolicy } from '../policy-parser.ts';
import type { PolicySet, Question } from '../policy-set.ts';
import { findTerms } from '../terms.ts';
import { createDraw, type Draw } from './draw.ts';
import { anybody, createPools, drawApprovalScene, drawStep, type Pools } from './pools.ts';
import type { PolicyRemark, PolicyRemarkCode } from './remark.ts';
import { type ApprovalScene, askAboutApproval, askAboutStep, describeStep, type StepScene } from './scene.ts';

/** Something that no question should be allowed. */
interface Hole {
  readonly severity: PolicyRemark['severity'];
  readonly code: PolicyRemarkCode;
  readonly help: string;
  /** Draws a question of this kind, and says what it would mean if it were allowed. */
  draw(draw: Draw, pools: Pools): { readonly question: Question; readonly means: string };
}

const triesPerHole = 80;

/** Looks for holes by asking for them: each that is found comes with an example. */
export function findHoles(policySet: PolicySet, policies: readonly ParsedPolicy[]): PolicyRemark[] {
  const terms = policies.map((policy) => findTerms(policy.json));
  const pools = createPools(policySet.data, terms);
  const byId = new Map(policies.map((policy) => [policy.id, policy]));
  return holesOf(policySet).flatMap((hole, index) => {
    const draw = createDraw(1000 + index);
    for (let count = 0; count < triesPerHole; count += 1) {
      const { question, means } = hole.draw(draw, pools);
      const { allow, by } = policySet.ask(question);
      if (!allow) continue;
      const policy = byId.get(by[0] ?? '');
      const { severity, code, help } = hole;
      const message = `${means}: allowed by ${by.join(', ')}`;
      return [
        {
          ...{ severity, code, message, help },
          file: policy?.file ?? 'policies',
          line: policy?.line ?? null,
          column: policy?.column ?? null,
        },
      ];
    }
    return [];
  });
}

function holesOf({ data }: PolicySet): readonly Hole[] {
  const nobody = anybody(data);
  const step = (fixed: (draw: Draw) => Partial<StepScene>): Hole['draw'] => {
    return (draw, pools) => {
      const scene = drawStep(draw, pools, fixed(draw));
      return { question: askAboutStep(scene), means: describeStep(scene) };
    };
  };
  const unapproved = { count: 0, roles: [], isFrozen: false } as const;
  const inEach = data.environments.flatMap((environment): readonly Hole[] => [
    {
      severity: 'error',
      code: 'anybody-deletes',
      help: 'ask for a role and an approval',
      draw: step(() => ({ ...unapproved, environment, action: 'delete', actor: nobody })),
    },
    {
      severity: 'warning',
      code: 'anybody-writes',
      help: 'ask for a role',
      draw: step(() => ({ ...unapproved, environment, action: 'write', actor: nobody })),
    },
  ]);
  return [
    ...inEach,
    {
      severity: 'error',
      code: 'prod-delete-unapproved',
      help: 'forbid it, or ask for an approval: forbid (…) unless { context.approvals.count >= 1 }',
      draw: step(() => ({ ...unapproved, environment: 'prod', action: 'delete' })),
    },
    {
      severity: 'warning',
      code: 'agent-changes-unapproved',
      help: 'keep agents-need-approval',
      draw: (draw, pools) => {
        const actor = { ...draw.pick(pools.actors), kind: 'agent' };
        const scene = drawStep(draw, pools, { ...unapproved, actor, action: draw.pick(['write', 'delete']) });
        return { question: askAboutStep(scene), means: describeStep(scene) };
      },
    },
    {
      severity: 'warning',
      code: 'stored-key-changes',
      help: 'keep no-long-lived-credentials',
      draw: step((draw) => ({ credential: 'long-lived', action: draw.pick(['write', 'delete']), isFrozen: false })),
    },
    ...approvalHoles,
  ];
}

const day = 86_400_000;

const approvalHoles: readonly Hole[] = [
  {
    severity: 'error',
    code: 'self-approval',
    help: 'keep four-eyes',
    draw: (draw, pools) => {
      const actor = draw.pick(pools.actors);
      const requesterKind = actor.kind;
      const scene = drawApprovalScene(draw, pools, { actor, requester: actor.id, requesterKind, isSamePlan: true });
      return { question: askAboutApproval(scene), means: `${actor.called} may approve a plan of their own` };
    },
  },
  {
    severity: 'error',
    code: 'agent-approves',
    help: 'keep approver-is-human',
    draw: (draw, pools) => {
      const actor = { ...draw.pick(pools.actors), kind: draw.pick(['agent', 'service', 'unknown']) };
      return approves(draw, pools, { actor }, `${actor.called} may approve, being no human (${actor.kind})`);
    },
  },
  {
    severity: 'error',
    code: 'approval-of-another-plan',
    help: 'keep approval-binds-plan',
    draw: (draw, pools) => approves(draw, pools, { isSamePlan: false }, 'an approval of another plan counts'),
  },
  {
    severity: 'warning',
    code: 'approval-never-expires',
    help: 'keep approval-expires',
    draw: (draw, pools) => {
      const now = draw.pick(pools.moments);
      return approves(draw, pools, { now, approvedAt: now - 366 * day }, 'an approval counts that is a year old');
    },
  },
];

/** Somebody else's plan, approved just now, unless something else is fixed. */
function approves(
  draw: Draw,
  pools: Pools,
  fixed: Partial<ApprovalScene>,
  means: string,
): { readonly question: Question; readonly means: string } {
  const now = draw.pick(pools.moments);
  const others = { requester: 'example:other', requesterKind: 'human', runner: 'example:other' };
  const scene = drawApprovalScene(draw, pools, { ...others, isSamePlan: true, now, approvedAt: now, ...fixed });
  // The kind that is asked about must not be drawn anew.
  const actor = fixed.actor ?? { ...scene.actor, kind: 'human' };
  return { question: askAboutApproval({ ...scene, actor }), means };
}
