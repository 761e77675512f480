import type { Finding, FindingDefinition } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { exposedFinding, exposedRun, exposedSummary } from '../__fixtures__/exposed-run.ts';
import { findingId, sampleSummary, throttledRun } from '../__fixtures__/sample-run.ts';
import { complaints, publishedSchema, type SchemaObject } from '../__fixtures__/schemas.ts';
import { createReport } from '../create-report.ts';
import { renderReport } from './render-report.ts';

fc.configureGlobal({ seed: 20261123 });

const sarif = publishedSchema('sarif-2.1.0');
const compliance = publishedSchema('ocsf-1.8.0-compliance-finding');
const detection = publishedSchema('ocsf-1.8.0-detection-finding');
/** Without the cloud profile, its attribute is not required. */
const withoutCloud = publishedSchema('ocsf-1.8.0-detection-finding', (schema: SchemaObject) => ({
  ...schema,
  required: (schema.required as readonly string[]).filter((name) => name !== 'cloud'),
}));
const asff = publishedSchema('asff-2018-10-08');

const definitions: readonly FindingDefinition[] = [
  {
    code: 'SG-003',
    title: 'SSH open to the internet',
    role: 'fault',
    severity: 'critical',
    decided: 'TCP 22 from any IPv4 address.',
    remedy: 'Revoke the rule.',
  },
];

const exposed = createReport(
  exposedRun([
    exposedFinding(1),
    exposedFinding(2, { code: 'CST-24', tier: 'figure', severity: 'low', data: { monthly_usd: 4.2 } }),
    exposedFinding(3, {
      resource: { provider: 'aws', target: 'eu-west-1', kind: 'Service', name: 'Amazon Elastic Compute Cloud' },
    }),
  ]),
);
const throttled = createReport(throttledRun());
const parsed = (report: typeof exposed, form: 'sarif' | 'ocsf' | 'asff', run = exposedSummary): readonly unknown[] => {
  const text = renderReport(report, form, { run, definitions });
  return form === 'sarif'
    ? [JSON.parse(text)]
    : text
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line));
};
type Any = Record<string, never>;

describe('the published schemas', () => {
  it('refuse what they should, so that a pass means something', () => {
    const [log] = parsed(exposed, 'sarif') as [Any];
    expect(complaints(sarif, { ...log, version: '2.0.0' })).not.toEqual([]);
    expect(complaints(sarif, { ...log, surprise: 1 })).not.toEqual([]);
    const [event] = parsed(exposed, 'ocsf') as [Any];
    expect(complaints(compliance, { ...event, severity_id: 42 })).not.toEqual([]);
    expect(complaints(compliance, { ...event, finding_info: {} })).not.toEqual([]);
    const [request] = parsed(exposed, 'asff') as [{ Findings: readonly Any[] }];
    const [finding] = request.Findings;
    expect(complaints(asff, [{ ...finding, Title: 'x'.repeat(257) }])).not.toEqual([]);
    expect(complaints(asff, [{ ...finding, Severity: { Label: 'BAD' } }])).not.toEqual([]);
    expect(complaints(asff, [])).not.toEqual([]);
  });
});

describe('renderReport sarif', () => {
  it.each([
    ['AWS', exposed, exposedSummary],
    ['Kubernetes', throttled, sampleSummary],
  ])('fits the published schema for %s', (_name, report, run) => {
    expect(complaints(sarif, parsed(report, 'sarif', run)[0])).toEqual([]);
  });

  it('says what a rule means and shows the path of an exposure', () => {
    const [log] = parsed(exposed, 'sarif') as [{ runs: [{ tool: { driver: { rules: Any[] } }; results: Any[] }] }];
    expect(log.runs[0].tool.driver.rules.find(({ id }) => id === 'SG-003')).toMatchObject({
      shortDescription: { text: 'SSH open to the internet' },
      properties: { 'security-severity': '9.5' },
    });
    const texts = log.runs[0].results.map(({ message }) => (message as unknown as { text: string }).text);
    expect(texts.join('\n')).toContain('internet → igw-1 → rtb-2 → acl-3 → eni-4 → sg-00000000000000001 → tcp/22');
  });

  it('takes names literally: no placeholder and no link comes out of one', () => {
    const evil = createReport(exposedRun([exposedFinding(1, { title: '[click](https://example.com) {0}' })]));
    const [log] = parsed(evil, 'sarif') as [{ runs: [{ results: [{ message: { text: string } }] }] }];
    expect(log.runs[0].results[0].message.text).toContain('\\[click\\](https://example.com) {{0}}');
  });
});

describe('renderReport ocsf', () => {
  it('fits the published classes: compliance for exposure, detection for the rest', () => {
    const events = parsed(exposed, 'ocsf') as readonly { class_uid: number }[];
    expect(events.map(({ class_uid }) => class_uid).sort()).toEqual([2003, 2003, 2004]);
    for (const event of events)
      expect(complaints(event.class_uid === 2003 ? compliance : detection, event)).toEqual([]);
  });

  it('fits without the cloud profile for Kubernetes', () => {
    for (const event of parsed(throttled, 'ocsf', sampleSummary)) expect(complaints(withoutCloud, event)).toEqual([]);
  });

  it('names the account, the region and the resource', () => {
    const [event] = parsed(createReport(exposedRun([exposedFinding(1)])), 'ocsf');
    expect(event).toMatchObject({
      class_uid: 2003,
      cloud: { provider: 'AWS', account: { uid: '111122223333' }, region: 'eu-west-1' },
      compliance: { control: 'SG-003', status_id: 3 },
      resources: [{ uid: 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-00000000000000001' }],
      finding_info: { uid: findingId(1), types: ['SG-003', 'SG-030'] },
    });
  });
});

describe('renderReport asff', () => {
  const findingsOf = (requests: readonly unknown[]): readonly Any[] =>
    requests.flatMap((request) => (request as { Findings: readonly Any[] }).Findings);

  it.each([
    ['AWS', exposed, exposedSummary],
    ['Kubernetes', throttled, sampleSummary],
  ])('fits the list that BatchImportFindings takes for %s', (_name, report, run) => {
    expect(complaints(asff, findingsOf(parsed(report, 'asff', run)))).toEqual([]);
  });

  it('carries what Security Hub sorts and shows', () => {
    const [finding] = findingsOf(parsed(createReport(exposedRun([exposedFinding(1)])), 'asff'));
    expect(finding).toMatchObject({
      SchemaVersion: '2018-10-08',
      ProductArn: 'arn:aws:securityhub:eu-west-1:111122223333:product/111122223333/default',
      AwsAccountId: '111122223333',
      Severity: { Label: 'CRITICAL', Normalized: 95 },
      CreatedAt: '2026-11-22T10:00:00.000Z',
      Resources: [
        { Type: 'AwsEc2SecurityGroup', Id: 'arn:aws:ec2:eu-west-1:111122223333:security-group/sg-00000000000000001' },
      ],
      Remediation: { Recommendation: { Text: 'Revoke the rule [write]' } },
      NetworkPath: [
        { ComponentId: 'igw-1' },
        { ComponentId: 'rtb-2' },
        { ComponentId: 'acl-3' },
        { ComponentId: 'eni-4' },
        {},
      ],
      Compliance: { Status: 'FAILED' },
    });
  });

  it.each([
    ['cn-north-1', 'arn:aws-cn:'],
    ['us-gov-west-1', 'arn:aws-us-gov:'],
    ['us-east-1', 'arn:aws:'],
  ])('uses the partition of %s', (namespace, start) => {
    const base = exposedFinding(1);
    const report = createReport(exposedRun([{ ...base, resource: { ...base.resource, namespace } }]));
    expect(String(findingsOf(parsed(report, 'asff'))[0]?.ProductArn)).toMatch(new RegExp(`^${start}`));
  });

  it('puts at most 100 findings into a request, and nothing into none', () => {
    const many = createReport(exposedRun(Array.from({ length: 201 }, (_, index) => exposedFinding(index + 1))));
    const sizes = parsed(many, 'asff').map((request) => (request as { Findings: unknown[] }).Findings.length);
    expect(sizes).toEqual([100, 100, 1]);
    expect(renderReport(createReport(exposedRun([])), 'asff', { run: exposedSummary })).toBe('');
  });
});

describe('the forms for other tools', () => {
  const raw = /[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]/;

  it.each(['sarif', 'ocsf', 'asff'] as const)('are the same for two runs over the same evidence: %s', (form) => {
    const again = { ...exposedSummary, id: 'run_other', audit_ids: ['aud_other'], duration_ms: 9 };
    expect(renderReport(exposed, form, { run: again })).toBe(renderReport(exposed, form, { run: exposedSummary }));
  });

  it('fit their schemas and stay bounded and harmless, whatever the names hold', () => {
    const nasty = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc.constantFrom('', ' ', '\u001b[2J', '\u202egpj.exe', '__proto__', '😀'.repeat(2000), '{'.repeat(600), '\ud800'),
    );
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 9, maxLength: 9 }), fc.boolean(), (texts, isAws) => {
        const report = createReport(exposedRun([hostileFinding(texts, isAws)]));
        const [log] = parsed(report, 'sarif');
        expect(complaints(sarif, log)).toEqual([]);
        for (const event of parsed(report, 'ocsf'))
          expect(complaints(isAws ? compliance : withoutCompliance, event)).toEqual([]);
        const requests = parsed(report, 'asff') as readonly { Findings: readonly object[] }[];
        for (const { Findings } of requests) expect(complaints(asff, Findings)).toEqual([]);
        for (const form of ['sarif', 'ocsf', 'asff'] as const) {
          const strings = allStrings(parsed(report, form));
          expect(strings.filter((text) => raw.test(text))).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });

  it('stay small for a name of ten megabytes', () => {
    const huge = 'x\u001b'.repeat(5_000_000);
    const resource = { provider: 'aws', target: huge, namespace: huge, kind: 'SecurityGroup', name: huge };
    const finding = exposedFinding(1, { title: huge, resource, data: { path: [huge] } });
    const report = createReport(exposedRun([finding]));
    for (const form of ['sarif', 'ocsf', 'asff', 'human', 'markdown', 'html'] as const) {
      expect(renderReport(report, form, { run: exposedSummary }).length).toBeLessThan(240_000);
    }
  });
});

const withoutCompliance = publishedSchema('ocsf-1.8.0-compliance-finding', (schema: SchemaObject) => ({
  ...schema,
  required: (schema.required as readonly string[]).filter((name) => name !== 'cloud'),
}));

function hostileFinding(texts: readonly string[], isAws: boolean): Finding {
  const [a = '', b = '', c = '', d = '', e = '', f = '', g = '', h = '', i = ''] = texts;
  return exposedFinding(1, {
    title: a,
    detail: b,
    also: [c],
    instances: [d],
    resource: { provider: isAws ? 'aws' : 'kubernetes', target: e, namespace: f, kind: `K${g}`, name: `n${h}` },
    evidence: [{ step: a, pointer: b, value: { [c]: [d, { [e]: f }] } }],
    remediations: [{ title: g, playbook: h, inputs: { [i]: a }, risk: 'write', undo: b }],
    data: { path: [a, b, c], protocol: d, [e]: f, reach: 'R2' },
  });
}

function allStrings(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, one]) => [key, ...allStrings(one)]);
}
