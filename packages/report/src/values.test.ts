import type { AuditRecord, Decision, FindingDefinition } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { samplePlan } from './__fixtures__/sample-run.ts';
import * as report from './index.ts';

const plan = samplePlan();
const held: Decision = {
  plan_id: plan.id,
  outcome: 'needs-approval',
  why: 'A write in prod needs one approval.',
  steps: plan.steps.map((step, index) => ({
    step: step.id,
    risk_level: step.risk_level,
    target: 'prod-eu',
    environment: 'prod',
    outcome: index === 2 ? 'needs-approval' : 'auto-approve',
    policies: [index === 2 ? 'hold-writes' : 'allow-reads'],
    why: index === 2 ? 'It writes.' : 'It reads.',
    ...(index === 2 ? { requirement: { count: 1, roles: ['lead', 'owner'] } } : {}),
  })),
  principal: { id: 'os:alice', kind: 'human', established_by: 'os-user', credential: 'unknown' },
  policy_digest: 'sha256:11',
  engine: 'cedar 4.13.0',
  errors: [],
  decided_at: '2026-11-22T10:00:00.000Z',
};

describe('renderPlan', () => {
  it('calls a price the least where a step runs for each item', () => {
    const steps = plan.steps.map((step, index) =>
      index === 1 ? { ...step, foreach: 'steps.pods.output.items' } : step,
    );
    const text = (cost: number) => report.renderPlan({ ...plan, steps, estimated_cost_usd: cost }, null, 'html');
    expect(text(0.07)).toContain('$0.0700 or more: metrics counted for one item');
    expect(text(0)).not.toContain('or more');
  });

  it('keeps the lines of a longer summary apart', () => {
    const text = report.renderPlan({ ...plan, human_summary: 'First line.\nSecond line.' }, null, 'human');
    expect(text).toContain('\nFirst line.\n');
    expect(text).toContain('\n  Second line.\n');
    expect(text).not.toContain('\\n');
  });

  it('lets a person review steps, risk and the decision', () => {
    expect(`\n${report.renderPlan(plan, held, 'human')}`).toBe(`
why is cpu high in prod?
Reads pods, nodes and metrics of prod-eu and looks for what drives CPU.

  playbook  k8s-high-cpu 1.0.0
  target    kubernetes prod-eu (environment prod)
  inputs    namespace=shop
  risk      reads only
  estimate  48 s, $0.00

3 STEPS
  #  step     action              risk  after  decision
  1  pods     kubernetes.pods     read         auto-approve
  2  metrics  kubernetes.metrics  read  pods   auto-approve
  3  analyze  kubernetes.analyze  read  pods   needs-approval

NOT IN THIS PLAN
  • throttling: node_proxy is false

DECISION
? needs-approval: A write in prod needs one approval.

  ? analyze: It writes.
    needs 1 approval, one with role lead or owner

  for     os:alice (human, known by os-user)
  by      allow-reads, hold-writes
  policy  sha256:11 (cedar 4.13.0)

${'─'.repeat(80)}
plan  ${plan.id}
`);
  });

  it('shows each input when verbose, and keeps plan and decision whole as JSON', () => {
    expect(report.renderPlan(plan, null, 'human', { verbose: true })).toContain('limit=500');
    expect(JSON.parse(report.renderPlan(plan, held, 'json'))).toEqual({ schema_version: 1, plan, decision: held });
    expect(report.renderPlan(plan, held, 'jsonl').trimEnd().split('\n')).toHaveLength(2);
  });

  it('shows a step that policy did not answer for as undecided', () => {
    expect(report.renderPlan(plan, { ...held, steps: [] }, 'human')).toMatch(/kubernetes\.pods +read +none/);
  });
});

describe('renderAuditRecords', () => {
  const record: AuditRecord = {
    schema: 'cloudops.audit/v1',
    audit_id: 'aud_01JDA5Z7Q4A',
    timestamp: '2026-11-22T10:00:00.123Z',
    event: 'execution.finished',
    user: { id: 'os:alice', role: 'operator', established_by: 'os-user' },
    action: {
      intent: 'k8s-high-cpu',
      plan_id: plan.id,
      run_id: 'run_1',
      targets: ['kubernetes:prod-eu'],
      question_digest: null,
    },
    policy: { outcome: 'auto-approve', policies: ['allow-reads'], policy_digest: 'sha256:11' },
    result: { status: 'completed', cost_usd: 0 },
    evidence: { pods: 'sha256:22' },
    parent: null,
    tool_version: '0.1.0',
    host: 'laptop',
  };

  it('prints a table, or each record whole', () => {
    expect(report.renderAuditRecords([record], 'human', { width: 110 })).toBe(`Audit log
1 record

  time                  event               status     user      playbook      id
  2026-11-22T10:00:00Z  execution.finished  completed  os:alice  k8s-high-cpu  aud_01JDA5Z7Q4A
`);
    const whole = report.renderAuditRecords([{ ...record, extra: { host: 'h', bytes: 7 } }], 'human', {
      verbose: true,
    });
    expect(whole).toContain('pods sha256:22');
    expect(whole).toContain(`  id        ${record.audit_id}\n`);
    expect(whole).toMatch(/ {2}details +bytes=7\n +host=h\n/);
    expect(report.renderAuditRecords([], 'human')).toContain('No record fits.');
  });

  it('prints records unchanged for machines', () => {
    expect(JSON.parse(report.renderAuditRecords([record], 'json'))).toEqual({ schema_version: 1, records: [record] });
    expect(report.renderAuditRecords([record], 'markdown')).toContain('| execution.finished |');
  });
});

describe('renderFindingDefinitions', () => {
  const definition: FindingDefinition = {
    code: 'CPU-104',
    title: 'Held at its CPU limit',
    role: 'fault',
    severity: 'high',
    decided: 'Usage is at least 95 % of the limit in three of three samples.',
    remedy: 'Raise the limit, or find out what uses it.',
  };

  it('lists many by code and shows one whole', () => {
    const other = { ...definition, code: 'CPU-101' };
    expect(report.renderFindingDefinitions([definition, other], 'human')).toMatch(/CPU-101.*\n.*CPU-104/);
    expect(report.renderFindingDefinitions([definition], 'human')).toBe(`▲ HIGH  Held at its CPU limit
  CPU-104 · fault

  Decided  Usage is at least 95 % of the limit in three of three samples.
  Do       Raise the limit, or find out what uses it.
`);
    expect(JSON.parse(report.renderFindingDefinitions([definition], 'json'))).toEqual({
      schema_version: 1,
      findings: [definition],
    });
  });
});

describe('the package', () => {
  it('exports these names', () => {
    expect(Object.keys(report).sort().join(' ')).toBe(
      'createOutcomeReport createReport createReportMessage createRunSummary displayWidth escapeForHtml escapeForMarkdown escapeForTerminal formatBytes formatCores formatDuration formatQuantity neededOutput padText paint renderAuditRecords renderBar renderChatText renderFindingDefinitions renderForApproval renderPlan renderPlanFile renderReport renderReportPieces renderSparkline renderTable reportErrorCodes reportForms severitySymbol toJsonLine toLlmUse toPrettyJson truncateText valueForms wrapText',
    );
  });
});
