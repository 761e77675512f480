import { type UpdateStep, update } from '../update.ts';

// Updates once in a process of its own, and dies in the middle of it where it is told to.

const { die, ...options } = JSON.parse(process.argv[2] ?? '{}') as {
  readonly die: UpdateStep | null;
} & Omit<Parameters<typeof update>[0], 'signal' | 'onStep'>;
const result = await update({
  ...options,
  signal: new AbortController().signal,
  onStep: (step) => {
    if (step === die) process.kill(process.pid, 'SIGKILL');
  },
});
process.stdout.write(JSON.stringify(result));
