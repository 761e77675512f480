import { dirname, isAbsolute, join } from 'node:path';
import { CloudOpsError } from '@cloudops/spec';
import { kubernetesError } from '../errors.ts';
import type { Kubeconfig, KubeconfigCluster, KubeconfigContext, KubeconfigExec, KubeconfigUser } from './kubeconfig.ts';

type Fields = Readonly<Record<string, unknown>>;

function fieldsOf(value: unknown): Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : {};
}

function textOf(fields: Fields, name: string): string | undefined {
  const value = fields[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function stringsOf(value: unknown): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

/** Leaves out what is undefined, so that optional keys stay absent. */
function defined<T extends object>(value: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as T;
}

function invalid(file: string, line: number | null, what: string, cause?: unknown): Error {
  return kubernetesError({
    code: 'KUBECONFIG_INVALID',
    message: `kubeconfig ${file}${line === null ? '' : `, line ${line}`}: ${what}`,
    nextSteps: ['Correct the file at that place; `kubectl config view` shows how kubectl reads it.'],
    cause,
  });
}

function parseCluster(raw: unknown, absolute: (path: string | undefined) => string | undefined): KubeconfigCluster {
  const fields = fieldsOf(raw);
  const extension = listOf(fields.extensions)
    .map(fieldsOf)
    .find((item) => item.name === 'client.authentication.k8s.io/exec');
  return defined<KubeconfigCluster>({
    server: textOf(fields, 'server') ?? '',
    certificateAuthority: absolute(textOf(fields, 'certificate-authority')),
    certificateAuthorityData: textOf(fields, 'certificate-authority-data'),
    insecureSkipTlsVerify: fields['insecure-skip-tls-verify'] === true,
    tlsServerName: textOf(fields, 'tls-server-name'),
    proxyUrl: textOf(fields, 'proxy-url'),
    disableCompression: fields['disable-compression'] === true,
    execExtension: extension?.extension,
  });
}

function parseExec(raw: unknown, folder: string): KubeconfigExec | undefined {
  if (typeof raw !== 'object' || raw === null) return undefined;
  const fields = fieldsOf(raw);
  const command = textOf(fields, 'command') ?? '';
  return {
    apiVersion: textOf(fields, 'apiVersion') ?? '',
    // As client-go: a command with a path in it is relative to the kubeconfig's folder, a bare one is looked up in PATH.
    command: command.includes('/') && !isAbsolute(command) ? join(folder, command) : command,
    args: stringsOf(fields.args),
    env: listOf(fields.env)
      .map(fieldsOf)
      .map((item) => ({ name: String(item.name ?? ''), value: String(item.value ?? '') }))
      .filter((item) => item.name !== ''),
    provideClusterInfo: fields.provideClusterInfo === true,
    interactiveMode: textOf(fields, 'interactiveMode') ?? 'IfAvailable',
    installHint: textOf(fields, 'installHint') ?? '',
  };
}

function parseAuthProvider(raw: unknown): KubeconfigUser['authProvider'] {
  const fields = fieldsOf(raw);
  const name = textOf(fields, 'name');
  return name === undefined ? undefined : { name, config: fieldsOf(fields.config) };
}

function parseUser(
  raw: unknown,
  folder: string,
  absolute: (path: string | undefined) => string | undefined,
): KubeconfigUser {
  const fields = fieldsOf(raw);
  const extra = Object.entries(fieldsOf(fields['as-user-extra'])).map(([key, value]) => [key, stringsOf(value)]);
  return defined<KubeconfigUser>({
    clientCertificate: absolute(textOf(fields, 'client-certificate')),
    clientCertificateData: textOf(fields, 'client-certificate-data'),
    clientKey: absolute(textOf(fields, 'client-key')),
    clientKeyData: textOf(fields, 'client-key-data'),
    token: textOf(fields, 'token'),
    tokenFile: absolute(textOf(fields, 'tokenFile')),
    username: textOf(fields, 'username'),
    password: textOf(fields, 'password'),
    impersonateUser: textOf(fields, 'as'),
    impersonateUid: textOf(fields, 'as-uid'),
    impersonateGroups: stringsOf(fields['as-groups']),
    impersonateExtra: Object.fromEntries(extra),
    exec: parseExec(fields.exec, folder),
    authProvider: parseAuthProvider(fields['auth-provider']),
  });
}

function parseContext(raw: unknown): KubeconfigContext {
  const fields = fieldsOf(raw);
  return defined<KubeconfigContext>({
    cluster: textOf(fields, 'cluster') ?? '',
    user: textOf(fields, 'user') ?? '',
    namespace: textOf(fields, 'namespace'),
  });
}

function named<T>(list: unknown, key: string, parse: (raw: unknown) => T): ReadonlyMap<string, T> {
  const entries = new Map<string, T>();
  for (const item of listOf(list).map(fieldsOf)) {
    const name = item.name;
    if (typeof name === 'string' && !entries.has(name)) entries.set(name, parse(item[key]));
  }
  return entries;
}

function invalidYaml(file: string, line: number | null, message: string, cause?: unknown): Error {
  return invalid(file, line, `not valid YAML: ${message.split('\n')[0] ?? ''}`, cause);
}

async function parseYaml(text: string, file: string): Promise<unknown> {
  // Loaded here, so that a run on a recorded world does not pay for it.
  const { parseDocument } = await import('yaml');
  try {
    const document = parseDocument(text, { prettyErrors: false, logLevel: 'silent' });
    const problem = document.errors[0];
    if (problem === undefined) return document.toJS();
    throw invalidYaml(file, text.slice(0, problem.pos[0]).split('\n').length, problem.message);
  } catch (error) {
    if (CloudOpsError.isInstance(error)) throw error;
    // Too many aliases or too deep a nesting; both come from a hostile file.
    throw invalidYaml(file, null, error instanceof Error ? error.message : '', error);
  }
}

/**
 * Reads one kubeconfig file's text. As kubectl does, an empty file is one that says nothing.
 * @throws CloudOpsError `KUBECONFIG_INVALID` with file and line.
 */
export async function parseKubeconfig(text: string, file: string): Promise<Kubeconfig> {
  const root = (await parseYaml(text, file)) ?? {};
  if (typeof root !== 'object' || Array.isArray(root)) {
    throw invalid(file, 1, 'not a kubeconfig: the file must hold a mapping with `clusters`, `users` and `contexts`');
  }
  const fields = fieldsOf(root);
  const folder = dirname(file);
  const absolute = (path: string | undefined): string | undefined =>
    path === undefined || isAbsolute(path) ? path : join(folder, path);
  return {
    files: [file],
    currentContext: textOf(fields, 'current-context') ?? null,
    contexts: named(fields.contexts, 'context', parseContext),
    clusters: named(fields.clusters, 'cluster', (raw) => parseCluster(raw, absolute)),
    users: named(fields.users, 'user', (raw) => parseUser(raw, folder, absolute)),
  };
}
