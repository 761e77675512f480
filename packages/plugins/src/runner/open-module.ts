import { pathToFileURL } from 'node:url';
import type { CreatePluginProvider, JsonObject, Provider, RunPluginCommand, WireTransport } from '@cloudops/spec';
import type { OpenMessage, RunnerMessage } from '../protocol/messages.ts';
import { describeInRunner } from './describe.ts';
import { toThrownError } from './thrown-error.ts';

/** What was loaded, or what to say about it. */
export type Opened =
  | { readonly kind: 'provider'; readonly provider: Provider; readonly description: JsonObject }
  | { readonly kind: 'command'; readonly run: RunPluginCommand }
  | { readonly kind: 'failed'; readonly message: RunnerMessage };

async function attempt<Value>(
  stage: 'import' | 'create' | 'describe',
  work: () => Value | Promise<Value>,
): Promise<{ readonly value: Value } | { readonly failed: Opened }> {
  try {
    return { value: await work() };
  } catch (error) {
    return { failed: { kind: 'failed', message: { kind: 'unopened', stage, error: toThrownError(error) } } };
  }
}

function pick(module: unknown, name: string): unknown {
  const found = (module as Readonly<Record<string, unknown>>)[name];
  if (typeof found === 'function') return found;
  throw new TypeError(`the module exports no function named ${name}`);
}

/** Loads a plugin's module, and makes its provider. */
export async function openModule(message: OpenMessage, transport: WireTransport | null): Promise<Opened> {
  const isProvider = message.what === 'provider';
  const url = pathToFileURL(message.file).href;
  const loaded = await attempt('import', async () => pick(await import(url), isProvider ? 'createProvider' : 'run'));
  if ('failed' in loaded) return loaded.failed;
  if (!isProvider) return { kind: 'command', run: loaded.value as RunPluginCommand };
  const { version, environment, settings } = message;
  const create = loaded.value as CreatePluginProvider;
  const created = await attempt('create', () => create({ version, environment, settings, transport }));
  if ('failed' in created) return created.failed;
  const described = await attempt('describe', () => describeInRunner(created.value));
  if ('failed' in described) return described.failed;
  return { kind: 'provider', provider: created.value, description: described.value };
}
