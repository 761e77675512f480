import { unknownKinds } from '@cloudops/spec';
import type { Fault } from './change-world.ts';

const never = (): Promise<never> => new Promise(() => {});

/** Ways in which one call of a protocol can go wrong, by what a test says of them. */
export const faultKinds: Readonly<Record<string, Fault>> = {
  'throws before': async () => {
    throw new TypeError('a bug');
  },
  'throws after': async (work) => {
    work();
    throw new TypeError('a bug');
  },
  'throws in the middle': async (_work, _context, [first]) => {
    first?.();
    throw new TypeError('a bug');
  },
  'is unreachable from the middle on': async (_work, _context, [first]) => {
    first?.();
    return { status: 'unknown', reason: { kind: 'unreachable', message: 'gone' } };
  },
  'never answers, before': never,
  'never answers, after': (work) => {
    work();
    return never();
  },
  'never answers, in the middle': (_work, _context, [first]) => {
    first?.();
    return never();
  },
  'obeys its signal, before': async (_work, { signal }) => {
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    signal.throwIfAborted();
  },
  'obeys its signal, after': async (work, { signal }) => {
    work();
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    signal.throwIfAborted();
  },
  'is absent, before': async () => ({ status: 'absent' }),
  'is absent, after': async (work) => {
    work();
    return { status: 'absent' };
  },
  'is rubbish, before': async () => ({ status: 'fine' }),
  'is rubbish, after': async (work) => {
    work();
    return 'done';
  },
  'is empty, after': async (work) => {
    work();
    return { status: 'present', output: undefined };
  },
  ...Object.fromEntries(
    unknownKinds.flatMap((kind): [string, Fault][] => [
      [`is unknown (${kind}), before`, async () => ({ status: 'unknown', reason: { kind, message: 'no' } })],
      [
        `is unknown (${kind}), after`,
        async (work) => {
          work();
          return { status: 'unknown', reason: { kind, message: 'no' } };
        },
      ],
    ]),
  ),
  ...Object.fromEntries(
    [1, 2, 3, 4, 6, 9, 14].map((turns): [string, Fault] => [
      `comes ${turns} turns late`,
      async (work) => {
        for (let turn = 0; turn < turns; turn += 1) await new Promise(setImmediate);
        work();
      },
    ]),
  ),
};
