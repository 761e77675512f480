import { kubernetesError } from '../errors.ts';
import type { KubeconfigCluster, KubeconfigExec } from '../kubeconfig/kubeconfig.ts';
import { printable } from '../printable.ts';
import { type ExecCredential, execApiVersions, parseExecCredential } from './exec-credential.ts';
import { type ProcessOutcome, runProcess } from './run-process.ts';

/** How to run an exec plugin. */
export interface ExecPluginOptions {
  readonly exec: KubeconfigExec;
  readonly cluster: KubeconfigCluster;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  /** Ends it early, as its time limit does. */
  readonly signal: AbortSignal;
}

const maxOutputBytes = 1_000_000;

function clusterInfo(cluster: KubeconfigCluster): object {
  return {
    server: cluster.server,
    'tls-server-name': cluster.tlsServerName,
    'insecure-skip-tls-verify': cluster.insecureSkipTlsVerify || undefined,
    'certificate-authority-data': cluster.certificateAuthorityData,
    'proxy-url': cluster.proxyUrl,
    config: cluster.execExtension,
  };
}

function execInfo({ exec, cluster }: ExecPluginOptions): string {
  const spec = { interactive: false, ...(exec.provideClusterInfo ? { cluster: clusterInfo(cluster) } : {}) };
  return JSON.stringify({ kind: 'ExecCredential', apiVersion: exec.apiVersion, spec });
}

function assertRunnable(exec: KubeconfigExec): void {
  if (exec.command !== '' && execApiVersions.includes(exec.apiVersion)) return;
  throw kubernetesError({
    code: 'EXEC_PLUGIN_INVALID',
    message:
      exec.command === ''
        ? 'Exec plugin in the kubeconfig has no command.'
        : `Exec plugin "${exec.command}" asks for apiVersion "${printable(exec.apiVersion, 80)}", which is not supported.`,
    nextSteps: [`Use one of ${execApiVersions.join(', ')}; newer versions of the plugin write it.`],
  });
}

function failure(options: ExecPluginOptions, outcome: Exclude<ProcessOutcome, { kind: 'exited' }>): Error {
  const { exec, timeoutMs } = options;
  if (outcome.kind === 'timed-out') {
    return kubernetesError({
      code: 'EXEC_PLUGIN_TIMED_OUT',
      message:
        `Exec plugin "${exec.command}" gave no credential within ${timeoutMs / 1000} s and was ended. ${printable(outcome.stderr)}`.trim(),
      nextSteps: [
        'Log in with its own tool first: it may be waiting for a browser or a password, which it cannot ask here.',
      ],
    });
  }
  if (outcome.kind === 'too-much-output') {
    return kubernetesError({
      code: 'EXEC_PLUGIN_INVALID',
      message: `Exec plugin "${exec.command}" printed more than ${maxOutputBytes} bytes and was ended.`,
      nextSteps: ['Check command and args of the plugin in the kubeconfig.'],
    });
  }
  return kubernetesError({
    code: 'EXEC_PLUGIN_MISSING',
    message: `Exec plugin "${exec.command}" could not be started; the kubeconfig needs it to log in.`,
    nextSteps: [printable(exec.installHint, 600) || `Install "${exec.command}" and put it on PATH.`],
    cause: outcome.cause,
  });
}

/**
 * Runs an exec credential plugin: no shell, no terminal, a time limit.
 * Source: Kubernetes, "client-go credential plugins".
 * @throws CloudOpsError `EXEC_PLUGIN_MISSING`, `EXEC_PLUGIN_TIMED_OUT`, `EXEC_PLUGIN_FAILED`, `EXEC_PLUGIN_INVALID`.
 */
export async function runExecPlugin(options: ExecPluginOptions): Promise<ExecCredential> {
  const { exec, environment, timeoutMs, signal } = options;
  assertRunnable(exec);
  const outcome = await runProcess({
    command: exec.command,
    args: exec.args,
    environment: {
      ...environment,
      ...Object.fromEntries(exec.env.map(({ name, value }) => [name, value])),
      KUBERNETES_EXEC_INFO: execInfo(options),
    },
    timeoutMs,
    signal,
    maxBytes: maxOutputBytes,
  });
  if (outcome.kind !== 'exited') throw failure(options, outcome);
  if (outcome.status === 0) return parseExecCredential(outcome.stdout, exec);
  throw kubernetesError({
    code: 'EXEC_PLUGIN_FAILED',
    message: `Exec plugin "${exec.command}" ended with status ${outcome.status}: ${printable(outcome.stderr) || 'it said nothing'}.`,
    nextSteps: ['Log in again with its own tool, such as `aws sso login` or `gcloud auth login`, then retry.'],
  });
}
