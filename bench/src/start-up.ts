import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, measureInTurn, median } from './measure.ts';
import type { Target } from './target.ts';

const rounds = 15;

/** How quick the command line is to start and to answer from a recorded world. */
export async function benchStartUp(cli: string, kubectl: string): Promise<readonly Target[]> {
  const home = mkdtempSync(join(tmpdir(), 'cloudops-bench-'));
  const ours = (...args: readonly string[]): Command => ({
    program: process.execPath,
    args: [cli, ...args],
    environment: { HOME: home, NO_COLOR: '1' },
  });
  const peer: Command = { program: kubectl, args: ['version', '--client'] };
  const question = 'why is CPU high in prod?';
  try {
    const [version = [], theirs = [], world = []] = await measureInTurn(
      [ours('version'), peer, ours('investigate', question, '--world', 'hot-shard')],
      rounds,
    );
    const mine = median(version.map((run) => run.wallMs));
    const other = median(theirs.map((run) => run.wallMs));
    const first = median(world.map((run) => run.firstByteMs));
    const whole = median(world.map((run) => run.wallMs));
    return [
      {
        name: 'cloudops version / kubectl version --client',
        value: mine / other,
        atMost: 1,
        detail: `${mine.toFixed(0)} ms against ${other.toFixed(0)} ms, medians of ${rounds}`,
      },
      { name: 'investigate --world, first line, ms', value: first, atMost: 150, detail: `median of ${rounds}` },
      { name: 'investigate --world, whole, ms', value: whole, atMost: 400, detail: `median of ${rounds}` },
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}
