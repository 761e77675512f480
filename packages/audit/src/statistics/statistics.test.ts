import { describe, expect, it } from 'vitest';
import { execution, facets, listed } from '../__fixtures__/facets.ts';
import type { LoggedFacets } from '../log/audit-log.ts';
import { computeStatistics } from './compute-statistics.ts';
import { toPrometheus } from './prometheus.ts';

const to = Date.UTC(2026, 0, 1, 13);
const compute = (all: readonly LoggedFacets[], from?: number) =>
  computeStatistics(listed(all), { to, stretches: 4, ...(from === undefined ? {} : { from }) });

const day: readonly LoggedFacets[] = [
  facets(0, { cost_usd: 0.1 }),
  facets(1, { event: 'plan.decided', status: 'auto-approve' }),
  ...execution(2, { ms: 1000 }),
  ...execution(4, { ms: 3000, status: 'partial' }),
  facets(20, { user: 'os:bob', playbook: null, status: 'clarify', cost_usd: 0.2 }),
  facets(21, { user: 'os:bob', playbook: 'aws-cost' }),
  facets(22, { user: 'os:bob', playbook: 'aws-cost', event: 'plan.decided', status: 'deny' }),
  ...execution(40, { ms: 9000, status: 'failed', playbook: 'aws-cost', user: 'os:bob' }),
  facets(50, { event: 'execution.started', status: 'started', run_id: 'run_lost' }),
  facets(51, { event: 'subject.erased', status: 'completed', playbook: null }),
];

describe('statistics', () => {
  it('tell how questions were understood and how executions went', async () => {
    expect(await compute(day)).toMatchObject({
      records: day.length,
      parse: { total: 3, good: 2, share: 2 / 3 },
      run: { total: 3, good: 2, share: 2 / 3 },
      unknown_outcome: 1,
      decisions: { 'auto-approve': 1, deny: 1 },
      durations: { count: 3, p50_ms: 3000, p95_ms: 9000, longest_ms: 9000 },
      cost_usd: 0.3,
      cost_per_question_usd: 0.1,
      errors: [
        { kind: 'execution.finished failed', count: 1 },
        { kind: 'plan.decided deny', count: 1 },
      ],
    });
  });

  it('tell it by playbook and by user, most asked first', async () => {
    const { by_playbook, by_user } = await compute(day);
    expect(by_playbook.map(({ key, questions, run, denied }) => [key, questions, run.share, denied])).toEqual([
      [null, 1, null, 0],
      ['aws-cost', 1, 0, 1],
      ['k8s-high-cpu', 1, 1, 0],
    ]);
    expect(
      by_user.map(({ key, questions, cost_usd, cost_per_question_usd }) => [
        key,
        questions,
        cost_usd,
        cost_per_question_usd,
      ]),
    ).toEqual([
      ['os:bob', 2, 0.2, 0.1],
      ['os:alice', 1, 0.1, 0.1],
    ]);
  });

  it('tell it over time, with what is out of it at the ends', async () => {
    const { series } = await compute(day);
    expect(series).toEqual({
      ...{ from: Date.UTC(2026, 0, 1, 12), stretch_ms: 900_000 },
      ...{ questions: [1, 2, 0, 0], failures: [0, 1, 1, 0], cost_usd: [0.1, 0.2, 0, 0] },
    });
    expect((await compute(day, to + 1)).series.questions).toEqual([3, 0, 0, 0]);
  });

  it('of nothing are nothing, not a number by zero', async () => {
    const nothing = await compute([]);
    expect(nothing).toMatchObject({ parse: { share: null }, run: { share: null }, cost_per_question_usd: null });
    expect(JSON.stringify(nothing)).not.toMatch(/NaN|Infinity/);
  });

  it('do not count a duration below zero after the clock was set back', async () => {
    expect((await compute(execution(1, { ms: -5 }))).durations.p50_ms).toBe(0);
  });
});

describe('toPrometheus', () => {
  it('is one line for each figure, users left out', async () => {
    const text = toPrometheus(await compute(day));
    expect(text).toContain('# TYPE cloudops_audit_runs gauge\ncloudops_audit_runs{result="good"} 2\n');
    expect(text).toContain('cloudops_audit_run_seconds{percentile="95"} 9\n');
    expect(text).not.toContain('os:bob');
    for (const line of text.trimEnd().split('\n')) {
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ .+|\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? [\d.e-]+)$/);
    }
  });

  it('escapes labels', async () => {
    const text = toPrometheus(await compute([facets(0, { user: 'a"b\\c\nd' })]), { users: true });
    expect(text).toContain('{user="a\\"b\\\\c\\nd"} 1\n');
  });
});
