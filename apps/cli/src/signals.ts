/** What a command is interrupted by. */
export interface Interruption {
  readonly signal: AbortSignal;
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
  const onSignal = (): void => {
    if (controller.signal.aborted) process.exit(130);
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
    dispose: () => {
      clearTimeout(timer);
      process.off('SIGINT', onSignal);
      process.off('SIGTERM', onSignal);
    },
  };
}
