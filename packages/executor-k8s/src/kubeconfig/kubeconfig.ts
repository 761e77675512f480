/** A `clusters[].cluster` entry, with paths made absolute. Names as in the kubeconfig v1 reference. */
export interface KubeconfigCluster {
  readonly server: string;
  readonly certificateAuthority?: string;
  readonly certificateAuthorityData?: string;
  readonly insecureSkipTlsVerify: boolean;
  readonly tlsServerName?: string;
  readonly proxyUrl?: string;
  readonly disableCompression: boolean;
  /** The `client.authentication.k8s.io/exec` extension, handed to exec plugins that ask for it. */
  readonly execExtension?: unknown;
}

/** A `users[].user.exec` entry. */
export interface KubeconfigExec {
  readonly apiVersion: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value: string }[];
  readonly provideClusterInfo: boolean;
  readonly interactiveMode: string;
  readonly installHint: string;
}

/** A `users[].user` entry, with paths made absolute. Holds secrets: never printed, never serialised. */
export interface KubeconfigUser {
  readonly clientCertificate?: string;
  readonly clientCertificateData?: string;
  readonly clientKey?: string;
  readonly clientKeyData?: string;
  readonly token?: string;
  readonly tokenFile?: string;
  readonly username?: string;
  readonly password?: string;
  readonly impersonateUser?: string;
  readonly impersonateUid?: string;
  readonly impersonateGroups: readonly string[];
  readonly impersonateExtra: Readonly<Record<string, readonly string[]>>;
  readonly exec?: KubeconfigExec;
  readonly authProvider?: { readonly name: string; readonly config: Readonly<Record<string, unknown>> };
}

/** A `contexts[].context` entry. */
export interface KubeconfigContext {
  readonly cluster: string;
  readonly user: string;
  readonly namespace?: string;
}

/** One or several kubeconfig files, merged as client-go merges them: the first to say something wins. */
export interface Kubeconfig {
  /** Files that were read, in order. */
  readonly files: readonly string[];
  readonly currentContext: string | null;
  readonly contexts: ReadonlyMap<string, KubeconfigContext>;
  readonly clusters: ReadonlyMap<string, KubeconfigCluster>;
  readonly users: ReadonlyMap<string, KubeconfigUser>;
}

/** One context with what it points to: all that a connection needs. */
export interface ResolvedContext {
  readonly name: string;
  readonly cluster: KubeconfigCluster;
  readonly user: KubeconfigUser;
  readonly namespace: string | null;
}
