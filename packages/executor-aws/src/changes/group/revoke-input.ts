import { z } from 'zod';
import { type PlaceInput, placeFields } from '../place/place-input.ts';

/** Input of `aws.sg-revoke`: rules by id, or else by what they open. */
export interface RevokeInput extends PlaceInput {
  readonly group_id: string;
  /** Sorted; null = by what they open. */
  readonly rule_ids: readonly string[] | null;
  /** Rules for exactly this port. */
  readonly port?: number | null | undefined;
  /** Rules for exactly these CIDRs, prefix lists or groups; null = for any. */
  readonly source: readonly string[] | null;
  readonly protocol?: string | null | undefined;
  /** `ingress` unless stated; rule ids tell it themselves. */
  readonly direction?: 'ingress' | 'egress' | null | undefined;
}

function split(text: string | null | undefined): readonly string[] | null {
  const parts = (text ?? '').split(',').map((part) => part.trim());
  const given = [...new Set(parts.filter((part) => part !== ''))].sort();
  return given.length === 0 ? null : given;
}

/** Texts with several names by commas, each of which fits. */
function names(pattern: RegExp, message: string): z.ZodType<readonly string[] | null> {
  return z
    .string()
    .max(8000)
    .nullish()
    .transform(split)
    .refine((given) => given === null || (given.length <= 300 && given.every((name) => pattern.test(name))), {
      message,
    }) as unknown as z.ZodType<readonly string[] | null>;
}

/** `sg-…`, as a schema. */
export const groupId: z.ZodType<string> = z
  .string()
  .regex(/^sg-[0-9a-z]{1,17}$/, 'must be a security group such as sg-0a1b2c3d4e5f60718');

/** Checks a {@link RevokeInput}, which comes as text with commas. */
export const revokeInput: z.ZodType<RevokeInput> = z.strictObject({
  group_id: groupId,
  rule_ids: names(/^sgr-[0-9a-z]{1,17}$/, 'must be rule ids such as sgr-0a1b2c3d4e5f60718, separated by commas'),
  port: z.int().min(0).max(65_535).nullish(),
  source: names(
    /^(?:[0-9A-Fa-f.:]{2,45}(?:\/\d{1,3})?|(?:pl|sg)-[0-9a-z]{1,17})$/,
    'must be CIDRs, prefix lists or security groups, separated by commas',
  ),
  protocol: z
    .string()
    .regex(/^(?:tcp|udp|icmp|icmpv6|all|-1|\d{1,3})$/, 'must be tcp, udp, icmp, icmpv6, all or a number')
    .nullish(),
  direction: z.enum(['ingress', 'egress']).nullish(),
  ...placeFields,
}) as unknown as z.ZodType<RevokeInput>;
