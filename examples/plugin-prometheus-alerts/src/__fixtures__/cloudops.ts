import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const program =
  process.env.CLOUDOPS_TEST_PROGRAM ?? fileURLToPath(new URL('../../../../apps/cli/bin/run.js', import.meta.url));

/** How a command ended. */
export interface CommandResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** The built command line, with an empty home. */
export interface CloudOps {
  run(args: readonly string[]): Promise<CommandResult>;
  /** The one JSON document that a command printed. */
  json(args: readonly string[]): Promise<unknown>;
  close(): Promise<void>;
}

/** @param configuration of config.yaml; JSON is YAML. @param environment besides PATH and HOME. */
export async function createCloudOps(
  configuration: unknown,
  environment: Readonly<Record<string, string>> = {},
): Promise<CloudOps> {
  const home = await mkdtemp(join(tmpdir(), 'cloudops-plugin-'));
  await mkdir(join(home, '.config', 'cloudops'), { recursive: true });
  await writeFile(join(home, '.config', 'cloudops', 'config.yaml'), JSON.stringify(configuration));
  const env = { PATH: process.env.PATH ?? '', LANG: 'C.UTF-8', HOME: home, ...environment };
  const run: CloudOps['run'] = (args) =>
    new Promise((resolve) => {
      execFile(process.execPath, [program, ...args], { cwd: home, env, timeout: 90_000 }, (error, stdout, stderr) => {
        const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
        resolve({ status, stdout, stderr });
      });
    });
  return {
    run,
    json: async (args) => JSON.parse((await run([...args, '-o', 'json'])).stdout) as unknown,
    close: () => rm(home, { recursive: true, force: true }),
  };
}
