import { z } from 'zod';

/**
 * The JSON form of the messages of opentelemetry-proto 1.x (trace.proto, metrics.proto, logs.proto): ids in hex, 64-bit numbers as
 * decimal strings or numbers, enums as numbers.
 */
const hex = (digits: number): z.ZodType<string> => z.string().regex(new RegExp(`^(?!0+$)[0-9a-f]{${digits}}$`));
const nanoseconds = z
  .union([z.string().regex(/^\d+$/), z.number()])
  .transform((value) => BigInt(value))
  .refine((value) => value > 1_000_000_000_000_000_000n, 'must be nanoseconds since the epoch');
const count = z.union([z.string().regex(/^\d+$/), z.number()]).transform(Number);
const value = z
  .strictObject({ stringValue: z.string().optional(), intValue: count.optional(), doubleValue: z.number().optional() })
  .transform(({ stringValue, intValue, doubleValue }) => stringValue ?? intValue ?? doubleValue ?? null);
const attributes = z
  .array(z.strictObject({ key: z.string().min(1), value }))
  .transform((list) => Object.fromEntries(list.map((one) => [one.key, one.value])));
const scope = z.looseObject({ name: z.literal('@cloudops/telemetry'), version: z.string() });
const resource = z.looseObject({ attributes });

const span = z.strictObject({
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: hex(16).optional(),
  name: z.string().min(1),
  kind: z.literal(1),
  startTimeUnixNano: nanoseconds,
  endTimeUnixNano: nanoseconds,
  attributes,
  droppedAttributesCount: z.literal(0),
  events: z.array(z.never()),
  droppedEventsCount: z.literal(0),
  links: z.array(z.never()),
  droppedLinksCount: z.literal(0),
  status: z.strictObject({ code: z.union([z.literal(0), z.literal(2)]) }),
  flags: z.number(),
});

const point = z.looseObject({
  attributes,
  startTimeUnixNano: nanoseconds,
  timeUnixNano: nanoseconds,
});
const metric = z.strictObject({
  name: z.string().min(1),
  description: z.string().min(1),
  unit: z.string().min(1),
  sum: z
    .strictObject({
      aggregationTemporality: z.literal(1),
      isMonotonic: z.literal(true),
      dataPoints: z.array(point.extend({ asDouble: z.number().optional(), asInt: count.optional() })).min(1),
    })
    .optional(),
  histogram: z
    .strictObject({
      aggregationTemporality: z.literal(1),
      dataPoints: z
        .array(
          point.extend({
            count,
            sum: z.number(),
            bucketCounts: z.array(count),
            explicitBounds: z.array(z.number()).min(1),
          }),
        )
        .min(1),
    })
    .optional(),
});

const log = z.strictObject({
  timeUnixNano: nanoseconds,
  observedTimeUnixNano: nanoseconds,
  severityNumber: z.int().min(1).max(24),
  severityText: z.string(),
  eventName: z.string().min(1),
  body: z.strictObject({ stringValue: z.string() }),
  attributes,
  droppedAttributesCount: z.literal(0),
  flags: z.number(),
  traceId: hex(32),
  spanId: hex(16),
});

const traces = z.strictObject({
  resourceSpans: z
    .array(
      z.looseObject({ resource, scopeSpans: z.array(z.looseObject({ scope, spans: z.array(span).min(1) })).min(1) }),
    )
    .min(1),
});
const metrics = z.strictObject({
  resourceMetrics: z
    .array(
      z.looseObject({
        resource,
        scopeMetrics: z.array(z.looseObject({ scope, metrics: z.array(metric).min(1) })).min(1),
      }),
    )
    .min(1),
});
const logs = z.strictObject({
  resourceLogs: z
    .array(
      z.looseObject({ resource, scopeLogs: z.array(z.looseObject({ scope, logRecords: z.array(log).min(1) })).min(1) }),
    )
    .min(1),
});

/** One span, as it came. */
export type OtlpSpan = z.infer<typeof span>;
/** One metric, as it came. */
export type OtlpMetric = z.infer<typeof metric>;
/** One log record, as it came. */
export type OtlpLog = z.infer<typeof log>;

/** The spans of a request. @throws ZodError for what is no ExportTraceServiceRequest. */
export function assertTraces(body: unknown): readonly OtlpSpan[] {
  return traces.parse(body).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

/** The metrics of a request. @throws ZodError for what is no ExportMetricsServiceRequest. */
export function assertMetrics(body: unknown): readonly OtlpMetric[] {
  return metrics.parse(body).resourceMetrics.flatMap((one) => one.scopeMetrics.flatMap((inner) => inner.metrics));
}

/** The log records of a request. @throws ZodError for what is no ExportLogsServiceRequest. */
export function assertLogs(body: unknown): readonly OtlpLog[] {
  return logs.parse(body).resourceLogs.flatMap(({ scopeLogs }) => scopeLogs.flatMap(({ logRecords }) => logRecords));
}
