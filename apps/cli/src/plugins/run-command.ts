import { createCommandRecord } from '@cloudops/audit';
import { createPrometheusTransport } from '@cloudops/executor-k8s';
import { runPluginCommand } from '@cloudops/plugins';
import type { JsonObject, WireTransport } from '@cloudops/spec';
import { createRecordContext } from '../audit/record-context.ts';
import type { Assets } from '../composition/assets.ts';
import { readConfiguration } from '../configuration/configuration.ts';
import { toTransportOptions } from '../configuration/metrics-settings.ts';
import type { Paths } from '../configuration/paths.ts';
import { choosePlugin, readConnection } from '../configuration/plugin-connection.ts';
import { withAuditLog } from '../state.ts';
import type { OfferedCommand } from './command-line.ts';
import { findPluginRunner } from './plugin-runner.ts';

/** How a plugin's command is run. */
export interface CommandRequest {
  readonly paths: Paths;
  readonly assets: Assets;
  readonly toolVersion: string;
  readonly arguments: readonly string[];
  readonly signal: AbortSignal;
  print(text: string): void;
}

/**
 * Runs a plugin's command in its own process, between two records. No record, no command.
 * @returns its exit status. @throws CloudOpsError of a plugin that fails.
 */
export async function runCommand(offered: OfferedCommand, request: CommandRequest): Promise<number> {
  const { plugin, command } = offered;
  const { settings, transport } = await connect(offered, request.paths);
  const { name, version, digest } = plugin;
  const extra = { package: name, version, digest, command: command.name };
  const context = createRecordContext(request.toolVersion);
  return withAuditLog(request.paths, async (log) => {
    const act = { event: 'plugin.command', extra } as const;
    const started = createCommandRecord(context, { ...act, status: 'started' });
    await log.append(started);
    const end = async (status: string, more: JsonObject): Promise<void> => {
      const facts = { ...act, status, parent: started.audit_id, extra: { ...extra, ...more } };
      await log.append(createCommandRecord(context, facts));
    };
    try {
      const running = {
        ...{ plugin, command, settings, transport },
        ...{ arguments: request.arguments, signal: request.signal, print: request.print },
        ...{ runner: findPluginRunner(request.assets), variables: process.env },
      };
      const status = await runPluginCommand(running);
      await end('completed', { exit_status: status });
      return status;
    } catch (error) {
      await end(request.signal.aborted ? 'interrupted' : 'failed', {});
      throw error;
    } finally {
      await transport?.close();
    }
  });
}

/** As for a provider with the name of the command's first word, in the default environment. */
async function connect(
  { command }: OfferedCommand,
  paths: Paths,
): Promise<{ readonly settings: JsonObject; readonly transport: WireTransport | null }> {
  const [word = ''] = command.name.split(' ');
  const targeting = choosePlugin(word, null, await readConfiguration(paths.configFile));
  const { settings } = targeting;
  const connection = command.network === 'http' ? await readConnection(targeting, paths.configFile) : null;
  return {
    settings,
    transport: connection === null ? null : createPrometheusTransport(toTransportOptions(connection, word)),
  };
}
