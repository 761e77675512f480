import type { Plugin } from '@cloudops/plugins';
import type { AuditEvent, Json } from '@cloudops/spec';
import { createRecordContext } from '../audit/record-context.ts';
import { recorded } from '../audit/recorded.ts';
import type { Paths } from '../configuration/paths.ts';
import { withAuditLog } from '../state.ts';

/** What a record says of a plugin: which it is, and all that it may do. Names and digests only. */
export function toRecordedPlugin({ name, version, digest, origin, manifest }: Plugin): Readonly<Record<string, Json>> {
  return {
    ...{ package: name, version, digest, origin },
    providers: (manifest.providers ?? []).map(({ name: provider, risk, network, environment = [] }) => {
      return { name: provider, risk, network, environment: [...environment] };
    }),
    commands: (manifest.commands ?? []).map(({ name: command, network, environment = [] }) => {
      return { name: command, network, environment: [...environment] };
    }),
    playbooks: manifest.playbooks !== undefined,
  };
}

/** An act on plugins. */
export interface PluginAct<Result> {
  readonly event: AuditEvent;
  readonly extra: Readonly<Record<string, Json>>;
  work(): Promise<Result>;
}

/** Does something with a plugin between two records. No record, no plugin. */
export function recordPlugin<Result>(
  paths: Paths,
  toolVersion: string,
  { event, extra, work }: PluginAct<Result>,
): Promise<Result> {
  const act = { event, parent: null, extra };
  return withAuditLog(paths, (log) => recorded(log, createRecordContext(toolVersion), { act, work }));
}
