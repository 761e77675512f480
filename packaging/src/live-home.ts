import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** How a program ended. */
export interface Ended {
  readonly status: number | string | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Somebody with an empty home, a bare PATH and nothing else: no repository, no Node, no configuration. */
export interface Stranger {
  readonly home: string;
  run(program: string, args: readonly string[], environment?: Readonly<Record<string, string>>): Promise<Ended>;
}

/** Makes one. */
export function createStranger(): Stranger {
  const home = mkdtempSync(join(tmpdir(), 'cloudops-stranger-'));
  mkdirSync(join(home, 'work'));
  return {
    home,
    run: (program, args, environment = {}) =>
      new Promise((resolve) => {
        const child = spawn(program, args, {
          cwd: join(home, 'work'),
          env: { HOME: home, PATH: '/usr/bin:/bin', LANG: 'C.UTF-8', ...environment },
          stdio: ['ignore', 'pipe', 'pipe'],
          timeout: 120_000,
        });
        const output = { stdout: '', stderr: '' };
        for (const name of ['stdout', 'stderr'] as const) {
          child[name].setEncoding('utf8').on('data', (text: string) => {
            output[name] += text;
          });
        }
        child.on('error', (error) => resolve({ status: error.message, ...output }));
        child.on('close', (status, signal) => resolve({ status: status ?? signal, ...output }));
      }),
  };
}
