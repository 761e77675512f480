import type { Clock } from '@cloudops/spec';
import { afterEach, describe, expect, it } from 'vitest';
import { type Bench, createBench } from './__fixtures__/bench.ts';
import { createEngine } from './index.ts';

let bench: Bench | undefined;
afterEach(async () => {
  await bench?.close();
  bench = undefined;
});

/** A clock that jumps with every look at it: hours back, years forward, to 1970. */
function createJumpingClock(): Clock {
  const times = ['2026-02-18T10:00:00Z', '2026-02-18T07:00:00Z', '2031-01-01T00:00:00Z', '1970-01-01T00:00:00Z'];
  let looks = 0;
  return {
    now: () => {
      looks += 1;
      return Date.parse(times[looks % times.length] ?? '');
    },
    sleep: () => Promise.resolve(),
  };
}

describe('with a clock that jumps', () => {
  it('answers, in any phase of its jumps, with records in order and no negative duration', async () => {
    bench = createBench({ answers: Array.from({ length: 4 }, () => ({ status: 'present', output: analysis })) });
    const clock = createJumpingClock();
    for (let phase = 0; phase < 4; phase += 1) {
      clock.now();
      const engine = createEngine({ ...bench.options, clock, executionClock: { now: () => 0, sleep: clock.sleep } });
      const answer = await engine.investigate('why is cpu high?', { signal: new AbortController().signal });
      expect(answer.kind).toBe('answered');
      expect(answer.summary.duration_ms).toBeGreaterThanOrEqual(0);
      expect(answer.summary.audit_ids).toEqual([...answer.summary.audit_ids].sort());
    }
    expect((await bench.records()).filter(({ event }) => event === 'execution.finished')).toHaveLength(4);
    expect(await bench.options.audit.verify()).toMatchObject({ kind: 'verified', size: 16, unknown_outcome: [] });
  });

  it('going back while steps run, gives steps no negative duration', async () => {
    bench = createBench();
    let now = Date.UTC(2026, 1, 18);
    const executionClock: Clock = { now: () => (now -= 60_000), sleep: () => Promise.resolve() };
    const engine = createEngine({ ...bench.options, executionClock });
    const { run } = await engine.investigate('why is cpu high?', { signal: new AbortController().signal });
    expect(run?.results.map(({ duration_ms }) => duration_ms >= 0)).toEqual([true]);
  });

  it('going forward past a ticket, refuses the run and closes its record', async () => {
    bench = createBench();
    let now = Date.UTC(2026, 1, 18);
    const executionClock: Clock = { now: () => (now += 3_600_000), sleep: () => Promise.resolve() };
    const engine = createEngine({ ...bench.options, executionClock });
    const asked = engine.investigate('why is cpu high?', { signal: new AbortController().signal });
    await expect(asked).rejects.toMatchObject({ code: 'TICKET_EXPIRED' });
    expect(await bench.options.audit.verify()).toMatchObject({ kind: 'verified', unknown_outcome: [] });
    expect((await bench.records()).at(-1)).toMatchObject({ event: 'execution.finished', result: { status: 'failed' } });
  });
});

const analysis = { findings: [], ruled_out: [], not_checked: [], figures: [] };
