import type { UnknownReason } from '@cloudops/spec';
import { z } from 'zod';
import { type AlertmanagersOutput, alertmanagersSchema } from '../reads/alertmanagers.ts';
import { type AlertsOutput, alertsSchema } from '../reads/alerts.ts';
import { type RulesOutput, rulesSchema } from '../reads/rules.ts';
import { type SeriesOutput, seriesSchema } from '../reads/series.ts';
import { type StatusOutput, statusSchema } from '../reads/status.ts';
import { type TargetsOutput, targetsSchema } from '../reads/targets.ts';
import { type StepEvidence, stepSchema } from './evidence.ts';

/** What the reads can be called in an analysis; a playbook's steps have the same ids, so that evidence points to them. */
export type StepName = 'alerts' | 'targets' | 'rules' | 'series' | 'status' | 'alertmanagers';

/** Names of the reads, in the order in which a reader cares. */
export const stepNames: readonly StepName[] = ['alerts', 'targets', 'rules', 'series', 'status', 'alertmanagers'];

const optionalStep = stepSchema.exactOptional();

/** Checks the evidence of steps by their names. */
export const stepsSchema: z.ZodType<Partial<Record<StepName, StepEvidence>>> = z.strictObject({
  alerts: optionalStep,
  targets: optionalStep,
  rules: optionalStep,
  series: optionalStep,
  status: optionalStep,
  alertmanagers: optionalStep,
});

/** Why a step's output, or a part of it, is not known. */
export interface Lack {
  readonly step: StepName;
  readonly reason: UnknownReason;
  readonly isWhole: boolean;
}

/** All that an analysis goes by; null where it was not read. */
export interface Facts {
  readonly target: string;
  readonly alerts: AlertsOutput | null;
  readonly targets: TargetsOutput | null;
  readonly rules: RulesOutput | null;
  readonly series: SeriesOutput | null;
  readonly status: StatusOutput | null;
  readonly alertmanagers: AlertmanagersOutput | null;
  readonly lacks: readonly Lack[];
}

const malformed: UnknownReason = { kind: 'invalid', message: 'its output is not what the read returns' };
const silent: UnknownReason = { kind: 'failed', message: 'it could not be read; no reason was given' };

/** Reads the outputs of steps. What was not asked for is no lack. */
export function toFacts(steps: Partial<Record<StepName, StepEvidence>>, target: string): Facts {
  const lacks: Lack[] = [];
  const read = <Output>(step: StepName, schema: z.ZodType<Output>): Output | null => {
    const { status, output, reason }: StepEvidence = steps[step] ?? { status: 'skipped' };
    if (status === 'skipped') return null;
    const checked = output === undefined || output === null ? null : schema.safeParse(output);
    const isMalformed = checked?.success === false;
    if (status === 'unknown' || isMalformed || checked === null)
      lacks.push({ step, reason: isMalformed ? malformed : (reason ?? silent), isWhole: checked?.success !== true });
    return checked?.success === true ? checked.data : null;
  };
  return {
    target,
    alerts: read('alerts', alertsSchema),
    targets: read('targets', targetsSchema),
    rules: read('rules', rulesSchema),
    series: read('series', seriesSchema),
    status: read('status', statusSchema),
    alertmanagers: read('alertmanagers', alertmanagersSchema),
    lacks,
  };
}
