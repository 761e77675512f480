import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { QuietScene } from './quiet-commands.ts';
import { type CliUser, program } from './run-cli.ts';

/** The words of every command of the program under test, as oclif's manifest has them. */
export function listCommandWords(): readonly string[] {
  const manifest = join(dirname(dirname(program)), 'oclif.manifest.json');
  const { commands } = JSON.parse(readFileSync(manifest, 'utf8')) as { commands: Record<string, unknown> };
  return Object.keys(commands)
    .map((id) => id.replaceAll(':', ' '))
    .sort();
}

/** Gives a user a run, a record, a plan, a key and a plugin to talk about; before anything is denied. */
export async function setQuietScene(user: CliUser): Promise<QuietScene> {
  const { document } = await user.json(['investigate', 'why is CPU high in prod?', '--world', 'hot-shard']);
  const { run } = document as { run: { id: string; audit_ids: readonly string[] } };
  const plan = join(user.home, 'reads.json');
  await user.run(['plan', 'why is CPU high in prod?', '--world', 'hot-shard', '--out', plan]);
  const approver = join(user.home, 'approver');
  await user.run(['approve', 'key', '--key', approver]);
  const plugin = join(user.home, 'plugin');
  await user.run(['plugins', 'create', 'queue', '--folder', plugin]);
  await user.run(['plugins', 'link', plugin, '--yes']);
  return {
    run: run.id,
    record: run.audit_ids[0] ?? '',
    plan,
    approver,
    plugin,
    fresh: (name) => join(user.home, 'fresh', name),
  };
}

/** A kubeconfig that leads to a server: with it a command is asked to go out. */
export function clusterConfig(server: string): string {
  return [
    ...[
      'apiVersion: v1',
      'kind: Config',
      'current-context: a',
      `clusters: [{name: a, cluster: {server: "${server}"}}]`,
    ],
    ...['contexts: [{name: a, context: {cluster: a, user: a}}]', 'users: [{name: a, user: {token: x}}]', ''],
  ].join('\n');
}
