import { execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { TestbedError } from './errors.ts';

/** How to start one program. */
export interface ProcessPlan {
  readonly name: string;
  readonly command: string;
  readonly arguments: readonly string[];
  /** File that takes its output; appended to. */
  readonly log: string;
}

/** A program that was started: enough to find it again, and to know that it is still the same one. */
export interface ProcessRecord extends ProcessPlan {
  readonly pid: number;
  /** Tells this process from a later one with the same id; see {@link identify}. */
  readonly identity: string;
}

/**
 * What tells a process from a later one that got the same id: on Linux the start time in ticks since boot, with the
 * boot's id; elsewhere the start time as `ps` prints it. Null when no such process runs (a zombie does not run).
 */
export function identify(pid: number): string | null {
  return process.platform === 'linux' ? identifyOnLinux(pid) : identifyByPs(pid);
}

function identifyOnLinux(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    // proc_pid_stat(5): the name in parentheses may hold spaces; state is field 3, start time field 22.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return null;
    return `${readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim()}/${fields[19] ?? ''}`;
  } catch {
    return null;
  }
}

function identifyByPs(pid: number): string | null {
  try {
    const text = execFileSync('ps', ['-o', 'state=,lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim();
    return text === '' || text.startsWith('Z') ? null : text.replace(/^\S+\s+/, '');
  } catch {
    return null;
  }
}

/** Whether the process still runs, and is the one that was started. */
export function isRunning(record: Pick<ProcessRecord, 'pid' | 'identity'>): boolean {
  return identify(record.pid) === record.identity;
}

/** The last lines of a program's log, for an error message. */
export function readLogTail(log: string, lines = 6): string {
  try {
    return readFileSync(log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
  } catch {
    return '(no log)';
  }
}

/**
 * Starts a program in a session of its own, so that a Ctrl-C in the terminal does not reach it: its guard ends it.
 * @throws TestbedError `PROCESS_EXITED` when it cannot be started at all.
 */
export async function startProcess(plan: ProcessPlan, folder: string): Promise<ProcessRecord> {
  const output = openSync(plan.log, 'a', 0o600);
  try {
    const child = spawn(plan.command, plan.arguments, {
      cwd: folder,
      detached: true,
      stdio: ['ignore', output, output],
    });
    await new Promise<void>((resolve, reject) => child.once('spawn', resolve).once('error', reject));
    child.on('error', () => undefined);
    child.unref();
    const pid = child.pid ?? 0;
    return { ...plan, pid, identity: identify(pid) ?? 'ended' };
  } catch (cause) {
    throw new TestbedError({
      code: 'PROCESS_EXITED',
      message: `${plan.name} could not be started from ${plan.command}`,
      nextSteps: ['Build the programs: pnpm testbed build'],
      cause,
    });
  } finally {
    closeSync(output);
  }
}

/** Sends a signal to each process that is still the one that was started. */
export function signalProcesses(records: readonly ProcessRecord[], signal: NodeJS.Signals): void {
  for (const record of records) {
    if (!isRunning(record)) continue;
    try {
      process.kill(record.pid, signal);
    } catch {
      // It ended between the look and the signal.
    }
  }
}

/**
 * Ends processes at once, without a grace period: what they hold is thrown away with them.
 * @throws TestbedError `WAIT_TIMEOUT` when one is still there after 10 s.
 */
export async function endProcesses(records: readonly ProcessRecord[]): Promise<void> {
  signalProcesses(records, 'SIGKILL');
  const deadline = Date.now() + 10_000;
  while (records.some(isRunning)) {
    if (Date.now() > deadline) {
      const left = records.filter(isRunning).map(({ name, pid }) => `${name} (${pid})`);
      throw new TestbedError({ code: 'WAIT_TIMEOUT', message: `These processes did not end: ${left.join(', ')}` });
    }
    await sleep(20);
  }
}
