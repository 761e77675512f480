import { spawnSync } from 'node:child_process';
import { beforeAll, describe, expect, it } from 'vitest';
import { execution, facets, listed } from '../__fixtures__/facets.ts';
import { buildGoProgram } from '../__fixtures__/go-program.ts';
import { computeStatistics } from './compute-statistics.ts';
import { countLog } from './log-counters.ts';
import { toPrometheus } from './prometheus.ts';
import { renderCounters } from './render-counters.ts';

let promlint = '';
beforeAll(async () => {
  promlint = await buildGoProgram('promlint', '.');
}, 600_000);

/** What Prometheus's own parser and linter, those of `promtool check metrics`, say. */
function check(text: string): { readonly status: number | null; readonly said: string } {
  const { status, stderr } = spawnSync(promlint, { input: text, encoding: 'utf8' });
  return { status, said: stderr };
}

const log = [
  facets(0, { cost_usd: 0.1, playbook: 'a"b\\c\nd' }),
  facets(1, { event: 'plan.decided', status: 'deny' }),
  ...execution(2, { ms: 1000 }),
  ...execution(4, { status: 'failed' }),
];

describe('Prometheus', () => {
  it('reads the counters of a log, and has nothing to say against them', async () => {
    expect(check(renderCounters(await countLog(listed(log))))).toEqual({ status: 0, said: '' });
  });

  it('reads the gauges of a span of time, likewise', async () => {
    const statistics = await computeStatistics(listed(log), { to: Date.UTC(2026, 0, 2) });
    expect(check(toPrometheus(statistics, { users: true }))).toEqual({ status: 0, said: '' });
  });

  it('would complain', () => {
    expect(check('cloudops_x{quantile="1"} 1\n').status).toBe(3);
    expect(check('cloudops_x{ 1\n').status).toBe(1);
  });
});
