import type { HrTime } from '@opentelemetry/api';

/** Milliseconds since the Unix epoch as OpenTelemetry takes them; a plain number could be read as a time since the start. */
export function toHrTime(ms: number): HrTime {
  const whole = Math.floor(ms / 1000);
  return [whole, Math.round((ms - whole * 1000) * 1_000_000)];
}
