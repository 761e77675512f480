import { readFileSync } from 'node:fs';
import { CloudOpsError } from '@cloudops/spec';
import type { Assets } from '../composition/assets.ts';
import type { Checks } from '../composition/catalog.ts';
import type { ProvidedByPlugin } from './installed-plugins.ts';

/** Who reports which finding code. */
export type CodeOwners = ReadonlyMap<string, string>;

/** The codes of CloudOps itself. */
export function readShippedCodes({ compiledChecks }: Pick<Assets, 'compiledChecks'>): CodeOwners {
  const { findings } = JSON.parse(readFileSync(compiledChecks, 'utf8')) as Checks;
  return new Map(findings.map((code) => [code, 'CloudOps itself']));
}

/**
 * The codes that are taken once a plugin is there too.
 * @throws CloudOpsError `PLUGIN_CLASH` where one is taken already: a code that means two things proves neither.
 */
export function addCodes(taken: CodeOwners, providers: readonly ProvidedByPlugin[]): CodeOwners {
  const owners = new Map(taken);
  for (const { plugin, description } of providers) {
    for (const { code } of description.findings) {
      const owner = owners.get(code);
      if (owner !== undefined) throw clash(plugin, code, owner);
      owners.set(code, `the plugin ${plugin.name}`);
    }
  }
  return owners;
}

function clash({ name, version }: ProvidedByPlugin['plugin'], code: string, owner: string): CloudOpsError {
  return new CloudOpsError({
    code: 'PLUGIN_CLASH',
    message: `The plugin ${name} ${version} reports the finding code ${code}, which ${owner} has.`,
    nextSteps: [`cloudops plugins uninstall ${name}`, `Tell the authors of ${name}.`],
  });
}
