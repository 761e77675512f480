import { CloudOpsError } from '@cloudops/spec';
import { reportError } from './errors/report-error.ts';

/** What a command is interrupted by. */
export interface Interruption {
  readonly signal: AbortSignal;
  /** Whether a signal came; time that ran out is no interrupt. */
  isInterrupted(): boolean;
  /** Takes the handlers off again. */
  dispose(): void;
}

/**
 * Turns SIGINT, SIGTERM and `--timeout` into one AbortSignal. The first asks for an orderly end (stop new calls, write
 * the audit record); a second SIGINT or SIGTERM ends the process at once.
 * @param timeoutMs milliseconds, or null for none.
 */
export function listenForInterruption(timeoutMs: number | null): Interruption {
  const controller = new AbortController();
  let isInterrupted = false;
  const onSignal = (): void => {
    if (isInterrupted) process.exit(130);
    isInterrupted = true;
    controller.abort(new DOMException('Interrupted.', 'AbortError'));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  const timer =
    timeoutMs === null
      ? undefined
      : setTimeout(
          () => controller.abort(new DOMException(`Stopped after ${timeoutMs} ms.`, 'TimeoutError')),
          timeoutMs,
        );
  timer?.unref();
  return {
    signal: controller.signal,
    isInterrupted: () => isInterrupted,
    dispose: () => {
      clearTimeout(timer);
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}

/**
 * Ends the process with status 130 on SIGINT and SIGTERM while nothing listens that has something to bring to an end:
 * before a question is asked, and in commands that only read.
 * @returns the handler, for a signal that came before.
 */
export function exitOnSignals(argv: readonly string[]): (signal: NodeJS.Signals) => void {
  const onSignal = (signal: NodeJS.Signals): void => {
    if (process.listenerCount(signal) > 1) return;
    const error = new CloudOpsError({ code: 'INTERRUPTED', message: `Interrupted by ${signal}; nothing was running.` });
    // What was printed already stays the one document; a file does not count its bytes.
    const isSilent = process.exitCode === undefined && (process.stdout.bytesWritten ?? 0) === 0;
    if (isSilent) reportError(error, argv);
    process.exit(130);
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  return onSignal;
}
