import { z } from 'zod';
import { fieldsOf, numberOf, timeOf } from '../api/fields.ts';
import type { Read } from './read-action.ts';

/** Output of `prometheus.status`. */
export interface StatusOutput {
  readonly started: string | null;
  /** Whether the configuration that stands in its file is the one that runs. */
  readonly is_configuration_loaded: boolean | null;
  readonly configured: string | null;
  readonly corruptions: number | null;
  readonly series: number | null;
}

/** Checks a {@link StatusOutput}. */
export const statusSchema: z.ZodType<StatusOutput> = z.strictObject({
  started: z.string().nullable(),
  is_configuration_loaded: z.boolean().nullable(),
  configured: z.string().nullable(),
  corruptions: z.number().nullable(),
  series: z.number().nullable(),
});

/** `prometheus.status`: how the server itself is. */
export const statusRead: Read<StatusOutput> = {
  name: 'status',
  description: 'Reads whether the configuration is the one that runs, and how the storage is.',
  path: '/api/v1/status/runtimeinfo',
  output: statusSchema,
  toOutput({ data }) {
    if (typeof data !== 'object' || data === null) return null;
    const { startTime, reloadConfigSuccess, lastConfigTime, corruptionCount, timeSeriesCount } = fieldsOf(data);
    return {
      started: timeOf(startTime),
      is_configuration_loaded: typeof reloadConfigSuccess === 'boolean' ? reloadConfigSuccess : null,
      configured: timeOf(lastConfigTime),
      corruptions: numberOf(corruptionCount),
      series: numberOf(timeSeriesCount),
    };
  },
};
