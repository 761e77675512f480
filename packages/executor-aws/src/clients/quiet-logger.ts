import type { Logger } from '@smithy/types';

const ignore = (): void => {};

/** For the SDK's look-up of credentials: without a logger it warns on standard error, which is for our own words. */
export const silentLogger: Logger = { trace: ignore, debug: ignore, info: ignore, warn: ignore, error: ignore };

/**
 * For the SDK's clients. There is no `info` and no `error`: where they are, the SDK copies each answer for them, also for
 * a logger that does nothing.
 */
export const clientLogger: Omit<Logger, 'info' | 'error'> = { trace: ignore, debug: ignore, warn: ignore };
