import { z } from 'zod';
import { hasNoLogin } from './has-no-login.ts';

/** What can be sent to a collector. */
type SignalName = 'traces' | 'metrics' | 'logs';

/** What CloudOps may tell others about itself. Nothing, unless it is asked to. */
export interface TelemetrySettings {
  /** OpenTelemetry, to a collector of your own. */
  readonly otlp: {
    /** Whether it is on; unless given, it is where `endpoint` is given. */
    readonly enabled?: boolean;
    /** Base address of an OTLP/HTTP receiver; unless given, as the standard variables say. */
    readonly endpoint?: string;
    /** Name of a header to the name of the environment variable that holds its value. */
    readonly headers_from_environment?: Readonly<Record<string, string>>;
    /** All three unless given. */
    readonly signals?: readonly SignalName[];
  };
  /** How CloudOps is used, to whoever asks its users to share that. Needs `cloudops telemetry on` as well. */
  readonly usage: {
    readonly endpoint?: string;
  };
}

/** An address without a user name and a password: the settings are printed, mailed and kept in repositories. */
const url = z
  .url({ protocol: /^https?$/, error: 'must read http(s)://HOST[:PORT][/PREFIX]' })
  .refine(hasNoLogin, { error: 'must hold no user name and no password' });

/** What people's machines send goes over the network encrypted; a local address is for trying it out. */
const safeUrl = url.refine((text) => !URL.canParse(text) || isEncryptedOrLocal(new URL(text)), {
  error: 'must read https://…, or http:// to this machine',
});

function isEncryptedOrLocal({ protocol, hostname }: URL): boolean {
  return protocol === 'https:' || ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
}

const header = z.string().regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header');
const variable = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable');

/** Checks {@link TelemetrySettings}. */
export const telemetrySettingsSchema: z.ZodType<TelemetrySettings> = z.strictObject({
  otlp: z
    .strictObject({
      enabled: z.boolean().exactOptional(),
      endpoint: url.exactOptional(),
      headers_from_environment: z.record(header, variable).exactOptional(),
      signals: z
        .array(z.enum(['traces', 'metrics', 'logs']))
        .min(1)
        .exactOptional(),
    })
    .default({}),
  usage: z.strictObject({ endpoint: safeUrl.exactOptional() }).default({}),
});
