import { describe, expect, it } from 'vitest';
import { telemetrySettingsSchema } from '../configuration/telemetry-settings.ts';
import { findOtlpState, openOtlp } from './otlp.ts';

const endpoint = 'https://otel.example.com';
const isOn = (otlp: object, environment: NodeJS.ProcessEnv = {}): boolean =>
  findOtlpState(telemetrySettingsSchema.parse({ otlp }), environment).isOn;

describe('OpenTelemetry', () => {
  it('is off unless somebody asks this program for it', () => {
    expect(isOn({})).toBe(false);
    expect(isOn({}, { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, OTEL_TRACES_EXPORTER: 'otlp' })).toBe(false);
    expect(isOn({ signals: ['traces'] })).toBe(false);
  });

  it.each([
    [{ endpoint }, {}],
    [{ enabled: true }, {}],
    [{}, { CLOUDOPS_OTEL: '1' }],
    [{ enabled: false }, { CLOUDOPS_OTEL: '1' }],
    [{ endpoint }, { OTEL_SDK_DISABLED: 'false' }],
  ])('is on with %j and %j', (otlp, environment) => {
    expect(isOn(otlp, environment)).toBe(true);
  });

  it.each([
    [{ endpoint, enabled: false }, {}],
    [{ endpoint }, { CLOUDOPS_OTEL: '0' }],
    [{ endpoint }, { OTEL_SDK_DISABLED: 'TRUE' }],
    [{ enabled: true }, { CLOUDOPS_OTEL: '1', OTEL_SDK_DISABLED: 'true' }],
    [{}, { CLOUDOPS_OTEL: 'yes' }],
  ])('is off with %j and %j', (otlp, environment) => {
    expect(isOn(otlp, environment)).toBe(false);
  });

  it('opens nothing while it is off', async () => {
    const settings = telemetrySettingsSchema.parse({});
    expect(await openOtlp({ settings, environment: {}, toolVersion: '0.1.0' })).toBeNull();
  });

  it.each([
    { endpoint: 'otel.example.com:4317' },
    { endpoint: 'https://user:word@otel.example.com' },
    { signals: [] },
    { signals: ['profiles'] },
    { headers_from_environment: { 'a b': 'TOKEN' } },
    { headers_from_environment: { authorization: 'Bearer abc' } },
  ])('refuses the settings %j', (otlp) => {
    expect(telemetrySettingsSchema.safeParse({ otlp }).success).toBe(false);
  });
});
