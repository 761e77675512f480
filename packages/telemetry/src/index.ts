// For everybody who observes an engine.

// For whoever documents or checks what leaves the machine.
export { attributeNames } from './attributes.ts';
export { createTelemetry } from './create-telemetry.ts';
export type { TelemetryErrorCode } from './errors.ts';
export { type MetricDefinition, metricDefinitions } from './instruments.ts';
export type { Observation, ObservedEvent, ObservedOutcome, Operation } from './observation.ts';
export { type FlushOutcome, type Signal, signals, type Telemetry, type TelemetryOptions } from './telemetry.ts';
