import { readFile } from 'node:fs/promises';
import { codeOf, kubernetesError } from '../errors.ts';
import { runProcess } from './run-process.ts';

/** Where a secret comes from: values never stand in configuration. */
export type SecretSource =
  | { readonly kind: 'environment'; readonly variable: string }
  | { readonly kind: 'file'; readonly path: string }
  /** A program and its arguments, run without a shell; what it prints is the secret. */
  | { readonly kind: 'command'; readonly command: readonly string[] };

/** What reading a secret needs. */
export interface SecretRequest {
  readonly source: SecretSource;
  /** What it is for, such as `the password for Prometheus`. */
  readonly purpose: string;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly signal: AbortSignal;
}

const commandTimeoutMs = 15_000;
const longest = 64_000;

function unusable(purpose: string, why: string, nextStep: string, cause?: unknown): Error {
  return kubernetesError({
    code: 'PROMETHEUS_INVALID',
    message: `${purpose} cannot be had: ${why}.`,
    nextSteps: [nextStep],
    cause,
  });
}

/**
 * Reads a secret, without the line end that files and programs put after it.
 * @throws CloudOpsError `PROMETHEUS_INVALID`, which never tells the secret.
 */
export async function readSecret(request: SecretRequest): Promise<string> {
  const { purpose } = request;
  const secret = (await readRaw(request)).replace(/\r?\n$/, '');
  if (secret === '') throw unusable(purpose, 'it is empty', 'Put the secret where the configuration says it is.');
  // A header value with a line break would be a second header.
  if (/[\u0000-\u001f\u007f]/.test(secret) || secret.length > longest)
    throw unusable(purpose, 'it is not one line of text', 'Store the secret alone, on one line.');
  return secret;
}

async function readRaw({ source, purpose, environment, signal }: SecretRequest): Promise<string> {
  switch (source.kind) {
    case 'environment': {
      const value = environment[source.variable];
      if (value !== undefined) return value;
      const why = `the environment variable ${source.variable} is not set`;
      throw unusable(purpose, why, `Set ${source.variable}, or name another source in the configuration.`);
    }
    case 'file':
      try {
        return await readFile(source.path, 'utf8');
      } catch (cause) {
        const why = `${source.path} cannot be read (${codeOf(cause) || 'unknown reason'})`;
        throw unusable(purpose, why, 'Check the path in the configuration and the rights of the file.', cause);
      }
    case 'command':
      return runForSecret(source.command, { purpose, environment, signal });
  }
}

async function runForSecret(
  [program = '', ...args]: readonly string[],
  { purpose, environment, signal }: Omit<SecretRequest, 'source'>,
): Promise<string> {
  const outcome = await runProcess({
    command: program,
    args,
    environment,
    timeoutMs: commandTimeoutMs,
    signal,
    maxBytes: longest,
  });
  if (outcome.kind === 'exited' && outcome.status === 0) return outcome.stdout;
  const ended = {
    exited: 'ended with an error',
    'not-started': 'could not be started',
    'timed-out': `gave no answer within ${commandTimeoutMs / 1000} s`,
    'too-much-output': 'printed too much',
  }[outcome.kind];
  throw unusable(purpose, `the command "${program}" ${ended}`, `Run it by hand: it has to print the secret alone.`);
}
