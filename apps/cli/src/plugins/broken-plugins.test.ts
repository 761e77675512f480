import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expectError, expectTidy } from '../__fixtures__/expect-tidy.ts';
import { type PluginParts, questionFor, writePlugin } from '../__fixtures__/plugin.ts';
import type { CliUser, JsonResult } from '../__fixtures__/run-cli.ts';
import { createUser } from '../__fixtures__/scene.ts';

const shipped = ['ask', 'why is CPU high in prod?', '--world', 'hot-shard'];

function link(user: CliUser, folder: string): Promise<JsonResult> {
  return user.json(['plugins', 'link', folder, '--yes']);
}

async function linkedUser(parts: PluginParts = {}): Promise<{ readonly user: CliUser; readonly folder: string }> {
  const user = createUser();
  const folder = writePlugin(user, parts);
  expect(await link(user, folder)).toMatchObject({ status: 0 });
  return { user, folder };
}

const refused: readonly (readonly [what: string, parts: PluginParts, code: string, told: string])[] = [
  [
    'an older specification',
    { manifest: { specificationVersion: 'v0' } },
    'PLUGIN_SPECIFICATION_UNSUPPORTED',
    'cloudops-plugin-acme 1.0.0',
  ],
  ['a module that is not there', { provider: { module: './gone.js' } }, 'PLUGIN_MODULE_MISSING', './gone.js'],
  ['a module that fails', { top: "import './gone.js';" }, 'PLUGIN_FAILED', 'cloudops-plugin-acme 1.0.0'],
  ['a module that never ends', { top: 'for (;;);' }, 'PLUGIN_FAILED', 'cloudops-plugin-acme 1.0.0'],
  ['the name of our provider', { providerName: 'aws' }, 'PLUGIN_CLASH', 'aws'],
  [
    'the name of our command',
    { manifest: { commands: [{ name: 'plan b', description: 'B.', module: './command.js', network: 'none' }] } },
    'PLUGIN_CLASH',
    'plan b',
  ],
  ['a playbook that is wrong', { playbook: 'api_version: cloudops/v1\n' }, 'PLUGIN_PLAYBOOKS_INVALID', 'acme.yaml:1:1'],
  [
    'a trigger that asks for more than ours',
    { trigger: '{ intent_type: diagnose, goal: high-cpu, resource_type: namespace, filters: [namespace] }' },
    'PLUGIN_PLAYBOOKS_INVALID',
    'k8s-high-cpu',
  ],
  [
    'a trigger without a goal, which ours have',
    { trigger: '{ intent_type: diagnose, resource_type: pod, filters: [name, namespace] }' },
    'PLUGIN_PLAYBOOKS_INVALID',
    'answers: diagnose',
  ],
  ['a finding code of ours', { finding: 'CPU-104' }, 'PLUGIN_CLASH', 'CPU-104'],
  ['a question of ours', { examples: ['Why is  CPU high in prod?'] }, 'PLUGIN_PLAYBOOKS_INVALID', 'k8s-high-cpu'],
];

describe.concurrent('a plugin is refused with', () => {
  it.each(refused)('%s', { timeout: 60_000 }, async (_, parts, code, told) => {
    const user = createUser();
    const result = await link(user, writePlugin(user, parts));
    expect([result.status, result.document]).toEqual([2, expect.objectContaining({ error: expect.anything() })]);
    expectError(result.document, code);
    expect(result.stdout).toContain(told);
    expectTidy(result);
    const { document } = await user.json(['plugins', 'list']);
    expect(document).toMatchObject({ plugins: [] });
    const events = (await user.records()).map(({ event, result: { status } }) => `${event} ${status}`);
    expect(events).not.toContain('plugin.installed completed');
  });

  it('a name that another one has, and both are named', { timeout: 60_000 }, async () => {
    const { user } = await linkedUser();
    const other = writePlugin(user, { name: 'other', providerName: 'acme' });
    const result = await link(user, other);
    expect(result.status).toBe(2);
    expectError(result.document, 'PLUGIN_CLASH');
    expect(result.stdout).toContain('cloudops-plugin-acme');
    expect(result.stdout).toContain('cloudops-plugin-other');
  });

  it('a finding code that another one has, and both are named', { timeout: 60_000 }, async () => {
    const { user } = await linkedUser({ finding: 'ROT-101' });
    const result = await link(user, writePlugin(user, { name: 'other', finding: 'ROT-101' }));
    expect(result.status).toBe(2);
    expectError(result.document, 'PLUGIN_CLASH');
    expect(result.stdout).toContain('cloudops-plugin-acme');
    expect(result.stdout).toContain('cloudops-plugin-other');
  });
});

describe.concurrent('a plugin that broke since', () => {
  const breakages = [
    ['its folder is gone', (folder: string) => rmSync(folder, { recursive: true })],
    ['its module throws', (folder: string) => writeFileSync(join(folder, 'provider.js'), "throw new Error('broken');")],
    ['its manifest is nonsense', (folder: string) => writeFileSync(join(folder, 'package.json'), '{')],
  ] as const;

  it.each(breakages)(
    '(%s) is named by what needs it, and noted by what does not',
    { timeout: 60_000 },
    async (_, harm) => {
      const { user, folder } = await linkedUser();
      user.write('.config/cloudops/playbooks/mine.yaml', mine);
      harm(folder);
      const needing = await user.json(['ask', questionFor('mine')]);
      expect(needing.status).toBe(2);
      expect(needing.stdout).toContain('cloudops-plugin-acme');
      rmSync(join(user.home, '.config/cloudops/playbooks/mine.yaml'));
      const other = await user.run(shipped);
      expect([other.status, other.stdout]).toEqual([0, expect.stringContaining('completed')]);
      expect(other.stderr).toContain('The plugin cloudops-plugin-acme is left out: ');
      const health = await user.json(['doctor', '--timeout', '5']);
      expect(health.document).toMatchObject({
        checks: expect.arrayContaining([
          expect.objectContaining({ name: 'plugin cloudops-plugin-acme', status: 'failed' }),
        ]),
      });
      expect(await user.run(['plugins', 'uninstall', 'cloudops-plugin-acme'])).toMatchObject({ status: 0 });
      expect((await user.run(shipped)).stderr).toBe('');
    },
  );

  it('does not keep its command, and the name of the plugin is told', { timeout: 60_000 }, async () => {
    const { user, folder } = await linkedUser();
    rmSync(folder, { recursive: true });
    const result = await user.json(['acme', 'say']);
    expect(result.status).toBe(2);
    expectError(result.document, 'PLUGIN_BROKEN');
    expect(result.stdout).toContain('cloudops-plugin-acme');
  });
});

/** A playbook of the user's own that uses the plugin. */
const mine = `api_version: cloudops/v1
metadata: { name: mine-turnips, version: 1.0.0, title: Mine, description: Mine., examples: ["${questionFor('mine')}"] }
triggers: [{ intent_type: audit, resource_type: mine, goal: mine-turnips }]
inputs: {}
steps: [{ id: look, action: acme.look }]
findings: []
`;
