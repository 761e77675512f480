import type { Principal } from '@cloudops/spec';
import { z } from 'zod';
import { createPolicyError } from '../errors.ts';
import { usualMoment } from '../lint/pools.ts';
import { readMoment } from '../local-time.ts';
import { toIssues } from '../policy-data.ts';
import { policyDataSchema } from '../policy-data-schema.ts';
import type { PolicyData, PolicyFile } from '../policy-source.ts';
import { readYaml, type YamlCheck } from '../read-yaml.ts';
import type { PolicyCase, PolicyCaseFile } from './policy-case.ts';

const id = z.string().min(1);
const kind = z.enum(['human', 'service', 'agent']);
const outcome = z.enum(['auto-approve', 'approved', 'needs-approval', 'deny']);

const principal = z.union([
  id.transform((only) => ({ id: only })),
  z.strictObject({
    id,
    kind: kind.exactOptional(),
    credential: z.enum(['short-lived', 'long-lived', 'unknown']).exactOptional(),
    established_by: z.string().exactOptional(),
  }),
]);

const approval = z.union([
  id.transform((by) => ({ by })),
  z.strictObject({
    by: id,
    kind: kind.exactOptional(),
    roles: z.array(z.string()).exactOptional(),
    age_minutes: z.number().exactOptional(),
    other_plan: z.boolean().exactOptional(),
  }),
]);

const expectation = z.strictObject({
  outcome,
  policies: z.array(z.string()).exactOptional(),
  needs: z
    .strictObject({
      count: z.int().min(0).exactOptional(),
      roles: z.array(z.string()).exactOptional(),
      eligible: z.array(z.string()).exactOptional(),
      satisfiable: z.boolean().exactOptional(),
    })
    .exactOptional(),
  warnings: z.array(z.string()).exactOptional(),
});

const policyCase = z.strictObject({
  name: z.string().min(1).max(200),
  principal,
  requester: id.exactOptional(),
  risk: z.enum(['read', 'write', 'delete']),
  environment: id,
  playbook: id.default('example'),
  provider: id.default('kubernetes'),
  target: id.default('main'),
  blast_radius: z.int().min(0).default(1),
  monthly_cents: z.int().min(0).default(0),
  approvals: z.array(approval).max(20).default([]),
  now: z.string().exactOptional(),
  expect: expectation,
});

const caseFile = z.strictObject({
  data: z.record(z.string(), z.unknown()).default({}),
  cases: z.array(policyCase).min(1).max(10_000),
});

/**
 * Reads a file of cases.
 * @param base the policies' own data; the file's `data` replaces parts of it: roles and people by name, the rest as a whole.
 * @throws CloudOpsError `POLICY_CASES_INVALID`, naming file, line and column of each fault.
 */
export function parsePolicyCases(file: PolicyFile, base: PolicyData): PolicyCaseFile {
  return readYaml(file, {
    check: (value, lineOf) => checkFile({ value, file: file.file, base, lineOf }),
    toError: (lines) =>
      createPolicyError({
        code: 'POLICY_CASES_INVALID',
        message: `Policy cases do not load: ${lines.join('\n  ')}`,
        nextSteps: ['Correct the file of cases.'],
      }),
  });
}

interface CheckOptions {
  readonly value: unknown;
  readonly file: string;
  readonly base: PolicyData;
  lineOf(path: readonly PropertyKey[]): number;
}

function checkFile({ value, file, base, lineOf }: CheckOptions): YamlCheck<PolicyCaseFile> {
  const parsed = caseFile.safeParse(value);
  if (!parsed.success) return { kind: 'invalid', issues: toIssues(parsed.error, 'cases') };
  const merged = policyDataSchema.safeParse(mergeData(base, parsed.data.data));
  if (!merged.success) {
    const issues = toIssues(merged.error, 'data').map((issue) => ({ ...issue, path: ['data', ...issue.path] }));
    return { kind: 'invalid', issues };
  }
  const zone = merged.data.time_zone ?? 'UTC';
  const moments = parsed.data.cases.map(({ now }) => (now === undefined ? usualMoment : readMoment(now, zone)));
  const badMoment = moments.indexOf(null);
  if (badMoment >= 0) {
    const message = `cases.${badMoment}.now: must be a moment, such as 2026-09-15 10:00`;
    return { kind: 'invalid', issues: [{ path: ['cases', badMoment, 'now'], message }] };
  }
  const cases = parsed.data.cases.map((entry, index): PolicyCase => {
    const { now: _, ...rest } = entry;
    const line = lineOf(['cases', index]);
    return { ...rest, line, principal: toPrincipal(entry.principal), now: moments[index] ?? usualMoment };
  });
  return { kind: 'valid', value: { file, data: merged.data, cases } };
}

/** What is kept by name is replaced by name, so that shipped cases fit data with more roles; anything else as a whole. */
function mergeData(base: PolicyData, own: Readonly<Record<string, unknown>>): unknown {
  const byName = (['roles', 'people'] as const).flatMap((key) => {
    const value = own[key];
    const isNamed = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isNamed ? [[key, { ...base[key], ...value }] as const] : [];
  });
  return { ...base, ...own, ...Object.fromEntries(byName) };
}

function toPrincipal(given: z.infer<typeof principal>): Principal {
  return { kind: 'human', credential: 'short-lived', established_by: 'os-user', ...given };
}
