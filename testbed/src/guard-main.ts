import { createInterface } from 'node:readline';
import { endProcesses, type ProcessRecord } from './processes.ts';

/** Reads records to guard, one JSON line each, until standard input ends; ends them unless told `release`. */
async function main(): Promise<void> {
  const guarded: ProcessRecord[] = [];
  for await (const line of createInterface({ input: process.stdin })) {
    if (line === 'release') return;
    guarded.push(JSON.parse(line) as ProcessRecord);
  }
  await endProcesses(guarded);
}

// The guard outlives a Ctrl-C, a hang-up or a polite end of its owner: the pipe tells it when to act.
for (const signal of ['SIGINT', 'SIGHUP', 'SIGTERM'] as const) process.on(signal, () => undefined);
await main();
