import type { Observation } from './observation.ts';

/** An observation that never throws: a question is not to fail since somebody watches. */
export function guardObservation(begin: () => Observation): Observation {
  const observation = attempt(begin);
  return {
    onEvent: (event) => void attempt(() => observation?.onEvent(event)),
    finish: (outcome) => void attempt(() => observation?.finish(outcome)),
    fail: (error) => void attempt(() => observation?.fail(error)),
  };
}

function attempt<Result>(work: () => Result): Result | null {
  try {
    return work();
  } catch {
    return null;
  }
}
