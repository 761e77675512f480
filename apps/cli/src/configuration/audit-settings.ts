import { type AlertRules, defaultAlertRules } from '@cloudops/audit';
import { z } from 'zod';
import { type AnchorSettings, anchorSettingsSchema } from './anchor-settings.ts';
import { hasNoLogin } from './has-no-login.ts';

/** The audit log's settings. */
export interface AuditSettings {
  /** Names the log in its checkpoints; must not change once the log exists. */
  readonly origin: string;
  readonly alerts: AlertSettings;
  /** Where checkpoints are kept outside. */
  readonly anchors: readonly AnchorSettings[];
  /** What a question with `--read-only` does where the log cannot be written; any other stops. */
  readonly unwritable: 'stop' | 'warn';
}

/** When `audit alerts` raises one, and where it goes; `false` switches a rule off. */
export interface AlertSettings {
  readonly window_hours: number;
  readonly usual_days: number;
  readonly error_rate: { readonly share: number; readonly minimum: number } | false;
  readonly cost_usd: number | false;
  readonly policy_violations: number | false;
  readonly unknown_outcome_minutes: number | false;
  readonly new_action: { readonly minimum: number } | false;
  readonly odd_hour: { readonly minimum: number } | false;
  readonly burst: { readonly questions: number; readonly minutes: number } | false;
  /** `secret` names the variable with the word that signs the body; it is never in the file. */
  readonly webhook?: { readonly url: string; readonly secret?: string };
}

const count = z.int().min(1);
const minuteMs = 60_000;
const { errorRate, costUsd, policyViolations, unknownOutcomeMs, newAction, oddHour, burst } = defaultAlertRules;

/** No login: settings are printed and mailed. Whether it is https is checked before anything is sent. */
const webhookUrl = z
  .url({ protocol: /^https?$/, error: 'must read https://HOST/PATH' })
  .refine(hasNoLogin, 'must hold no user name and no password');

const alertSettingsSchema: z.ZodType<AlertSettings> = z.strictObject({
  window_hours: z
    .number()
    .positive()
    .max(24 * 366)
    .default(defaultAlertRules.windowMs / (60 * minuteMs)),
  usual_days: z
    .number()
    .min(0)
    .max(3660)
    .default(defaultAlertRules.usualMs / (24 * 60 * minuteMs)),
  error_rate: off(z.strictObject({ share: z.number().min(0).max(1), minimum: count })).default(errorRate ?? false),
  cost_usd: off(z.number().min(0)).default(costUsd ?? false),
  policy_violations: off(count).default(policyViolations ?? false),
  unknown_outcome_minutes: off(z.number().positive()).default((unknownOutcomeMs ?? 0) / minuteMs),
  new_action: off(z.strictObject({ minimum: count })).default(newAction ?? false),
  odd_hour: off(z.strictObject({ minimum: count })).default(oddHour ?? false),
  burst: off(z.strictObject({ questions: count, minutes: z.number().positive() })).default(
    burst === null ? false : { questions: burst.questions, minutes: burst.withinMs / minuteMs },
  ),
  webhook: z
    .strictObject({
      url: webhookUrl,
      secret: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of a variable')
        .exactOptional(),
    })
    .exactOptional(),
});

function off<Value>(schema: z.ZodType<Value>): z.ZodType<Value | false> {
  return z.union([z.literal(false), schema]);
}

/** Checks {@link AuditSettings}; what is left out has its default. */
export const auditSettingsSchema: z.ZodType<AuditSettings> = z.strictObject({
  origin: z
    .string()
    .regex(/^[^\s+]+$/, 'must hold no space and no +')
    .default('cloudops.local/audit'),
  alerts: alertSettingsSchema.prefault({}),
  anchors: z.array(anchorSettingsSchema).default([]),
  unwritable: z.enum(['stop', 'warn']).default('stop'),
});

/** The settings as rules. */
export function toAlertRules(settings: AlertSettings): AlertRules {
  const { burst: bursts, unknown_outcome_minutes: minutes } = settings;
  return {
    windowMs: settings.window_hours * 60 * minuteMs,
    usualMs: settings.usual_days * 24 * 60 * minuteMs,
    errorRate: settings.error_rate || null,
    costUsd: settings.cost_usd === false ? null : settings.cost_usd,
    policyViolations: settings.policy_violations || null,
    unknownOutcomeMs: minutes === false ? null : minutes * minuteMs,
    newAction: settings.new_action || null,
    oddHour: settings.odd_hour || null,
    burst: bursts === false ? null : { questions: bursts.questions, withinMs: bursts.minutes * minuteMs },
  };
}
