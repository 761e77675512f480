import type { FindingDefinition } from '@cloudops/spec';
import { describeProviders } from './composition/connect.ts';
import { notFound } from './lookup.ts';
import type { PluginPlace } from './plugins/installed-plugins.ts';

/** Every finding code of every provider, by code. */
export async function listFindings(place?: PluginPlace): Promise<readonly FindingDefinition[]> {
  return (await describeProviders(place))
    .flatMap((provider) => provider.findings)
    .sort((left, right) => (left.code < right.code ? -1 : 1));
}

/** One code's definition. @throws CloudOpsError `NOT_FOUND`. */
export async function findFinding(code: string, place?: PluginPlace): Promise<FindingDefinition> {
  const all = await listFindings(place);
  const found = all.find((definition) => definition.code === code.toUpperCase());
  if (found !== undefined) return found;
  throw notFound({
    what: 'finding code',
    wanted: code,
    names: all.map((definition) => definition.code),
    list: 'cloudops findings list',
  });
}
