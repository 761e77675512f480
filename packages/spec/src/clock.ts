/** Time as it is passed in: the run's own clock, a recorded world's, or a test's. */
export interface Clock {
  /** Milliseconds since the Unix epoch, UTC. */
  now(): number;
  /**
   * Waits `ms` milliseconds. A recorded world's clock advances without waiting.
   * @throws the signal's reason when it aborts first.
   */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}
