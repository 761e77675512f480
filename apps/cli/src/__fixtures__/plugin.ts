import type { PluginManifest } from '@cloudops/spec';
import type { CliUser } from './run-cli.ts';

/** A plugin to be written for a test. */
export interface PluginParts {
  /** Name of its provider, its playbook and its package; `acme` unless stated. */
  readonly name?: string;
  readonly version?: string;
  /** What its one action does; `context` is the action's, `transport` the provider's. */
  readonly doRun?: string;
  /** Stands before everything else in the module. */
  readonly top?: string;
  /** What its command does. */
  readonly run?: string;
  /** What its provider calls itself; as the plugin unless stated. */
  readonly providerName?: string;
  /** Takes the place of the manifest's fields. */
  readonly manifest?: Partial<Record<keyof PluginManifest, unknown>>;
  readonly provider?: Readonly<Record<string, unknown>>;
  /** Takes the place of the playbook. */
  readonly playbook?: string;
  readonly examples?: readonly string[];
  /** The trigger of the playbook, as a flow mapping. */
  readonly trigger?: string;
  /** A finding code that its provider registers. */
  readonly finding?: string;
}

/** Writes a plugin below a user's home. @returns its folder. */
export function writePlugin(user: CliUser, parts: PluginParts = {}): string {
  const { name = 'acme', version = '1.0.0', manifest, provider } = parts;
  const folder = `plugins/${name}-${version}`;
  const cloudops = {
    specificationVersion: 'v1',
    providers: [
      { name: parts.providerName ?? name, module: './provider.js', risk: 'read', network: 'none', ...provider },
    ],
    playbooks: './playbooks',
    commands: [{ name: `${name} say`, description: 'Say it.', module: './command.js', network: 'none' }],
    ...manifest,
  };
  const json = { name: `cloudops-plugin-${name}`, version, type: 'module', cloudops };
  user.write(`${folder}/provider.js`, providerModule(parts.providerName ?? name, parts));
  user.write(
    `${folder}/command.js`,
    `export async function run({ print, ...context }) { ${parts.run ?? 'return 0;'} }`,
  );
  user.write(`${folder}/playbooks/${name}.yaml`, parts.playbook ?? playbookOf(name, parts));
  const file = user.write(`${folder}/package.json`, JSON.stringify(json));
  return file.slice(0, -'/package.json'.length);
}

/** The question that the playbook of {@link writePlugin} answers. */
export function questionFor(name: string): string {
  return `how many turnips has ${name}`;
}

function playbookOf(
  name: string,
  { providerName: action = name, examples = [questionFor(name)], trigger }: PluginParts,
): string {
  return [
    'api_version: cloudops/v1',
    `metadata: { name: ${name}-turnips, version: 1.0.0, title: Turnips of ${name}, description: Counts turnips.,`,
    `  examples: ${JSON.stringify(examples)} }`,
    `triggers: [${trigger ?? `{ intent_type: audit, resource_type: ${name}, goal: ${name}-turnips }`}]`,
    'inputs: {}',
    `steps: [{ id: look, action: ${action}.look, timeout_sec: 2 }]`,
    'findings: []',
    '',
  ].join('\n');
}

function findingsOf({ finding }: PluginParts): string {
  if (finding === undefined) return '[]';
  const told = { title: 'Rot', role: 'fault', severity: 'high', decided: 'It smells.', remedy: 'Throw it away.' };
  return JSON.stringify([{ code: finding, ...told }]);
}

function providerModule(name: string, parts: PluginParts): string {
  const { doRun, top = '' } = parts;
  const analysis = `{ findings: [], ruled_out: [], not_checked: [], figures: [{ group: '${name}', name: 'turnips', unit: 'count', value: 3 }] }`;
  return `${top}
import { analysisSchema } from '@cloudops/spec';
import { z } from 'zod';
export function createProvider({ version, environment, transport }) {
  return {
    specificationVersion: 'v1', name: '${name}', version, findings: ${findingsOf(parts)},
    actions: [{
      name: 'look', description: 'Count turnips.', risk: 'read',
      input: z.strictObject({}), output: analysisSchema, estimatedSec: 1, estimatedCostUsd: 0,
      permissions: () => [],
      doRun: async (input, context) => { ${doRun ?? `return { status: 'present', output: ${analysis} };`} },
    }],
    targets: async () => [{ provider: '${name}', name: 'field', environment }],
    doIdentify: async () => ({ status: 'unknown', reason: { kind: 'unavailable', message: 'nobody knows' } }),
    close: async () => {},
  };
}
`;
}
