import { describe, expect, it } from 'vitest';
import { execution, facets, listed } from '../__fixtures__/facets.ts';
import type { LoggedFacets } from '../log/audit-log.ts';
import { computeStatistics } from './compute-statistics.ts';
import { countLog } from './log-counters.ts';
import { toPrometheus } from './prometheus.ts';
import { renderCounters } from './render-counters.ts';

const day: readonly LoggedFacets[] = [
  facets(0, { cost_usd: 0.1 }),
  facets(1, { event: 'plan.decided', status: 'auto-approve' }),
  ...execution(2, { ms: 1000 }),
  ...execution(4, { ms: 3000, status: 'partial' }),
  facets(20, { user: 'os:bob', playbook: null, status: 'clarify', cost_usd: 0.2 }),
  facets(22, { user: 'os:bob', playbook: 'aws-cost', event: 'plan.decided', status: 'deny' }),
  ...execution(40, { ms: 9_000_000, status: 'failed', playbook: 'aws-cost', user: 'os:bob' }),
  facets(50, { event: 'execution.started', status: 'started', run_id: 'run_lost' }),
];
const render = async (all: readonly LoggedFacets[]): Promise<string> => renderCounters(await countLog(listed(all)));

/** A sample of the text format, as its grammar has it. */
interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Reads the text format 0.0.4; what does not fit its grammar is an error. */
function parse(text: string): { readonly types: ReadonlyMap<string, string>; readonly samples: readonly Sample[] } {
  expect(text.endsWith('\n') || text === '').toBe(true);
  const types = new Map<string, string>();
  const samples: Sample[] = [];
  for (const line of text.split('\n').slice(0, -1)) {
    const comment = /^# (HELP|TYPE) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)$/.exec(line);
    const sample =
      /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_]\w*="(?:[^"\\\n]|\\[\\"n])*",?)*)\})? (-?[\d.]+(?:e[+-]?\d+)?)$/.exec(
        line,
      );
    if (comment?.[1] === 'TYPE') types.set(comment[2] ?? '', comment[3] ?? '');
    else if (sample !== null) {
      const labels = [...(sample[2] ?? '').matchAll(/(\w+)="((?:[^"\\]|\\.)*)"/g)].map(([, key, value]) => [
        key,
        value,
      ]);
      samples.push({ name: sample[1] ?? '', labels: Object.fromEntries(labels), value: Number(sample[3]) });
    } else expect(comment?.[1], line).toBe('HELP');
  }
  return { types, samples };
}

describe('counters of a log', () => {
  it('tell parse success, run success, time, cost and failures', async () => {
    const { samples } = parse(await render(day));
    const of = (name: string): readonly unknown[] =>
      samples.filter((one) => one.name === name).map(({ labels, value }) => [...Object.values(labels), value]);
    expect(of('cloudops_questions_total')).toEqual([
      ['', 'clarify', 1],
      ['k8s-high-cpu', 'matched', 1],
    ]);
    expect(of('cloudops_executions_total')).toEqual([
      ['aws-cost', 'failed', 1],
      ['k8s-high-cpu', 'completed', 1],
      ['k8s-high-cpu', 'partial', 1],
    ]);
    expect(of('cloudops_decisions_total')).toEqual([
      ['auto-approve', 1],
      ['deny', 1],
    ]);
    expect(of('cloudops_model_cost_dollars_total')).toEqual([
      ['', 0.2],
      ['k8s-high-cpu', 0.1],
    ]);
    expect(of('cloudops_executions_unfinished')).toEqual([[1]]);
    expect(of('cloudops_execution_duration_seconds_count')).toEqual([[3]]);
    expect(of('cloudops_execution_duration_seconds_sum')).toEqual([[9004]]);
    expect(of('cloudops_audit_last_record_timestamp_seconds')).toEqual([[Date.UTC(2026, 0, 1, 15, 10) / 1000]]);
  });

  it('are a histogram whose buckets add up', async () => {
    const { samples, types } = parse((await render(day)).replace('"+Inf"', '"1e999"'));
    expect(types.get('cloudops_execution_duration_seconds')).toBe('histogram');
    const buckets = samples.filter(({ name }) => name.endsWith('_bucket'));
    expect(buckets.map(({ labels, value }) => [Number(labels.le), value])).toEqual([
      ...[0.1, 0.25, 0.5].map((bound) => [bound, 0]),
      ...[
        [1, 1],
        [2.5, 1],
        [5, 2],
        [10, 2],
        [30, 2],
        [60, 2],
        [120, 2],
        [300, 2],
        [900, 2],
      ],
      [Number.POSITIVE_INFINITY, 3],
    ]);
  });

  it('never shrink while the log grows', async () => {
    for (let length = 1; length <= day.length; length += 1) {
      const before = parse((await render(day.slice(0, length - 1))).replace('+Inf', 'Inf')).samples;
      const after = parse((await render(day.slice(0, length))).replace('+Inf', 'Inf')).samples;
      for (const { name, labels, value } of before.filter((one) => /_(total|bucket|sum|count)$/.test(one.name))) {
        const same = after.find((one) => one.name === name && JSON.stringify(one.labels) === JSON.stringify(labels));
        expect(same?.value).toBeGreaterThanOrEqual(value);
      }
    }
  });

  it('name nobody', async () => {
    expect(await render(day)).not.toContain('bob');
  });

  it('of an empty log are an empty histogram', async () => {
    const { samples } = parse((await render([])).replace('+Inf', 'Inf'));
    expect(samples.every(({ value }) => value === 0)).toBe(true);
  });

  it('are bounded, however many playbooks there are, and as short as a label should be', async () => {
    const many = Array.from({ length: 500 }, (_, index) => facets(index, { playbook: `${'x'.repeat(300)}${index}` }));
    const named = Array.from({ length: 500 }, (_, index) => facets(500 + index, { playbook: `own-${index}` }));
    const { samples } = parse((await render([...many, ...named])).replace('+Inf', 'Inf'));
    const questions = samples.filter(({ name }) => name === 'cloudops_questions_total');
    expect(questions.length).toBeLessThanOrEqual(201);
    expect(questions.reduce((sum, { value }) => sum + value, 0)).toBe(1000);
    expect(questions.find(({ labels }) => labels.playbook === 'other')?.value).toBe(301);
    const statistics = await computeStatistics(listed(named), { to: Date.UTC(2027, 0, 1) });
    expect(toPrometheus(statistics).match(/^cloudops_audit_group_questions\{/gm)).toHaveLength(200);
  });

  it('escape what others named', async () => {
    expect(await render([facets(0, { playbook: 'a"b\\c\nd' })])).toContain(
      '{playbook="a\\"b\\\\c\\nd",outcome="matched"} 1\n',
    );
  });
});
