import { z } from 'zod';
import { isSafeUrl } from './auth-settings.ts';

/** Where `cloudops update` finds releases, instead of where the binary was built to look. */
export interface UpdateSettings {
  /** The signed list of releases, `releases.json`. */
  readonly url?: string;
  /** The only keys whose signature counts, as minisign prints public keys. */
  readonly keys?: readonly string[];
}

/** Checks {@link UpdateSettings}. */
export const updateSettingsSchema: z.ZodType<UpdateSettings> = z.strictObject({
  url: z.string().max(500).refine(isSafeUrl, 'must read https://HOST/PATH; http only on this machine').exactOptional(),
  keys: z
    .array(z.string().regex(/^RW[A-Za-z0-9+/]{54}$/, 'must be a public key as minisign prints it: RW…'))
    .min(1)
    .exactOptional(),
});
