import { reportSchema } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { sampleFinding, sampleSummary, throttledRun } from '../__fixtures__/sample-run.ts';
import { createReport } from '../create-report.ts';
import { escapeForChat, renderChatText } from './chat-text.ts';
import { createReportMessage } from './report-message.ts';

const report = createReport(throttledRun());
const [cause] = report.causes;
if (cause === undefined) throw new TypeError('the sample has a cause');
const hostile = '<!channel> @here [pay](https://evil.example) *now* `x` \u001b[31m\n#general';

describe('createReportMessage', () => {
  it('says whole what is small, with the run that leads to it', () => {
    const message = JSON.parse(createReportMessage(report, { run: sampleSummary }));
    expect(message).toMatchObject({ schema_version: 1, type: 'cloudops.report', left_out: [] });
    expect(message.report).toEqual(report);
    expect(message.run).toEqual(sampleSummary);
  });

  it('leaves out figures first, then findings, and says so', () => {
    const findings = Array.from({ length: 100 }, (_, index) => sampleFinding(index, { detail: 'd'.repeat(500) }));
    const figures = report.figures.map((figure) => ({ ...figure, note: 'n'.repeat(100_000) }));
    const large = { ...report, findings, figures };
    const first = JSON.parse(createReportMessage(large, { run: sampleSummary, maximumBytes: 150_000 }));
    expect(first.left_out).toEqual(['figures']);
    expect(first.report.findings).toHaveLength(100);
    const second = JSON.parse(createReportMessage(large, { run: sampleSummary, maximumBytes: 20_000 }));
    expect(second.left_out).toEqual(['figures', 'findings', 'ruled_out']);
    expect(second.report.causes).toEqual(report.causes);
  });

  it('is bounded however large the report is, and stays a report', () => {
    const evidence = Array.from({ length: 40 }, () => ({ step: 's', pointer: '/x', value: 'v'.repeat(1000) }));
    const causes = Array.from({ length: 100 }, () => ({ ...cause, evidence, detail: 'd'.repeat(50_000) }));
    const gaps = Array.from({ length: 100 }, () => ({ what: 'w'.repeat(5000), why: 'y', needs: '' }));
    const text = createReportMessage({ ...report, causes, not_checked: gaps }, { run: sampleSummary });
    expect(Buffer.byteLength(text)).toBeLessThan(200_000);
    const message = JSON.parse(text);
    expect(reportSchema.safeParse(message.report).success).toBe(true);
    expect(message.left_out).toContain('causes after 20');
    expect(message.report.causes).toHaveLength(20);
  });
});

describe('renderChatText', () => {
  it('says in a few lines what is wrong, what was not seen, and where the whole is', () => {
    expect(`\n${renderChatText(report, sampleSummary)}\n`).toBe(`
*why is cpu high in prod?* (prod-eu, prod, completed)
api is held at its CPU limit in 82 % of its periods; 1 more cause; 1 thing was not checked.
1. [high] api is held at its CPU limit in 82 % of its periods (CPU-104)
2. [low] worker has no CPU request (CPU-106)
Not checked: CFS throttling counters
\`cloudops runs show run_01JDA5Z7Q4\`
`);
  });

  it('lets nothing from the evidence mention, link or format', () => {
    const text = escapeForChat(hostile);
    expect(text).not.toMatch(/<!|@here|\]\(|https:|(?<!\u200b)[*`]|\n|\u001b|#general/);
    expect(text.replaceAll('\u200b', '')).toContain('&lt;!channel&gt; @here [pay](https://evil.example) *now* `x`');
  });

  it('is bounded', () => {
    const causes = Array.from({ length: 5000 }, () => ({ ...cause, title: '&'.repeat(10_000) }));
    const text = renderChatText({ ...report, causes, summary: 'x'.repeat(1_000_000) }, sampleSummary);
    expect(text.length).toBeLessThan(20_000);
    expect(text).toContain('and 4990 more causes');
  });
});
