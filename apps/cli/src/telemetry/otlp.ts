import { randomBytes } from 'node:crypto';
import type { Telemetry, TelemetryOptions } from '@cloudops/telemetry';
import type { TelemetrySettings } from '../configuration/telemetry-settings.ts';

/** Whether OpenTelemetry is on, and why. */
export interface OtlpState {
  readonly isOn: boolean;
  /** Half a sentence for a person. */
  readonly why: string;
}

/**
 * Whether a collector is told. The standard variables alone turn nothing on: they may be meant for another program, or come
 * from a CI system. CLOUDOPS_OTEL is for this program alone, so it wins; OTEL_SDK_DISABLED is for all, and only ever turns off.
 */
export function findOtlpState({ otlp }: TelemetrySettings, environment: NodeJS.ProcessEnv): OtlpState {
  const { CLOUDOPS_OTEL: asked = '', OTEL_SDK_DISABLED: disabled = '' } = environment;
  if (disabled.toLowerCase() === 'true') return { isOn: false, why: 'OTEL_SDK_DISABLED is true' };
  if (asked === '0') return { isOn: false, why: 'CLOUDOPS_OTEL is 0' };
  if (asked === '1') return { isOn: true, why: 'CLOUDOPS_OTEL is 1' };
  if (otlp.enabled === false) return { isOn: false, why: 'telemetry.otlp.enabled is false' };
  if (otlp.enabled === true) return { isOn: true, why: 'telemetry.otlp.enabled is true' };
  if (otlp.endpoint !== undefined) return { isOn: true, why: 'telemetry.otlp.endpoint is set' };
  return { isOn: false, why: 'nobody asked for it' };
}

/** What is needed to open {@link openOtlp}. */
export interface OtlpRequest {
  readonly settings: TelemetrySettings;
  readonly environment: NodeJS.ProcessEnv;
  readonly toolVersion: string;
}

/**
 * What tells a collector; null where it is off, and then not one of its modules is loaded.
 * @throws CloudOpsError `TELEMETRY_ENDPOINT_INVALID`.
 */
export async function openOtlp({ settings, environment, toolVersion }: OtlpRequest): Promise<Telemetry | null> {
  if (!findOtlpState(settings, environment).isOn) return null;
  const { createTelemetry } = await import('@cloudops/telemetry');
  return createTelemetry(toOptions(settings.otlp, environment, toolVersion));
}

function toOptions(
  { endpoint, headers_from_environment: headers = {}, signals }: TelemetrySettings['otlp'],
  environment: NodeJS.ProcessEnv,
  version: string,
): TelemetryOptions {
  const { TRACEPARENT: traceParent } = environment;
  const given = Object.entries(headers).flatMap(([name, variable]) => {
    const value = environment[variable];
    return value === undefined ? [] : [[name, value] as const];
  });
  return {
    ...{ endpoint: endpoint ?? null, headers: Object.fromEntries(given), version, randomBytes, now: Date.now },
    ...(signals === undefined ? {} : { signals }),
    ...(traceParent === undefined ? {} : { traceParent }),
  };
}
