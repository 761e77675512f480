import { z } from 'zod';
import { type StepEvidence, stepEvidenceSchema } from '../../listing/listing.ts';

/** What the question was limited to; null or left out where it was not. */
export interface NetworkScope {
  /** Ids or names, several by commas, as `aws.resolve-places` takes them. */
  readonly account?: string | null | undefined;
  /** Names, several by commas. */
  readonly region?: string | null | undefined;
  readonly vpc?: string | null | undefined;
  /** A security group's id. */
  readonly group?: string | null | undefined;
}

/** What an operator may set; null or left out = the default. */
export interface NetworkSettingsInput {
  /** Public CIDRs that may reach admin and database ports (SG-031, SG-032). */
  readonly trusted_cidrs?: readonly string[] | null | undefined;
  /** Account ids whose groups may be referenced (SG-041). */
  readonly trusted_accounts?: readonly string[] | null | undefined;
  /** TCP ports that may be open to everybody (SG-028); 80 and 443 unless stated. */
  readonly allowed_ports?: readonly number[] | null | undefined;
  /** `Key` or `Key=Value` of groups that must not allow all egress (SG-035). */
  readonly restricted_egress_tag?: string | null | undefined;
  /** Codes to report, in any case of letters; all unless stated. */
  readonly rules?: readonly string[] | null | undefined;
  /** Whether findings of level info are reported; true unless stated. */
  readonly info?: boolean | null | undefined;
  /** Quota "rules per security group" of the accounts (SG-045); 60 unless stated. */
  readonly rules_quota?: number | null | undefined;
}

/** {@link NetworkSettingsInput} with its defaults filled in. */
export interface NetworkSettings {
  readonly trustedCidrs: readonly string[];
  readonly trustedAccounts: readonly string[];
  readonly allowedPorts: readonly number[];
  readonly restrictedEgressTag: string | null;
  /** Null = all. */
  readonly rules: ReadonlySet<string> | null;
  readonly info: boolean;
  readonly rulesQuota: number;
}

/** What `aws.analyze-network-exposure` takes. A step that is left out counts as skipped. */
export interface NetworkInput {
  readonly scope: NetworkScope;
  readonly settings?: NetworkSettingsInput | null | undefined;
  readonly steps: Readonly<Record<string, StepEvidence>>;
}

/** Fills in the defaults. */
export function toSettings(input: NetworkSettingsInput | null | undefined): NetworkSettings {
  const rules = (input?.rules ?? []).map((code) => code.trim().toUpperCase()).filter((code) => code !== '');
  return {
    trustedCidrs: input?.trusted_cidrs ?? [],
    trustedAccounts: input?.trusted_accounts ?? [],
    allowedPorts: input?.allowed_ports ?? [80, 443],
    restrictedEgressTag: input?.restricted_egress_tag || null,
    rules: rules.length === 0 ? null : new Set(rules),
    info: input?.info ?? true,
    rulesQuota: input?.rules_quota ?? 60,
  };
}

const name = z.string().nullable().optional();
const names = z.array(z.string()).nullable().optional();

/** Checks a {@link NetworkInput}; outputs of steps are read defensively instead, since they are large. */
export const networkInputSchema: z.ZodType<NetworkInput> = z.strictObject({
  scope: z.strictObject({ account: name, region: name, vpc: name, group: name }),
  settings: z
    .strictObject({
      trusted_cidrs: names,
      trusted_accounts: names,
      allowed_ports: z.array(z.int().min(0).max(65_535)).nullable().optional(),
      restricted_egress_tag: name,
      rules: names,
      info: z.boolean().nullable().optional(),
      rules_quota: z.int().min(1).nullable().optional(),
    })
    .nullable()
    .optional(),
  steps: z.record(z.string(), stepEvidenceSchema),
});
