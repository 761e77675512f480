import { Worker } from 'node:worker_threads';

/** Plain script: it runs beside code that may never give the thread back. */
const script = `
const fs = require('node:fs');
const { workerData } = require('node:worker_threads');
setInterval(() => {
  const isOrphan = process.ppid !== workerData.parent;
  const isHuge = process.memoryUsage.rss() > workerData.residentBytes;
  if (!isOrphan && !isHuge) return;
  if (isHuge) try { fs.writeSync(4, Buffer.from([255, 255, 255, 255])); } catch {}
  process.kill(process.pid, 'SIGKILL');
}, 200);
`;

interface Droppable {
  readonly drop?: (scope: string) => void;
}

/** What ends a process. */
export interface WatchdogOptions {
  /** Id of the host; this process ends with it. */
  readonly parent: number;
  readonly residentBytes: number;
}

/**
 * Ends this process when its host is gone or it uses too much memory, also while the plugin computes for ever. Then gives the right
 * to start workers away; where that cannot be done there is no watchdog.
 */
export function startWatchdog(workerData: WatchdogOptions): void {
  const permission = (process as { readonly permission?: Droppable }).permission;
  if (permission !== undefined && permission.drop === undefined) return;
  const worker = new Worker(script, { eval: true, execArgv: [], env: {}, workerData });
  worker.unref();
  worker.on('error', () => {});
  permission?.drop?.('worker');
}
