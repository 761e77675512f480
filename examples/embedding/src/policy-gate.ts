// Policy as a gate in a CI job: 0 = may run, 4 = denied, 5 = somebody has to approve it, 2 = no plan.
//   CI_ACTOR=ci:deploy POLICIES=./policies node src/policy-gate.ts api.plan.json
import { readFileSync } from 'node:fs';
import { verifyPlanId } from '@cloudops/planner';
import { createPolicyEngine, createPolicyRequest, loadDefaultPolicies, readPolicyFolder } from '@cloudops/policy';
import { type Plan, type Principal, planFileSchema, planSchema } from '@cloudops/spec';

const { CI_ACTOR = 'ci:unknown', POLICIES: folder } = process.env;

const file = process.argv[2] ?? 'plan.json';

/** A plan of the planner, or a file of `cloudops plan --out`; null for anything else. */
function readPlan(): Plan | null {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return planFileSchema.safeParse(value).data?.plan ?? planSchema.safeParse(value).data ?? null;
  } catch {
    return null;
  }
}

const plan = readPlan();
if (plan === null || !verifyPlanId(plan)) {
  console.error(`${file} holds no plan, or one that was altered.`);
  process.exitCode = 2;
} else {
  // Whoever runs the job is what the CI system says, never what the plan says.
  const principal: Principal = { id: CI_ACTOR, kind: 'service', established_by: 'oidc', credential: 'short-lived' };
  const engine = createPolicyEngine({
    load: folder === undefined ? loadDefaultPolicies : () => readPolicyFolder(folder),
  });
  const decision = await engine.decide(createPolicyRequest(plan, { principal, approvals: [], now: Date.now() }));
  await engine.close();
  console.log(`${decision.outcome}: ${decision.why}`);
  for (const step of decision.steps) console.log(`  ${step.step} (${step.risk_level}): ${step.outcome}`);
  process.exitCode = { 'auto-approve': 0, approved: 0, 'needs-approval': 5, deny: 4 }[decision.outcome];
}
