import type { UnknownKind, UnknownReason } from '@cloudops/spec';
import type { Plugin } from '../manifest/plugin.ts';
import type { ThrownError } from '../protocol/messages.ts';
import { toVisibleLine } from '../text/visible.ts';

/** What a plugin did wrong, after which its process is ended. */
export interface PluginFault {
  readonly kind: UnknownKind;
  /** What it did, such as `ended by itself with status 0`. */
  readonly why: string;
}

/** How a plugin is named in a message. */
export function nameOf({ name, version }: Pick<Plugin, 'name' | 'version'>): string {
  return `The plugin ${name} ${version}`;
}

/** One sentence that names the plugin. */
export function toSentence(plugin: Plugin, { why }: PluginFault): string {
  return `${nameOf(plugin)} ${why}.`;
}

/** The reason of evidence that a fault made unknown. */
export function toReason(plugin: Plugin, fault: PluginFault): UnknownReason {
  const needs = `cloudops plugins inspect ${plugin.name}`;
  return { kind: fault.kind, message: `${toSentence(plugin, fault)} It was ended; nothing else was harmed.`, needs };
}

/** The text of an error of the plugin, without a full stop. */
export function errorText({ message, name }: ThrownError): string {
  return (toVisibleLine(message, 400) || toVisibleLine(name, 100)).replace(/\.$/, '');
}

/** The fault of a call that threw. */
export function toThrownFault(what: string, error: ThrownError): PluginFault {
  const isDenied = error.code === 'ERR_ACCESS_DENIED';
  const did = isDenied ? 'tried what it was not allowed, and threw' : 'threw';
  return { kind: isDenied ? 'denied' : 'failed', why: `${did} in ${what}: ${errorText(error)}` };
}
