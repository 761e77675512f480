import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The Kubernetes version that the Go modules pin. */
export const kubernetesVersion = 'v1.36.3';

/** The folder of this package: Go modules, manifests, scenarios. */
export const packageFolder: string = fileURLToPath(new URL('..', import.meta.url));

/** Where binaries and the default cluster live: `$XDG_CACHE_HOME/cloudops-testbed`, or `~/.cache/cloudops-testbed`. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const base = environment.XDG_CACHE_HOME;
  return join(base === undefined || base === '' ? join(homedir(), '.cache') : base, 'cloudops-testbed');
}

/** The folder of the built programs. */
export function binaryFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(cacheFolder(environment), kubernetesVersion, 'bin');
}

/** The folder of kwok's own manifests (CRDs, node stages), copied out of its Go module by the build. */
export function kwokFolder(environment: NodeJS.ProcessEnv = process.env): string {
  return join(cacheFolder(environment), kubernetesVersion, 'kwok', 'kustomize');
}
