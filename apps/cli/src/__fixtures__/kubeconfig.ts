import type { CliUser } from './run-cli.ts';

/** Parts of a kubeconfig that a test cares about. */
export interface KubeconfigParts {
  readonly server: string;
  readonly cluster?: object;
  readonly user?: object;
  /** Contexts besides `prod-eu`, all to the same cluster. */
  readonly contexts?: readonly string[];
}

/** The text of a kubeconfig with the context `prod-eu` as its current one. */
export function kubeconfig({
  server,
  cluster = {},
  user = { token: 'test-token' },
  contexts = [],
}: KubeconfigParts): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': 'prod-eu',
    contexts: ['prod-eu', ...contexts].map((name) => ({ name, context: { cluster: 'c', user: 'u' } })),
    clusters: [{ name: 'c', cluster: { server, ...cluster } }],
    users: [{ name: 'u', user }],
  });
}

/** Gives a user a kubeconfig where kubectl looks for it. */
export function giveKubeconfig(user: CliUser, parts: KubeconfigParts): void {
  user.write('.kube/config', kubeconfig(parts));
}
