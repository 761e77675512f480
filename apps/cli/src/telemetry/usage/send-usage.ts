import { readUsageFile, subtractCounts, type UsageFile, writeUsageFile } from './usage-file.ts';
import { renderUsagePayload, type UsagePlace } from './usage-payload.ts';

/** When something is sent: after a day, or when this many commands were counted. */
const dayMs = 24 * 60 * 60 * 1000;
const enough = 50;
/** A batch is tried once more, not earlier than this, and then given up. */
const pauseMs = 60 * 60 * 1000;
const mostAttempts = 2;
const timeoutMs = 1500;

/** What is needed to send. */
export interface UsageSending {
  /** Path of the file that holds what is to be sent. */
  readonly path: string;
  readonly place: UsagePlace;
  now(): number;
  readonly signal: AbortSignal;
}

/** Whether it is time to send. */
export function isDue({ counts, since, attempts, tried_at }: UsageFile, now: number): boolean {
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0 || (attempts > 0 && now - tried_at < pauseMs)) return false;
  // A clock that was set back must not send at every command.
  return attempts > 0 || total >= enough || now - since >= dayMs;
}

/**
 * Sends what was counted, if it is time. Never throws. What did not arrive is tried once more at a later command; then it is
 * forgotten.
 * @returns whether a request was made that did not end well.
 */
export async function sendUsage({ path, place, now, signal }: UsageSending): Promise<boolean> {
  const file = readUsageFile(path);
  if (file === null || !isDue(file, now())) return false;
  try {
    // Written down first, so that neither a crash nor another process makes it one attempt more.
    const attempts = file.attempts + 1;
    writeUsageFile(path, { ...file, attempts, tried_at: now() });
    const arrived = await post(file.endpoint, renderUsagePayload(file, place), signal);
    const latest = readUsageFile(path);
    // Turned off meanwhile.
    if (latest === null || latest.install_id !== file.install_id) return !arrived;
    if (arrived || attempts >= mostAttempts) writeUsageFile(path, subtractCounts(latest, file.counts, now()));
    return !arrived;
  } catch {
    return true;
  }
}

async function post(endpoint: string, body: string, signal: AbortSignal): Promise<boolean> {
  try {
    const response = await fetch(endpoint, {
      ...{ method: 'POST', body, headers: { 'content-type': 'application/json', 'user-agent': 'cloudops' } },
      ...{ redirect: 'error', signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]) },
    });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
