import type { IntentParser } from '@cloudops/intent';
import { CloudOpsError } from '@cloudops/spec';
import { describe, expect, it } from 'vitest';
import { catalog, toAnswer } from './__fixtures__/answers.ts';
import { type Evaluation, evaluate } from './evaluate.ts';

const plain = toAnswer({ tags: ['plain'], expected: 'look', actual: 'look' }, 'q1');
const other = toAnswer({ tags: ['plain'], expected: 'push', actual: 'push' }, 'q2');

/** Fails at every question that a test names by its position; the first call is the warm-up. */
function parserThatFailsAt(...positions: readonly number[]): IntentParser {
  let calls = 0;
  return {
    kind: 'flaky',
    async parse({ question }) {
      calls += 1;
      if (positions.includes(calls)) throw new CloudOpsError({ code: 'MODEL_FAILED', message: 'no answer' });
      return question === 'q1?' ? plain.outcome : other.outcome;
    },
  };
}

function evaluationOf(parser: IntentParser): Evaluation {
  let time = 0;
  return {
    parser,
    catalog,
    questions: [plain.question, other.question],
    now: 0,
    stopwatch: () => {
      time += 3;
      return time;
    },
    signal: new AbortController().signal,
  };
}

describe('evaluate', () => {
  it('measures every question once', async () => {
    const figures = await evaluate(evaluationOf(parserThatFailsAt()));
    expect(figures).toMatchObject({ all: { count: 2, right: 2 }, failures: 0, latency_ms: { p50: 3, p95: 3 } });
  });

  it('counts a failure as declined and goes on', async () => {
    const figures = await evaluate(evaluationOf(parserThatFailsAt(2)));
    expect(figures).toMatchObject({ all: { count: 2, right: 1 }, failures: 1 });
  });

  it('stops at once when the parser does not work at all', async () => {
    const failure = await evaluate(evaluationOf(parserThatFailsAt(1))).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'MODEL_FAILED' });
  });
});
