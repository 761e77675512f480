import { type Finding, proofTiers, type Report, reportSchema, type StepResult } from '@cloudops/spec';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  analysis,
  findingId,
  present,
  sampleFinding,
  sampleRun,
  skipped,
  throttledRun,
  unknown,
} from './__fixtures__/sample-run.ts';
import { createReport } from './create-report.ts';

function reportOf(findings: readonly Finding[]): Report {
  return createReport(sampleRun([present('pods', {}), present('analyze', analysis({ findings }))]));
}

function causeIds(report: Report): readonly string[] {
  return report.causes.map((cause) => cause.id);
}

describe('createReport', () => {
  it('answers with a report that fits its schema', () => {
    const report = createReport(throttledRun());
    expect(reportSchema.parse(report)).toEqual(report);
    expect(report.summary).toBe(
      'api is held at its CPU limit in 82 % of its periods; 1 more cause; 1 thing was not checked.',
    );
  });

  it('folds what a fault explains, through any number of links', () => {
    const report = reportOf([
      sampleFinding(1, { cause_of: [findingId(2)] }),
      sampleFinding(2, { role: 'symptom', severity: 'low', cause_of: [findingId(3)] }),
      sampleFinding(3, { role: 'symptom', severity: 'critical' }),
    ]);
    expect(causeIds(report)).toEqual([findingId(1)]);
    expect(report.causes[0]?.consequences).toEqual([findingId(3), findingId(2)]);
  });

  it('makes a symptom that nothing explains a cause, and never a hint', () => {
    const report = reportOf([
      sampleFinding(1, { role: 'symptom' }),
      sampleFinding(2, { role: 'hint', tier: 'contradiction', cause_of: [findingId(1)] }),
    ]);
    expect(causeIds(report)).toEqual([findingId(1)]);
    expect(report.findings).toHaveLength(2);
  });

  it('folds a finding that two causes explain under the better ranked one', () => {
    const report = reportOf([
      sampleFinding(1, { tier: 'correlation', cause_of: [findingId(3)] }),
      sampleFinding(2, { tier: 'status', cause_of: [findingId(3)] }),
      sampleFinding(3, { role: 'symptom' }),
    ]);
    expect(report.causes.map((cause) => [cause.id, cause.consequences])).toEqual([
      [findingId(2), [findingId(3)]],
      [findingId(1), []],
    ]);
  });

  it('names one cause for findings that explain each other in a circle, above what follows from it', () => {
    const report = reportOf([
      sampleFinding(1, { severity: 'low', cause_of: [findingId(2)] }),
      sampleFinding(2, { severity: 'medium', cause_of: [findingId(1), findingId(3)] }),
      sampleFinding(3, { severity: 'critical' }),
    ]);
    expect(causeIds(report)).toEqual([findingId(2)]);
    expect(report.causes[0]?.consequences).toEqual([findingId(3), findingId(1)]);
  });

  it('merges one finding that two analyzers report', () => {
    const first = sampleFinding(1, { tier: 'figure', evidence: [{ step: 'a', pointer: '/x', value: 1 }] });
    const second = sampleFinding(1, { tier: 'status', also: ['CPU-9'], touches_users: true });
    const outputs = [analysis({ findings: [first] }), analysis({ findings: [second] })];
    const report = createReport(sampleRun(outputs.map((output, index) => present(`analyze${index}`, output))));
    expect(report.findings).toHaveLength(1);
    expect(report.causes[0]).toMatchObject({ tier: 'status', also: ['CPU-9'], evidence: first.evidence });
  });
});

describe('createReport ranking', () => {
  const better: readonly (readonly [string, Partial<Finding>, Partial<Finding>])[] = [
    ['stronger proof', { tier: 'status', severity: 'medium' }, { tier: 'figure', severity: 'critical' }],
    ['worse severity at equal proof', { severity: 'critical' }, { severity: 'high' }],
    ['touching users', { touches_users: true }, { touches_users: null }],
    ['the more recent', { since: '2026-11-22T10:00:00Z' }, { since: '2026-11-22T09:00:00Z' }],
    ['harm before a remark, however well proven', { tier: 'figure' }, { tier: 'contradiction', severity: 'low' }],
  ];
  it.each(better)('puts first: %s', (_name, winner, loser) => {
    // The loser has the name that sorts first, so that only the rule can decide.
    expect(causeIds(reportOf([sampleFinding(2, winner), sampleFinding(1, loser)]))).toEqual([
      findingId(2),
      findingId(1),
    ]);
  });

  it('puts first what explains more symptoms', () => {
    const symptoms = [3, 4, 5].map((number) => sampleFinding(number, { role: 'symptom' }));
    const report = reportOf([
      sampleFinding(1, { cause_of: [findingId(3)] }),
      sampleFinding(2, { cause_of: [findingId(4), findingId(5)] }),
      ...symptoms,
    ]);
    expect(causeIds(report)).toEqual([findingId(2), findingId(1)]);
  });

  it('raises a cause that two independent tiers prove', () => {
    const twice = [sampleFinding(2, { tier: 'figure' }), sampleFinding(2, { tier: 'correlation' })];
    const report = reportOf([sampleFinding(1, { tier: 'last-words', severity: 'medium' }), ...twice]);
    expect(causeIds(report)).toEqual([findingId(2), findingId(1)]);
  });

  it('breaks ties by name', () => {
    expect(causeIds(reportOf([sampleFinding(2), sampleFinding(1)]))).toEqual([findingId(1), findingId(2)]);
  });
});

describe('createReport on money', () => {
  const saving = (number: number, monthly_usd: number | null, parts: Partial<Finding> = {}) =>
    sampleFinding(number, { ...parts, data: { monthly_usd } });
  it('puts the larger amount first, whatever its proof, and what has no price last', () => {
    const report = reportOf([
      saving(1, null, { tier: 'contradiction', severity: 'high' }),
      saving(2, 0.16, { tier: 'contradiction', severity: 'low' }),
      saving(3, 2000, { tier: 'figure', severity: 'high' }),
      sampleFinding(4, { tier: 'contradiction', data: { delta_usd: 60 } }),
    ]);
    expect(causeIds(report)).toEqual([3, 4, 2, 1].map(findingId));
  });

  it('never puts a saving before what does harm', () => {
    const report = reportOf([
      saving(1, 9000, { tier: 'figure', severity: 'high' }),
      sampleFinding(2, { tier: 'status', severity: 'critical' }),
    ]);
    expect(causeIds(report)).toEqual([2, 1].map(findingId));
  });
});

describe('createReport on what could not be read', () => {
  const nothing = present('analyze', analysis({}));

  it('says that nothing is wrong only where everything was read', () => {
    const report = createReport(sampleRun([present('pods', {}), nothing]));
    expect(report).toMatchObject({ status: 'completed', summary: 'Nothing wrong found in prod-eu.' });
  });

  it('is partial and names the gap when a step is unknown', () => {
    const report = createReport(
      sampleRun([present('pods', {}), unknown('logs', '403 Forbidden', 'get pods/log'), nothing]),
    );
    expect(report.status).toBe('partial');
    expect(report.not_checked).toEqual([{ what: 'Read logs', why: '403 Forbidden', needs: 'get pods/log' }]);
    expect(report.summary).toBe('No cause found in what could be read of prod-eu; 1 thing could not be checked.');
  });

  it('does not repeat a gap that an analyzer mentions, but keeps two that share a reason', () => {
    const said = { what: 'logs of shop', why: 'The server said 403 Forbidden.', needs: 'get pods/log' };
    const timeout = { what: 'events', why: 'timed out', needs: '' };
    const report = createReport(
      sampleRun([
        present('pods', {}),
        unknown('logs', '403 Forbidden', 'get pods/log'),
        unknown('events', 'timed out'),
        unknown('nodes', 'timed out'),
        present('analyze', analysis({ not_checked: [said, timeout] })),
      ]),
    );
    expect(report.not_checked.map((entry) => entry.what)).toEqual(['Read nodes', 'events', 'logs of shop']);
  });

  it('stays completed when only opt-in steps were left out', () => {
    const said = { what: 'throttling', why: 'nodes/proxy is opt-in', needs: '--input node_proxy=true' };
    const report = createReport(
      sampleRun([present('pods', {}), skipped('proxy'), present('analyze', analysis({ not_checked: [said] }))]),
    );
    expect(report).toMatchObject({ status: 'completed', not_checked: [said] });
    expect(report.summary).toBe('Nothing wrong found in prod-eu; 1 thing was not checked.');
  });

  it('has failed when every read is unknown, although the analyzer ran', () => {
    const report = createReport(sampleRun([unknown('pods', '401 Unauthorized'), nothing], 'partial'));
    expect(report).toMatchObject({ status: 'failed', causes: [] });
    expect(report.summary).toBe('Nothing could be read from prod-eu, so there is no answer: 401 Unauthorized.');
  });

  it('uses the analysis of an analyzer that lacked something', () => {
    const partly: StepResult = {
      ...unknown('analyze', 'two pages are missing'),
      output: analysis({ findings: [sampleFinding(1)] }),
    };
    const report = createReport(sampleRun([present('pods', {}), partly]));
    expect(report).toMatchObject({ status: 'partial', causes: [{ id: findingId(1) }] });
  });

  it('counts the items of a foreach step that are unknown for one reason', () => {
    const item = (name: string, status: string): object => ({
      item: name,
      status,
      reason: { kind: 'denied', message: 'no' },
    });
    const logs = present('logs', {
      items: [item('a', 'unknown'), item('b', 'unknown'), { item: 'c', status: 'absent' }],
    } as never);
    const report = createReport(sampleRun([logs, nothing]));
    expect(report.status).toBe('partial');
    expect(report.not_checked).toEqual([{ what: 'Read logs (2 items)', why: 'no', needs: '' }]);
  });

  it('says so when an analysis is malformed or the run ended early', () => {
    const run = sampleRun([present('pods', {}), present('analyze', analysis({ findings: [{ id: 'x' }] as never }))]);
    const report = createReport({ ...run, results: run.results.slice(1), status: 'interrupted' });
    expect(report.status).toBe('failed');
    expect(report.not_checked.map((entry) => entry.what)).toEqual(['Read analyze', 'Read pods']);
  });
});

describe('createReport determinism', () => {
  it('gives the same bytes for the same evidence in any order', () => {
    const expected = JSON.stringify(createReport(throttledRun()));
    fc.assert(
      fc.property(fc.infiniteStream(fc.nat()), (numbers) => {
        const next = (): number => numbers.next().value ?? 0;
        const run = throttledRun();
        const results = run.results.map((result) => shuffle(result, next) as StepResult);
        expect(JSON.stringify(createReport({ ...run, results }))).toBe(expected);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('puts every fault and symptom in one place, whatever explains what', () => {
    const role = fc.constantFrom<Finding['role']>('fault', 'symptom', 'hint');
    const one = fc.record({
      role,
      tier: fc.constantFrom(...proofTiers),
      causes: fc.array(fc.nat(9), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 9 }), (parts) => {
        const findings = parts.map(({ role, tier, causes }, index) =>
          sampleFinding(index, { role, tier, cause_of: causes.map(findingId) }),
        );
        const report = reportOf(findings);
        const placed = report.causes.flatMap((cause) => [cause.id, ...cause.consequences]);
        const hints = new Set(findings.filter((finding) => finding.role === 'hint').map((finding) => finding.id));
        const owed = findings.map((finding) => finding.id).filter((id) => !hints.has(id));
        expect(placed.filter((id) => !hints.has(id)).sort()).toEqual(owed.sort());
        expect(JSON.stringify(reportOf(findings.toReversed()))).toBe(JSON.stringify(report));
      }),
      { numRuns: 150, seed: 7 },
    );
  });
});

/** Shuffles arrays and keys at every depth; a series in time keeps its order. */
function shuffle(value: unknown, next: () => number): unknown {
  const mix = <Item>(items: readonly Item[]): readonly Item[] =>
    items
      .map((item) => ({ item, place: next() }))
      .sort((left, right) => left.place - right.place)
      .map(({ item }) => item);
  if (Array.isArray(value)) return mix(value).map((item) => shuffle(item, next));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    mix(Object.entries(value)).map(([key, inner]) => [key, key === 'series' ? inner : shuffle(inner, next)]),
  );
}
