import { z } from 'zod';
import { hasNoLogin } from './has-no-login.ts';

/** Where a word that nobody else may know comes from; exactly one of them. It never stands in the configuration. */
export interface WordSource {
  /** Name of an environment variable. */
  readonly environment?: string;
  /** A file that holds nothing else, such as a mounted Secret. */
  readonly file?: string;
}

/** A place that takes reports. */
export interface ReportWebhook {
  /** An address is often a secret itself: whoever knows it can post. */
  readonly url: string | WordSource;
  /** `cloudops`: the report as JSON. `slack`: a few lines of text, as Slack, Mattermost, Rocket.Chat and others take it. */
  readonly format: 'cloudops' | 'slack';
  /** Signs what is sent after Standard Webhooks. */
  readonly secret?: WordSource;
  /** Further headers, such as a login. */
  readonly headers?: Readonly<Record<string, WordSource>>;
}

/** Where reports can go, by name: `--report webhook:NAME`. */
export interface ReportSettings {
  readonly webhooks: Readonly<Record<string, ReportWebhook>>;
}

const word: z.ZodType<WordSource> = z
  .strictObject(
    {
      environment: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable')
        .exactOptional(),
      file: z.string().min(1).exactOptional(),
    },
    { error: 'must say where the secret is, as { environment: NAME } or { file: PATH }' },
  )
  .refine((source) => Object.keys(source).length === 1, { error: 'must be exactly one of environment and file' });

const url = z
  .url({ protocol: /^https?$/, error: 'must read https://HOST/PATH, { environment: NAME } or { file: PATH }' })
  .refine(hasNoLogin, { error: 'must hold no user name and no password' });

const webhook: z.ZodType<ReportWebhook> = z.strictObject({
  url: z.union([url, word], { error: 'must read https://HOST/PATH, { environment: NAME } or { file: PATH }' }),
  format: z.enum(['cloudops', 'slack']).default('cloudops'),
  secret: word.exactOptional(),
  headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header'), word).exactOptional(),
});

/** Checks {@link ReportSettings}. */
export const reportSettingsSchema: z.ZodType<ReportSettings> = z.strictObject({
  webhooks: z
    .record(z.string().regex(/^[a-z][a-z0-9-]{0,39}$/, 'must be lower-case letters, digits and dashes'), webhook)
    .default({}),
});
