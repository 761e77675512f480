import type { Remediation } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { analysis, present, sampleFinding, sampleRun, sampleSummary } from '../__fixtures__/sample-run.ts';
import { createReport } from '../create-report.ts';
import { renderReport } from '../render/render-report.ts';

function remediation(title: string, playbook: string): Remediation {
  return { title, playbook, inputs: {}, risk: 'write', undo: '' };
}

const findings = [
  sampleFinding(1, { severity: 'critical', remediations: [remediation('a', 'k8s-scale'), remediation('b', '')] }),
  sampleFinding(2, { severity: 'low', remediations: [remediation('c', 'k8s-restart')] }),
];
const report = createReport(sampleRun([present('analyze', analysis({ findings }))]));

describe('the number of a remediation', () => {
  it('counts through the causes by rank, also what no playbook does', () => {
    const text = renderReport(report, 'human', { run: sampleSummary });
    expect(text.match(/--fix \d+/g)).toEqual(['--fix 1', '--fix 3']);
    expect(text).toMatch(/c \[write\]\n +k8s-restart\n +cloudops plan --from run_01JDA5Z7Q4 --fix 3\n/);
  });

  it('is not shown where there is no run to plan from', () => {
    expect(renderReport(report, 'human', { run: { ...sampleSummary, id: null } })).not.toContain('--fix');
  });
});
