import { readFileSync } from 'node:fs';
import type { Decision, StepDecision } from '@cloudops/spec';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  countByReference,
  drawApproval,
  drawRequest,
  drawScene,
  everyApproval,
  mayRunByReference,
  type Profile,
  referenceData,
} from './__fixtures__/reference.ts';
import { decide } from './decide.ts';
import { createDraw, type Draw } from './lint/draw.ts';
import { loadPolicySet } from './load-policy-set.ts';
import { loadDefaultPolicies } from './policy-folder.ts';
import type { PolicyRequest } from './policy-request.ts';
import type { Answer, PolicySet } from './policy-set.ts';

const plain: Profile = { hours: false, strict: false };
const strict: Profile = { hours: true, strict: true };
const sets = new Map<Profile, PolicySet>();

beforeAll(async () => {
  const { policies } = loadDefaultPolicies();
  const optional = ['prod-hours.cedar', 'strict-credentials.cedar'].map((file) => ({
    file,
    text: readFileSync(new URL(`../defaults/optional/${file}`, import.meta.url), 'utf8'),
  }));
  sets.set(plain, remembering(await loadPolicySet({ policies, data: referenceData })));
  sets.set(strict, remembering(await loadPolicySet({ policies: [...policies, ...optional], data: referenceData })));
});

/** Asks Cedar the same question once: thousands of random requests share their approvals. */
function remembering(policySet: PolicySet): PolicySet {
  const known = new Map<string, Answer>();
  const ask: PolicySet['ask'] = (question) => {
    const key = JSON.stringify(question);
    const answer = known.get(key) ?? policySet.ask(question);
    known.set(key, answer);
    return answer;
  };
  return { ...policySet, ask };
}

function setOf(profile: Profile): PolicySet {
  const policySet = sets.get(profile);
  if (policySet === undefined) throw new TypeError('not loaded');
  return policySet;
}

/** Draws requests in so many scenes, sixteen approvals to each, and checks them. */
function each(
  { seed, scenes, perScene }: { readonly seed: number; readonly scenes: number; readonly perScene: number },
  check: (given: PolicyRequest, profile: Profile, draw: Draw) => void,
): void {
  const draw = createDraw(seed);
  for (let index = 0; index < scenes; index += 1) {
    const scene = drawScene(draw);
    const approvals = Array.from({ length: 16 }, () => drawApproval(draw, scene.now));
    for (let count = 0; count < perScene; count += 1) {
      const given = drawRequest(draw, scene, approvals);
      try {
        check(given, index % 4 === 0 ? strict : plain, draw);
      } catch (cause) {
        throw new Error(`request ${count} of scene ${index}: ${JSON.stringify(given)}`, { cause });
      }
    }
  }
}

function runs(given: PolicyRequest, profile: Profile): boolean {
  return ['auto-approve', 'approved'].includes(decide(given, setOf(profile)).outcome);
}

/** The outcome of one step, in plain code. */
function expected(given: PolicyRequest, step: StepDecision, profile: Profile) {
  const place = { risk: step.risk_level, environment: step.environment };
  const counted = countByReference(given);
  if (mayRunByReference(given, place, counted, profile)) return counted.count === 0 ? 'auto-approve' : 'approved';
  const conceivable = { count: 9, finops: true };
  return mayRunByReference(given, place, conceivable, profile) ? 'needs-approval' : 'deny';
}

/** Whether what a step needs can be given by everybody together, in plain code. */
function isGivable(given: PolicyRequest, step: StepDecision, profile: Profile): boolean {
  const all = countByReference({ ...given, approvals: [...given.approvals, ...everyApproval(given)] });
  return mayRunByReference(given, { risk: step.risk_level, environment: step.environment }, all, profile);
}

const strictness = ['auto-approve', 'approved', 'needs-approval', 'deny'];

function check(given: PolicyRequest, decision: Decision, profile: Profile): void {
  const outcomes = decision.steps.map((step) => step.outcome);
  expect(decision.errors).toEqual([]);
  expect(outcomes).toEqual(decision.steps.map((step) => expected(given, step, profile)));
  expect(strictness.indexOf(decision.outcome)).toBe(Math.max(...outcomes.map((each) => strictness.indexOf(each))));
  for (const step of decision.steps) {
    expect(step.requirement?.satisfiable).toBe(
      step.outcome === 'needs-approval' ? isGivable(given, step, profile) : undefined,
    );
  }
}

describe('decide, over random plans and people', () => {
  it('agrees with the same rules in plain code on 12,000 requests', () => {
    const seen: Record<string, number> = {};
    each({ seed: 1, scenes: 60, perScene: 200 }, (given, profile) => {
      const decision = decide(given, setOf(profile));
      seen[decision.outcome] = (seen[decision.outcome] ?? 0) + 1;
      check(given, decision, profile);
    });
    // All four outcomes were met often enough to mean something.
    expect(Math.min(...strictness.map((outcome) => seen[outcome] ?? 0))).toBeGreaterThan(300);
  }, 60_000);

  it('never refuses because of one more approval', () => {
    each({ seed: 2, scenes: 12, perScene: 60 }, (given, profile, draw) => {
      if (!runs(given, profile)) return;
      const more = [drawApproval(draw, given.now)];
      expect(runs({ ...given, approvals: [...given.approvals, ...more] }, profile)).toBe(true);
    });
  }, 30_000);

  it('keeps its promise when the eligible give exactly what was asked for, and when it says that nobody can', () => {
    each({ seed: 3, scenes: 12, perScene: 60 }, (given, profile) => {
      const decision = decide(given, setOf(profile));
      const all = { ...given, approvals: [...given.approvals, ...everyApproval(given)] };
      const held = decision.steps.filter((step) => step.requirement !== undefined);
      if (decision.outcome !== 'needs-approval') return;
      const satisfiable = held.every((step) => step.requirement?.satisfiable === true);
      expect(runs(all, profile)).toBe(satisfiable);
      if (!satisfiable) return;
      const eligible = new Set(held.flatMap((step) => step.requirement?.eligible ?? []));
      const given_ = everyApproval(given).filter(({ by }) => eligible.has(by));
      expect(runs({ ...given, approvals: [...given.approvals, ...given_] }, profile)).toBe(true);
    });
  }, 30_000);

  it('asks for no more people than are needed', () => {
    each({ seed: 4, scenes: 20, perScene: 30 }, (given, profile) => {
      const [step] = decide(given, setOf(profile)).steps.filter(({ requirement }) => requirement?.satisfiable === true);
      const { count = 0, eligible = [] } = step?.requirement ?? {};
      if (step === undefined || count === 0) return;
      const counted = countByReference(given).who;
      const newcomers = everyApproval(given).filter(({ by }) => eligible.includes(by) && !counted.has(by));
      const finopsFirst = [...newcomers].sort((left) => (left.by === 'fin' ? -1 : 1));
      const fewer = { ...given, approvals: [...given.approvals, ...finopsFirst.slice(0, count - 1)] };
      const now = decide(fewer, setOf(profile)).steps.find(
        (other) => other.step === step.step && other.target === step.target,
      );
      expect(now?.outcome).toBe('needs-approval');
    });
  }, 30_000);
});
