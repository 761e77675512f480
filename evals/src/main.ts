import { setTimeout } from 'node:timers/promises';
import { CloudOpsError } from '@cloudops/spec';
import { readArguments } from './arguments.ts';
import { runEval } from './run-eval.ts';

const interrupt = new AbortController();
process.once('SIGINT', () => interrupt.abort(new DOMException('Interrupted.', 'AbortError')));

try {
  const result = await runEval(readArguments(process.argv.slice(2)), {
    date: new Date().toISOString().slice(0, 10),
    stopwatch: () => performance.now(),
    environment: process.env,
    clock: { now: () => Date.now(), sleep: (ms, signal) => setTimeout(ms, undefined, { signal }) },
    random: () => Math.random(),
    signal: interrupt.signal,
  });
  process.stdout.write(result.text);
  if (!result.met) process.exitCode = 1;
} catch (error) {
  const known = CloudOpsError.isInstance(error) ? error : null;
  const text = known === null ? String(error instanceof Error ? error.stack : error) : known.message;
  const steps = known?.nextSteps.map((step) => `  → ${step}\n`).join('') ?? '';
  process.stderr.write(`${text}\n${steps}`);
  process.exitCode = known === null ? 1 : 2;
}
