import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { AggregationTemporalityPreference, OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import {
  defaultResource,
  detectResources,
  envDetector,
  type Resource,
  resourceFromAttributes,
} from '@opentelemetry/resources';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { telemetryError } from './errors.ts';
import { createIdGenerator } from './identifiers.ts';
import { signals as allSignals, type Signal, type TelemetryOptions } from './telemetry.ts';

/** The SDK's three providers; one of a signal that is off makes things that do nothing. */
export interface Providers {
  readonly tracer: TracerProvider;
  readonly meter: MeterProvider;
  readonly logger: LoggerProvider;
}

/** Told that something could not be sent. */
export type OnFailure = (error: Error | undefined) => void;

interface ExportResult {
  readonly code: number;
  readonly error?: Error;
}

type Exporting<Items> = { export(items: Items, done: (result: ExportResult) => void): void };

/**
 * Makes the SDK's providers. Nothing is registered globally, and nothing about the machine or the process is detected: the
 * command line would hold the question.
 * @throws CloudOpsError `TELEMETRY_ENDPOINT_INVALID`.
 */
export function createProviders(options: TelemetryOptions, timeoutMs: number, onFailure: OnFailure): Providers {
  const resource = createResource(options.version);
  const isOn = (signal: Signal): boolean => (options.signals ?? allSignals).includes(signal);
  const settings = (signal: Signal): ExporterSettings => toSettings(signal, options, timeoutMs);
  const exportTimeoutMillis = timeoutMs;
  const spans = (): BatchSpanProcessor => {
    const exporter = watch(new OTLPTraceExporter(settings('traces')), onFailure);
    return new BatchSpanProcessor({ exporter, exportTimeoutMillis });
  };
  const figures = (): PeriodicExportingMetricReader => {
    const temporality = process.env.OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE;
    // A command is a process of its own: without a past, a running total would only ever count to one.
    const delta = temporality === undefined ? { temporalityPreference: AggregationTemporalityPreference.DELTA } : {};
    const exporter = watch(new OTLPMetricExporter({ ...settings('metrics'), ...delta }), onFailure);
    return new PeriodicExportingMetricReader({ exporter, exportTimeoutMillis });
  };
  const records = (): BatchLogRecordProcessor => {
    const exporter = watch(new OTLPLogExporter(settings('logs')), onFailure);
    return new BatchLogRecordProcessor({ exporter, exportTimeoutMillis });
  };
  return {
    tracer: new TracerProvider({
      resource,
      idGenerator: createIdGenerator(options.randomBytes),
      spanProcessors: isOn('traces') ? [spans()] : [],
    }),
    meter: new MeterProvider({ resource, readers: isOn('metrics') ? [figures()] : [] }),
    logger: new LoggerProvider({ resource, processors: isOn('logs') ? [records()] : [] }),
  };
}

function createResource(version: string): Resource {
  const own = resourceFromAttributes({ 'service.name': 'cloudops', 'service.version': version });
  // OTEL_SERVICE_NAME and OTEL_RESOURCE_ATTRIBUTES are somebody's own words about the process, so they win.
  return defaultResource()
    .merge(own)
    .merge(detectResources({ detectors: [envDetector] }));
}

interface ExporterSettings {
  readonly url?: string;
  readonly headers: Record<string, string>;
  readonly timeoutMillis: number;
}

function toSettings(signal: Signal, { endpoint, headers }: TelemetryOptions, timeoutMillis: number): ExporterSettings {
  const url = endpoint === null ? {} : { url: toUrl(endpoint, signal) };
  return { ...url, headers: { ...headers }, timeoutMillis };
}

/** The signal's address below a base, as the specification of the OTLP exporter has it. */
function toUrl(endpoint: string, signal: Signal): string {
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    const steps = ['Write it as https://HOST:PORT, without the path of a signal.'];
    throw telemetryError('TELEMETRY_ENDPOINT_INVALID', 'The address of the collector is no http(s) URL.', steps);
  }
  const base = new URL(endpoint);
  base.pathname = `${base.pathname.replace(/\/+$/, '')}/v1/${signal}`;
  return base.href;
}

/** Lets failures be heard: the SDK keeps them to itself. @returns the same exporter. */
function watch<Items, Exporter extends Exporting<Items>>(exporter: Exporter, onFailure: OnFailure): Exporter {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) =>
    send(items, (result) => {
      if (result.code !== 0) onFailure(result.error);
      done(result);
    });
  return exporter;
}
