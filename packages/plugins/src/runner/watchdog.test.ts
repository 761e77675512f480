import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { runner } from '../__fixtures__/isolate.ts';

/** More than Linux and macOS ever give. */
const nobody = '1073741824';

describe('a runner', () => {
  it('ends where its host was gone before it looked, though its line is still open', async () => {
    const [program, words] = [runner.program, runner.arguments.filter((word) => !word.startsWith('--allow'))];
    const child = spawn(program, [...words, nobody, '1000000000'], {
      stdio: ['ignore', 'ignore', 'ignore', 'pipe', 'pipe'],
    });
    expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
  }, 30_000);
});
