import { z } from 'zod';
import { fieldsOf, listOf } from '../api/fields.ts';
import type { Read } from './read-action.ts';

/** Output of `prometheus.alertmanagers`: how many Alertmanagers alerts are sent to. */
export interface AlertmanagersOutput {
  readonly active: number;
  readonly dropped: number;
}

/** Checks an {@link AlertmanagersOutput}. */
export const alertmanagersSchema: z.ZodType<AlertmanagersOutput> = z.strictObject({
  active: z.int(),
  dropped: z.int(),
});

/** `prometheus.alertmanagers`: whether alerts go anywhere. */
export const alertmanagersRead: Read<AlertmanagersOutput> = {
  name: 'alertmanagers',
  description: 'Counts the Alertmanagers that alerts are sent to.',
  path: '/api/v1/alertmanagers',
  output: alertmanagersSchema,
  toOutput({ data }) {
    const { activeAlertmanagers, droppedAlertmanagers } = fieldsOf(data);
    if (!Array.isArray(activeAlertmanagers)) return null;
    return { active: activeAlertmanagers.length, dropped: listOf(droppedAlertmanagers).length };
  },
};
