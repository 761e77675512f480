import { CloudOpsError } from '@cloudops/spec';

/** What can be wrong with the settings; a collector that is not there is an outcome of {@link Telemetry.flush}, never an error. */
export type TelemetryErrorCode = 'TELEMETRY_ENDPOINT_INVALID';

/** Makes an error of this package. */
export function telemetryError(code: TelemetryErrorCode, message: string, nextSteps: readonly string[]): CloudOpsError {
  return new CloudOpsError({ code, message, nextSteps });
}
