import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { listContexts } from '@cloudops/executor-k8s';
import { CloudOpsError } from '@cloudops/spec';
import { stringify } from 'yaml';
import type { Configuration } from './configuration/configuration.ts';

const guesses: readonly (readonly [environment: string, pattern: RegExp])[] = [
  ['staging', /(^|[^a-z])(staging|stage|stg|uat|preprod)([^a-z]|$)/i],
  ['dev', /(^|[^a-z])(dev|development|test|sandbox|kind|minikube|k3d|docker-desktop)([^a-z]|$)/i],
];

/**
 * Writes a first configuration with the environments guessed from the names of kube contexts; what no guess fits is
 * prod, the careful choice.
 * @throws CloudOpsError `CONFIG_EXISTS` unless forced; `CONFIG_UNWRITABLE`.
 */
export async function writeStarterConfiguration(file: string, force: boolean): Promise<Configuration['environments']> {
  const contexts = await listContexts({ environment: process.env });
  const environments = guessEnvironments(contexts.map((context) => context.name));
  const text = `# Settings of CloudOps. No secret belongs here. What maps to no environment counts as prod.\n${stringify(
    {
      environments,
      default_scope: 'prod',
      kubernetes: { node_proxy: false },
    },
  )}`;
  try {
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: force ? 'w' : 'wx' });
  } catch (cause) {
    throw toError(file, cause as NodeJS.ErrnoException);
  }
  return environments;
}

/** Environments by the names of contexts, sorted. */
function guessEnvironments(contexts: readonly string[]): Configuration['environments'] {
  const byEnvironment = Map.groupBy(
    [...contexts].sort(),
    (context) => guesses.find(([, pattern]) => pattern.test(context))?.[0] ?? 'prod',
  );
  return Object.fromEntries(
    [...byEnvironment]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([name, list]) => [name, { contexts: list }]),
  );
}

function toError(file: string, cause: NodeJS.ErrnoException): CloudOpsError {
  const exists = cause.code === 'EEXIST';
  return new CloudOpsError({
    code: exists ? 'CONFIG_EXISTS' : 'CONFIG_UNWRITABLE',
    message: exists
      ? `There is a configuration already: ${file}`
      : `The configuration cannot be written: ${cause.message}`,
    nextSteps: [
      exists ? 'Look at it: cloudops config. To replace it: cloudops init --force' : 'Check the folder’s permissions.',
    ],
    cause,
  });
}
