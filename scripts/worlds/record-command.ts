import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { root } from '../workspace.ts';

/** What a recorded world says of itself, and the question that is put to it. */
export interface WorldText {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly question: string;
}

/**
 * Records a world by the built command line. Waits without blocking, since what answers may live in this process.
 * @param flags besides those that name the world.
 */
export async function recordByCommand(
  { name, title, description, question }: WorldText,
  environment: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<void> {
  const out = join(root, 'playbooks/worlds', `${name}.world.json`);
  const told = ['--name', name, '--title', title, '--description', description, '--out', out, '--force'];
  const command = [join(root, 'apps/cli/bin/run.js'), 'record', question, ...told, ...flags];
  process.stdout.write(`${name}: `);
  const child = spawn(process.execPath, command, { stdio: 'inherit', env: { ...process.env, ...environment } });
  const [status] = await once(child, 'close');
  if (status !== 0) process.exitCode = 1;
}
