import { expect, it } from 'vitest';
import * as telemetry from './index.ts';

it('exports exactly these values', () => {
  expect(Object.keys(telemetry).sort()).toEqual(['attributeNames', 'createTelemetry', 'metricDefinitions', 'signals']);
});
