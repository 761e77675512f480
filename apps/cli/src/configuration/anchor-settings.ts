import { z } from 'zod';

/** A place outside this machine that keeps checkpoints of the audit log. */
export type AnchorSettings =
  | { readonly file: string }
  | { readonly git: string; readonly remote: string | null; readonly branch: string }
  | {
      /** The bucket. */
      readonly s3: string;
      readonly region: string;
      readonly endpoint?: string;
      /** Of the AWS configuration; left out: as AWS clients choose. */
      readonly profile?: string;
      /** For how long nobody can delete a checkpoint; 0 leaves it to the bucket. */
      readonly lock_days: number;
      readonly lock_mode: 'COMPLIANCE' | 'GOVERNANCE';
    }
  | {
      /** Its address. */
      readonly witness: string;
      /** Its verifier key. */
      readonly key: string;
    };

const path = z.string().regex(/^\//, 'must be an absolute path');
const plainUrl = z.url({ protocol: /^https?$/, error: 'must read https://HOST/PATH' });
const plainName = z.string().regex(/^[A-Za-z0-9_][\w./-]*$/, 'must be a plain name');

/** Checks {@link AnchorSettings}. */
export const anchorSettingsSchema: z.ZodType<AnchorSettings> = z.union(
  [
    z.strictObject({ file: path }),
    z.strictObject({ git: path, remote: plainName.nullable().default(null), branch: plainName.default('main') }),
    z.strictObject({
      s3: z.string().regex(/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/, 'must be the name of a bucket'),
      region: z.string().regex(/^[a-z0-9-]+$/, 'must be an AWS region'),
      endpoint: plainUrl.exactOptional(),
      profile: z.string().min(1).exactOptional(),
      lock_days: z.int().min(0).max(36_500).default(365),
      lock_mode: z.enum(['COMPLIANCE', 'GOVERNANCE']).default('COMPLIANCE'),
    }),
    z.strictObject({ witness: plainUrl, key: z.string().min(1) }),
  ],
  { error: 'must be one of: file; git, remote, branch; s3, region, lock_days, …; witness, key' },
);
