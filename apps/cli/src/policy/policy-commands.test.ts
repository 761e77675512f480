import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readPolicyFolder } from '@cloudops/policy';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { samplePlanFile } from '../__fixtures__/plan-file.ts';
import type { Screen } from '../screen.ts';
import { checkPolicies, renderCheck, toCheckExit } from './check.ts';
import { explainPlan } from './explain.ts';
import type { FoundPolicies } from './find-policies.ts';
import { renderExplained } from './render-explained.ts';
import { renderTests } from './render-tests.ts';
import { testPolicies, toTestExit } from './test-policies.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const shipped = fileURLToPath(new URL('../../../../packages/policy/defaults', import.meta.url));
const screen: Screen = { width: 100, color: false, unicode: true, verbose: false };
const root = mkdtempSync(join(tmpdir(), 'cloudops-policies-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));

let count = 0;

/** The shipped policies in a folder of their own, with more files. */
function folderWith(files: Readonly<Record<string, string>> = {}): string {
  count += 1;
  const folder = join(root, String(count));
  cpSync(shipped, folder, { recursive: true });
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  return folder;
}

function found(folder: string): FoundPolicies {
  return { folder, source: readPolicyFolder(folder) };
}

const open =
  '@id("open")\npermit (principal in CloudOps::Role::"operator", action == CloudOps::Action::"delete", resource);\n';
const data = `environments: [dev, staging, prod]
roles: { viewer: ["*"], operator: [alice], approver: [alice, bob], finops: [] }
approvals: { maximum: 3, roles: [approver, finops] }
people:
  alice: { logins: ["os:alice"] }
  bob: { logins: ["os:bob"] }
`;

describe('policy check', () => {
  it('passes what is shipped, with warnings', async () => {
    const checked = await checkPolicies(found(folderWith()));
    expect(toCheckExit(checked)).toBe(0);
    expect(renderCheck(checked, 'human', screen)).toMatch(/0 errors, 3 warnings\.\n$/);
  });

  it('fails an edit that lets people delete in prod, with an example and its place', async () => {
    const folder = folderWith({ '30-guard-rails.cedar': open });
    const checked = await checkPolicies(found(folder));
    expect(toCheckExit(checked)).toBe(1);
    const text = renderCheck(checked, 'human', screen);
    expect(text).toContain('error    30-guard-rails.cedar:1:1  prod-delete-unapproved');
    expect(text).toMatch(/may delete .* in prod, unapproved/);
    expect(JSON.parse(renderCheck(checked, 'json', screen))).toMatchObject({ schema_version: 1, policies: 12 });
    expect(renderCheck(checked, 'markdown', screen)).toContain('| prod-delete-unapproved |');
  });

  it('says where a policy does not load', async () => {
    const folder = folderWith({ 'x.cedar': '@id("x")\npermit (principal, action, resource) when { 1 == };' });
    await expect(checkPolicies(found(folder))).rejects.toMatchObject({
      code: 'POLICY_INVALID',
      message: expect.stringMatching(/x\.cedar:2:\d+: .*unexpected token/),
    });
  });
});

describe('policy test', () => {
  const request = { files: [], mutations: false, minimumScore: undefined };

  it('passes what is shipped', async () => {
    const tested = await testPolicies({ ...request, policies: found(folderWith()) });
    expect(toTestExit(tested)).toBe(0);
    expect(renderTests(tested, 'human', screen)).toMatch(/^\d+ cases: \d+ pass, 0 fail\.\n$/);
  });

  it('passes the shipped cases over data of people, freezes and budgets of their own', async () => {
    const own = `${data.replace('finops: []', 'finops: [], auditor: [bob]')}budgets: [{ name: a, of: auditor, window: day, calls: 1 }]
freezes: [{ name: now, from: 2026-09-01, until: 2026-10-01 }]
time_zone: Asia/Tokyo
`;
    expect(toTestExit(await testPolicies({ ...request, policies: found(folderWith({ 'data.yaml': own })) }))).toBe(0);
  });

  it('fails an edit that lets people delete in prod, naming the case', async () => {
    const tested = await testPolicies({
      ...request,
      minimumScore: 0,
      policies: found(folderWith({ '30-guard-rails.cedar': open })),
    });
    expect(toTestExit(tested)).toBe(1);
    const text = renderTests(tested, 'human', screen);
    expect(text).toContain('FAILED nothing is deleted in prod, whoever approves (');
    expect(text).toContain('expected deny, got approved');
    expect(text).toContain('Mistakes were not tried');
  });

  it('names rules that no case would miss, and fails below the least score', async () => {
    const folder = folderWith();
    const file = join(folder, 'few.yaml');
    writeFileSync(
      file,
      'cases:\n  - { name: a, principal: os:x, risk: read, environment: dev, expect: { outcome: auto-approve } }\n',
    );
    const tested = await testPolicies({ ...request, files: [file], minimumScore: 90, policies: found(folder) });
    expect(toTestExit(tested)).toBe(1);
    const text = renderTests(tested, 'human', screen);
    expect(text).toMatch(/MISSED prod-no-delete \(30-guard-rails\.cedar:\d+\): \d+ of \d+ mistakes\n {7}removed\n/);
    expect(text).toMatch(/At least 90 % are asked for\.\n$/);
  });

  it('says what is missing where there are no cases', async () => {
    const folder = folderWith();
    rmSync(join(folder, 'tests'), { recursive: true });
    await expect(testPolicies({ ...request, policies: found(folder) })).rejects.toMatchObject({
      code: 'POLICY_CASES_MISSING',
    });
  });
});

describe('policy explain', () => {
  const { plan } = samplePlanFile();
  const now = Date.parse(plan.change?.prepared_at ?? '');
  const principal = { id: 'os:alice', kind: 'human', established_by: 'os-user', credential: 'short-lived' } as const;
  let policies: FoundPolicies;
  beforeAll(() => {
    policies = found(folderWith({ 'data.yaml': data }));
  });

  it('says who may approve, by which rules, and where these stand', async () => {
    const explained = await explainPlan({ plan, principal, envelopes: [], policies, now });
    expect(explained.decision.outcome).toBe('needs-approval');
    const text = renderExplained(explained, 'human', screen);
    expect(text).toContain('scale: write on kubernetes:prod-eu in prod: needs-approval');
    expect(text).toContain('eligible: ');
    expect(text).toMatch(/write-prod-approved \(permit, 20-changes\.cedar:\d+\): operators may change prod/);
    expect(text).toContain('It is decided anew');
    expect(JSON.parse(renderExplained(explained, 'json', screen))).toMatchObject({ schema_version: 1, approvals: [] });
  });

  it('says what would change a denial', async () => {
    const stored = { ...principal, credential: 'long-lived' } as const;
    const explained = await explainPlan({ plan, principal: stored, envelopes: [], policies, now });
    expect(renderExplained(explained, 'human', screen)).toContain(
      'What would change it\n  with a credential that is known to expire: needs-approval',
    );
  });

  it('counts no approval that is not genuine, and says why', async () => {
    const { approvals: envelopes } = samplePlanFile();
    const forged = envelopes.length > 0 ? envelopes : [{ payloadType: 'x', payload: 'e30=', signatures: [] }];
    const explained = await explainPlan({ plan, principal, envelopes: forged, policies, now });
    expect(explained).toMatchObject({ approvals: [], decision: { outcome: 'needs-approval' } });
    expect(renderExplained(explained, 'human', screen)).toContain('not genuine: ');
  });
});
