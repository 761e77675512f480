import { homedir } from 'node:os';
import { join } from 'node:path';
import type { PrometheusTransportOptions, SecretSource } from '@cloudops/executor-k8s';
import { z } from 'zod';
import { hasNoLogin } from './has-no-login.ts';

/** Where a secret comes from; exactly one of them. The secret itself never stands in the configuration. */
interface SecretSettings {
  /** Name of an environment variable. */
  readonly environment?: string;
  /** A file that holds nothing else; `~/` is the home folder. */
  readonly file?: string;
  /** A program and its arguments, which prints nothing else. */
  readonly command?: readonly string[];
}

/** A Prometheus or an Alertmanager beside the cluster. */
export interface MetricsSettings {
  readonly url: string;
  /** With `password`: HTTP basic authentication. */
  readonly username?: string;
  readonly password?: SecretSettings;
  /** A bearer token. */
  readonly token?: SecretSettings;
  /** Further headers, such as a tenant's. */
  readonly headers?: Readonly<Record<string, SecretSettings>>;
  /** File with certificate authorities to trust instead of the system's. */
  readonly ca_file?: string;
}

/** No user name and no password: the settings are printed, mailed and kept in repositories. */
export const metricsUrlSchema: z.ZodType<string> = z
  .url({ protocol: /^https?$/, error: 'must read http(s)://HOST[:PORT][/PREFIX]' })
  .refine(hasNoLogin, { error: 'must hold no user name and no password' });

const secret: z.ZodType<SecretSettings> = z
  .strictObject(
    {
      environment: z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'must be the name of an environment variable')
        .exactOptional(),
      file: z.string().min(1).exactOptional(),
      command: z.array(z.string().min(1)).min(1).exactOptional(),
    },
    { error: 'must say where the secret is, as { environment: NAME }, { file: PATH } or { command: [PROGRAM, …] }' },
  )
  .refine((source) => Object.keys(source).length === 1, {
    error: 'must be exactly one of environment, file and command',
  });

/** Checks {@link MetricsSettings}. */
export const metricsSettingsSchema: z.ZodType<MetricsSettings> = z
  .strictObject({
    url: metricsUrlSchema,
    username: z.string().min(1).exactOptional(),
    password: secret.exactOptional(),
    token: secret.exactOptional(),
    headers: z.record(z.string().regex(/^[A-Za-z0-9-]+$/, 'must be the name of a header'), secret).exactOptional(),
    ca_file: z.string().min(1).exactOptional(),
  })
  .refine(({ username, password }) => (username === undefined) === (password === undefined), {
    error: 'username and password go together',
  })
  .refine(({ username, token }) => username === undefined || token === undefined, {
    error: 'one login: either username and password, or token',
  });

/** The settings as the transport takes them. */
export function toTransportOptions(settings: MetricsSettings, product: string): PrometheusTransportOptions {
  const { url, username, password, token, headers, ca_file: caFile } = settings;
  return {
    url,
    product,
    ...(username === undefined || password === undefined
      ? {}
      : { login: { kind: 'basic' as const, username, password: toSource(password) } }),
    ...(token === undefined ? {} : { login: { kind: 'bearer' as const, token: toSource(token) } }),
    ...(headers === undefined
      ? {}
      : { headers: Object.fromEntries(Object.entries(headers).map(([name, one]) => [name, toSource(one)])) }),
    ...(caFile === undefined ? {} : { caFile: fromHome(caFile) }),
  };
}

function toSource({ environment, file, command }: SecretSettings): SecretSource {
  if (environment !== undefined) return { kind: 'environment', variable: environment };
  if (file !== undefined) return { kind: 'file', path: fromHome(file) };
  return { kind: 'command', command: command ?? [] };
}

function fromHome(path: string): string {
  return path.startsWith('~/') ? join(homedir(), path.slice(2)) : path;
}
