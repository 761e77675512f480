import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Plugin } from '@cloudops/plugins';
import type { ActionDescriptor, PluginNetwork } from '@cloudops/spec';
import { afterAll, describe, expect, it } from 'vitest';
import { addPlaybooksOf } from './add-playbooks.ts';

const root = mkdtempSync(join(tmpdir(), 'cloudops-add-playbooks-'));
const base = { schema_version: 1, entries: [] } as const;

afterAll(() => rmSync(root, { recursive: true }));

function describeAction(name: string): ActionDescriptor {
  const provider = name.split('.')[0] ?? '';
  return { name, provider, risk: 'read', description: name, estimated_sec: 1, estimated_cost_usd: 0 };
}

/** A plugin whose provider `acme` has a network, with one playbook of these actions. */
function pluginOf(network: PluginNetwork, actions: readonly string[]): Plugin {
  mkdirSync(join(root, 'playbooks'), { recursive: true });
  const steps = actions.map((action, at) => `  - { id: s${at}, title: Step, action: ${action} }`).join('\n');
  writeFileSync(
    join(root, 'playbooks/turnips.yaml'),
    `api_version: cloudops/v1
metadata: { name: turnips, version: 1.0.0, title: Turnips, description: Turnips., examples: [how are the turnips?] }
triggers: [{ intent_type: diagnose, resource_type: turnips, goal: turnips }]
inputs: {}
steps:
${steps}
findings: []
`,
  );
  const manifest = {
    specificationVersion: 'v1',
    providers: [{ name: 'acme', module: './provider.js', risk: 'read', network }],
    playbooks: './playbooks',
  } as const;
  return { name: 'cloudops-plugin-acme', version: '1.0.0', root, origin: 'linked', manifest, digest: 'sha256:0' };
}

const checks = { actions: ['acme.send', 'kubernetes.list'].map(describeAction), findings: [] };

describe('a playbook of a plugin', () => {
  it.each(['http', 'sockets'] as const)(
    'hands nothing of others to a provider that reaches the network: %s',
    async (network) => {
      const plugin = pluginOf(network, ['kubernetes.list', 'acme.send']);
      await expect(addPlaybooksOf(plugin, base, checks)).rejects.toMatchObject({
        code: 'PLAYBOOK_INVALID',
        message: 'The playbook "turnips" could hand what kubernetes reads to acme, which reaches the network.',
      });
    },
  );

  it.each([
    ['none', ['kubernetes.list', 'acme.send']],
    ['sockets', ['acme.send']],
    ['sockets', ['kubernetes.list']],
  ] as const)('is taken where nothing can leave: %s with %j', async (network, actions) => {
    const { entries } = await addPlaybooksOf(pluginOf(network, actions), base, checks);
    expect(entries.map(({ playbook }) => playbook.metadata.name)).toEqual(['turnips']);
  });
});
