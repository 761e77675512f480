import { expect, it } from 'vitest';
import { answer } from './__fixtures__/observed.ts';
import { guardObservation } from './guard-observation.ts';

const fault = (): never => {
  throw new TypeError('a bug');
};

it('keeps faults of what observes from what is observed', () => {
  for (const begin of [fault, () => ({ onEvent: fault, finish: fault, fail: fault })]) {
    const observation = guardObservation(begin);
    expect(() => {
      observation.onEvent({ kind: 'step-progress' });
      observation.finish(answer);
      observation.fail(new TypeError('other'));
    }).not.toThrow();
  }
});
