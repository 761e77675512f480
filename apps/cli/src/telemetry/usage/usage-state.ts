import type { TelemetrySettings } from '../../configuration/telemetry-settings.ts';
import type { UsageFile } from './usage-file.ts';

/** Whether the use of the program is shared, and why. */
export type UsageState =
  | { readonly kind: 'on'; readonly endpoint: string; readonly why: string }
  | { readonly kind: 'off'; readonly why: string };

/** What decides. */
export interface UsageFacts {
  readonly settings: TelemetrySettings;
  readonly environment: NodeJS.ProcessEnv;
  /** What `cloudops telemetry on` wrote; null where nobody said yes. */
  readonly file: UsageFile | null;
}

/**
 * Off unless somebody said yes on this machine, to the address that is configured now; and never in CI nor where DO_NOT_TRACK
 * (consoledonottrack.com) is set.
 */
export function findUsageState({ settings, environment, file }: UsageFacts): UsageState {
  const forbidden = findForbidden(environment);
  if (forbidden !== null) return { kind: 'off', why: forbidden };
  const { endpoint } = settings.usage;
  if (endpoint === undefined) return { kind: 'off', why: 'telemetry.usage.endpoint is not configured' };
  if (file === null) return { kind: 'off', why: 'nobody turned it on' };
  if (file.endpoint !== endpoint) return { kind: 'off', why: 'it was turned on for another address' };
  return { kind: 'on', endpoint, why: 'cloudops telemetry on' };
}

/** The variable that forbids it, as half a sentence; null where none does. */
export function findForbidden({ DO_NOT_TRACK: track, CI: ci }: NodeJS.ProcessEnv): string | null {
  if (isSet(track)) return 'DO_NOT_TRACK is set';
  return isSet(ci) ? 'CI is set' : null;
}

function isSet(value: string | undefined): boolean {
  return !['', '0', 'false', 'no'].includes((value ?? '').toLowerCase());
}
