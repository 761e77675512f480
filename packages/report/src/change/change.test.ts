import { type ChangeState, type ReportStatus, reportSchema } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { changePlan, changeRun, outcome, wantedRun } from '../__fixtures__/change-plan.ts';
import { analysis, present, sampleFinding, sampleSummary, skipped, unknown } from '../__fixtures__/sample-run.ts';
import { neededOutput } from '../analysis/needed-output.ts';
import { createReport } from '../create-report.ts';
import { renderReport } from '../render/render-report.ts';

const healed = changeRun({ api: outcome('api', 'changed') });

describe('the report of a change', () => {
  it('fits its schema and says what was changed and that it healed', () => {
    const report = createReport(healed);
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report.status).toBe('completed');
    expect(report.summary).toBe(
      'Deployment shop/api was changed (replicas: 2 → 5), and it healed: 5 of 5 replicas are ready.',
    );
    expect(report.changes).toEqual([{ step: 'api', title: 'Scale api to 5', outcome: outcome('api', 'changed') }]);
  });

  const ends: readonly (readonly [ChangeState, ReportStatus, string])[] = [
    ['in-place', 'completed', 'Deployment shop/api was as wanted already: It is in-place.'],
    ['not-done', 'failed', 'Deployment shop/api was not changed: It is not-done.'],
    ['undone', 'failed', 'The change of Deployment shop/api was undone: It is undone.'],
    [
      'stands',
      'partial',
      'Deployment shop/api was changed, did not end well, and could not be taken back: It is stands.',
    ],
    ['unknown', 'partial', 'It is unknown whether Deployment shop/api was changed: It is unknown.'],
  ];
  it.each(ends)('that is %s is %s', (state, status, summary) => {
    const report = createReport(changeRun({ api: outcome('api', state) }));
    expect(report).toMatchObject({ status, summary });
  });

  it('that was undone since it did not heal says so', () => {
    const verification = { outcome: 'not-healed', message: '1 of 5 is ready' } as const;
    const report = createReport(changeRun({ api: outcome('api', 'undone', { verification }) }));
    expect(report.summary).toBe(
      'The change of Deployment shop/api was undone, since it did not heal: 1 of 5 is ready.',
    );
  });

  it('says first what is unknown or stands, and all of it in one sentence', () => {
    const report = createReport(
      changeRun({
        api: outcome('api', 'undone'),
        web: outcome('web', 'unknown'),
        db: outcome('db', 'stands'),
        job: outcome('job', 'not-done'),
      }),
    );
    expect(report.status).toBe('partial');
    expect(report.summary).toBe(
      'It is unknown whether Deployment shop/web was changed; Deployment shop/db was changed, did not end well, and could not be taken back; the change of Deployment shop/api was undone; Deployment shop/job was not changed: It is unknown.',
    );
  });

  it('says why a change was not made rather than how the others were taken back for it', () => {
    const refused = outcome('job', 'not-done', { message: 'Nothing was done: it is denied.' });
    const report = createReport(changeRun({ api: outcome('api', 'undone'), job: refused }));
    expect(report.summary).toBe(
      'The change of Deployment shop/api was undone; Deployment shop/job was not changed: it is denied.',
    );
    const verification = { outcome: 'not-healed', message: '1 of 5 is ready' } as const;
    const unhealed = outcome('api', 'undone', { verification });
    expect(createReport(changeRun({ api: unhealed, job: refused })).summary).toMatch(/: 1 of 5 is ready\.$/);
  });

  it.each([
    ['not-healed', 'but it did not heal: 1 of 5 is ready.'],
    [null, 'but nobody could see whether it healed: It is changed.'],
  ] as const)('is partial when the verification is %s', (verified, end) => {
    const verification = verified === null ? null : { outcome: verified, message: '1 of 5 is ready' };
    const report = createReport(changeRun({ api: outcome('api', 'changed', { verification }) }));
    expect(report.status).toBe('partial');
    expect(report.summary).toBe(`Deployment shop/api was changed (replicas: 2 → 5), ${end}`);
  });

  it('is partial when only a part of the changes was made', () => {
    const report = createReport(changeRun({ api: outcome('api', 'changed'), web: outcome('web', 'not-done') }));
    expect(report.status).toBe('partial');
  });

  it('takes a change without an outcome for unknown, whatever the run says', () => {
    const plan = changePlan(['api', 'web', 'db']);
    const results = [present('api', { state: 'changed' }), unknown('web', 'the answer was lost')];
    const report = createReport({ plan, results, status: 'interrupted' });
    expect(report.status).toBe('partial');
    expect(report.changes?.map((change) => [change.step, change.outcome.state])).toEqual([
      ['api', 'unknown'],
      ['web', 'unknown'],
      ['db', 'unknown'],
    ]);
    expect(report.changes?.[1]?.outcome).toMatchObject({ message: 'the answer was lost', objects: [{ after: null }] });
    expect(report.not_checked).toHaveLength(3);
    expect(report.not_checked[2]).toMatchObject({ what: 'Scale web to 5: whether it was done' });
  });

  it('takes a step that was skipped for not done', () => {
    const report = createReport({ plan: changePlan(), results: [skipped('api')], status: 'completed' });
    expect(report.changes?.[0]?.outcome.state).toBe('not-done');
  });

  it('is completed when taking it back was what was asked for', () => {
    const report = createReport(wantedRun({ api: outcome('api', 'undone') }));
    expect(report).toMatchObject({
      status: 'completed',
      summary: 'The change of Deployment shop/api was undone: It is undone.',
    });
    expect(renderReport(report, 'human', { run: sampleSummary })).toContain('✓ Scale api to 5: undone.');
    const mixed = { api: outcome('api', 'undone'), web: outcome('web', 'in-place') };
    expect(createReport(wantedRun(mixed)).status).toBe('completed');
    const open = { api: outcome('api', 'undone'), web: outcome('web', 'stands') };
    expect(createReport(wantedRun(open)).status).toBe('partial');
  });

  it('leaves out what a run that takes back had not to take back', () => {
    const run = wantedRun({ api: outcome('api', 'undone'), web: outcome('web', 'in-place') });
    const results = run.results.map((result) => (result.step === 'web' ? skipped('web') : result));
    const report = createReport({ ...run, results });
    expect(report).toMatchObject({
      status: 'completed',
      summary: 'The change of Deployment shop/api was undone: It is undone.',
    });
    expect(report.changes?.map(({ step }) => step)).toEqual(['api']);
  });

  it('is partial when some of it was taken back, as was asked for', () => {
    const run = changeRun({ api: outcome('api', 'undone'), web: outcome('web', 'not-done') });
    expect(createReport({ ...run, status: 'partial' }).status).toBe('partial');
    expect(createReport({ ...run, status: 'failed' }).status).toBe('failed');
  });

  it('has no changes while a plan was only made, nor where the plan has none', () => {
    expect(createReport({ plan: changePlan(), results: [], status: 'completed' }).changes).toBeUndefined();
    const { change: _change, ...reading } = changePlan();
    const results = [present('api', outcome('api', 'changed') as never)];
    expect(createReport({ plan: reading, results, status: 'completed' }).changes).toBeUndefined();
  });

  it('says what was found after what was changed, and is no better known than that', () => {
    const plan = changePlan(['api']);
    const [step] = plan.steps;
    if (step === undefined) throw new Error('The plan has no step.');
    const steps = [...plan.steps, { ...step, id: 'look', risk_level: 'read' as const }];
    const found = present('look', analysis({ findings: [sampleFinding(1)] }));
    const report = createReport({ ...healed, plan: { ...plan, steps }, results: [...healed.results, found] });
    expect(report.status).toBe('completed');
    expect(report.summary).toMatch(/^Deployment shop\/api was changed .* ready\. app-1 is at fault\.$/);
    const gap = createReport({
      ...healed,
      plan: { ...plan, steps },
      results: [...healed.results, unknown('look', '403')],
    });
    expect(gap.status).toBe('partial');
    expect(gap.not_checked).toHaveLength(1);
  });

  it('is the same from what a run keeps of its outputs', () => {
    const kept = healed.results.map((result) => {
      const output = neededOutput(result);
      return output === undefined ? result : { ...result, output };
    });
    expect(createReport({ ...healed, results: kept })).toEqual(createReport(healed));
  });
});

describe('the forms of a change', () => {
  const mixed = createReport(
    changeRun({
      api: outcome('api', 'changed'),
      web: outcome('web', 'unknown', { message: 'the answer \u001b[31mwas\u001b[0m lost\nundo: done' }),
    }),
  );

  it('tell a person what became of each, and how to go on', () => {
    const text = renderReport(mixed, 'human', { run: sampleSummary });
    expect(text).toContain(`
CHANGES
  ✓ Scale api to 5: changed. It is changed.
    Deployment shop/api in prod-eu: replicas: 2 → 5
    healed: 5 of 5 replicas are ready
    to take it back: sets replicas back to 2
  ? Scale web to 5: unknown. the answer \\x1b[31mwas\\x1b[0m lost\\nundo: done
    Deployment shop/web in prod-eu: wanted replicas: 2 → 5

  Next  look at what is unknown: cloudops runs resume run_01JDA5Z7Q4
        take it back: cloudops runs rollback run_01JDA5Z7Q4
`);
  });

  it('carry it to programs', () => {
    const document = JSON.parse(renderReport(mixed, 'json', { run: sampleSummary }));
    expect(document.report.changes).toHaveLength(2);
    expect(Object.keys(document.report).indexOf('changes')).toBe(4);
    const lines = renderReport(mixed, 'jsonl', { run: sampleSummary }).trimEnd().split('\n');
    expect(lines.filter((line) => JSON.parse(line).kind === 'change')).toHaveLength(2);
    const sarif = JSON.parse(renderReport(mixed, 'sarif', { run: sampleSummary }));
    const notes = sarif.runs[0].invocations[0].toolExecutionNotifications;
    expect(notes.map(({ level }: { level: string }) => level)).toEqual(['note', 'error', 'warning']);
    expect(renderReport(mixed, 'markdown', { run: sampleSummary })).toContain('## Changes');
    expect(renderReport(mixed, 'html', { run: sampleSummary })).toContain('<h2>Changes</h2>');
  });

  it('never write a control', () => {
    for (const form of ['human', 'markdown', 'html', 'sarif'] as const) {
      expect(renderReport(mixed, form, { run: sampleSummary })).not.toContain('\u001b');
    }
  });
});
