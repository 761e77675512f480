import { spawnSync } from 'node:child_process';

/** Whether a process runs. One that ended and that nobody asked about yet does not. */
export function isRunning(pid: number): boolean {
  const { status, stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
  return status === 0 && !stdout.startsWith('Z');
}
