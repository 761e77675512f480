import { readFile } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import type { CloudOpsError } from '@cloudops/spec';
import { codeOf, kubernetesError } from '../errors.ts';
import type { Kubeconfig } from './kubeconfig.ts';
import { parseKubeconfig } from './parse-kubeconfig.ts';

/** Where to look for kubeconfig files. */
export interface KubeconfigSource {
  /** One file, given by hand; then nothing else is looked at. */
  readonly kubeconfigPath?: string;
  /** Environment variables: `KUBECONFIG`, `HOME`, `USERPROFILE`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

function candidatePaths(source: KubeconfigSource): readonly string[] {
  if (source.kubeconfigPath !== undefined) return [resolve(source.kubeconfigPath)];
  const listed = (source.environment.KUBECONFIG ?? '').split(delimiter).filter((path) => path !== '');
  if (listed.length > 0) return listed.map((path) => resolve(path));
  const home = source.environment.HOME ?? source.environment.USERPROFILE;
  return home === undefined || home === '' ? [] : [join(home, '.kube', 'config')];
}

async function readIfThere(path: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT' || codeOf(cause) === 'ENOTDIR') return null;
    throw kubernetesError({
      code: 'KUBECONFIG_INVALID',
      message: `kubeconfig ${path}: cannot be read (${codeOf(cause) || 'unknown reason'})`,
      nextSteps: ['Check that it is a file and that you may read it.'],
      cause,
    });
  }
}

function merge(first: Kubeconfig, second: Kubeconfig): Kubeconfig {
  return {
    files: [...first.files, ...second.files],
    currentContext: first.currentContext ?? second.currentContext,
    contexts: new Map([...second.contexts, ...first.contexts]),
    clusters: new Map([...second.clusters, ...first.clusters]),
    users: new Map([...second.users, ...first.users]),
  };
}

/** The error for a machine without a kubeconfig, naming where was looked. */
export function kubeconfigNotFound(source: KubeconfigSource): CloudOpsError {
  const looked = candidatePaths(source);
  return kubernetesError({
    code: 'KUBECONFIG_NOT_FOUND',
    message: `No kubeconfig found${looked.length === 0 ? '' : ` at ${looked.join(' or ')}`}, and this is not a pod in a cluster.`,
    nextSteps: [
      'Set KUBECONFIG to the path of your kubeconfig, or put it at ~/.kube/config.',
      'For a cloud cluster, let its tool write one: `aws eks update-kubeconfig --name NAME`, `gcloud container clusters get-credentials NAME`, `az aks get-credentials --name NAME --resource-group GROUP`.',
      'Without a cluster, try `cloudops demo` or `--world NAME`.',
    ],
  });
}

/**
 * Reads and merges the kubeconfig files; cheap, touches no network. Missing files of a KUBECONFIG list are passed
 * over, as kubectl does.
 * @returns null when there is no file at all.
 * @throws CloudOpsError `KUBECONFIG_INVALID`.
 */
export async function loadKubeconfig(source: KubeconfigSource): Promise<Kubeconfig | null> {
  let merged: Kubeconfig | null = null;
  for (const path of candidatePaths(source)) {
    const text = await readIfThere(path);
    if (text === null) continue;
    const parsed = await parseKubeconfig(text, path);
    merged = merged === null ? parsed : merge(merged, parsed);
  }
  return merged;
}
