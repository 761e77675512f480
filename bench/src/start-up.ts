import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Command, type Measurement, measureInTurn, median } from './measure.ts';
import type { Target } from './target.ts';

const rounds = 15;

/** How quick the command line and the standalone binary are to start, and to answer from a recorded world. */
export async function benchStartUp(cli: string, root: string, kubectl: string): Promise<readonly Target[]> {
  const binary = findBinary(cli, root);
  const home = mkdtempSync(join(tmpdir(), 'cloudops-bench-'));
  const ours = (...args: readonly string[]): Command => ({
    program: process.execPath,
    args: [cli, ...args],
    environment: { HOME: home, NO_COLOR: '1' },
  });
  const standalone = (...args: readonly string[]): Command => ({ ...ours(...args), program: binary, args });
  const peer: Command = { program: kubectl, args: ['version', '--client'] };
  const question = 'why is CPU high in prod?';
  try {
    const [version = [], theirs = [], world = [], started = [], listed = []] = await measureInTurn(
      [
        ours('version'),
        peer,
        ours('investigate', question, '--world', 'hot-shard'),
        standalone('version'),
        standalone('playbooks', 'list'),
      ],
      rounds,
    );
    const other = median(theirs.map((run) => run.wallMs));
    const first = median(world.map((run) => run.firstByteMs));
    const whole = median(world.map((run) => run.wallMs));
    const against = (name: string, runs: readonly Measurement[], atMost: number): Target => {
      const mine = median(runs.map((run) => run.wallMs));
      const detail = `${mine.toFixed(0)} ms against ${other.toFixed(0)} ms, medians of ${rounds}`;
      return { name: `${name} / kubectl version --client`, value: mine / other, atMost, detail };
    };
    return [
      against('cloudops version', version, 1),
      against('binary: cloudops version', started, 1),
      against('binary: cloudops playbooks list', listed, 1.5),
      { name: 'investigate --world, first line, ms', value: first, atMost: 150, detail: `median of ${rounds}` },
      { name: 'investigate --world, whole, ms', value: whole, atMost: 400, detail: `median of ${rounds}` },
    ];
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

/** The binary of this platform, compiled anew where it is older than the command line. */
function findBinary(cli: string, root: string): string {
  const file = join(root, 'packaging/out', `cloudops-${process.platform}-${process.arch}`);
  const built = statSync(join(cli, '../../lib/main.js')).mtimeMs;
  const made = statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  if (made < built) {
    execFileSync(process.execPath, [join(root, 'packaging/src/main.ts'), 'binary'], { stdio: ['ignore', 2, 2] });
  }
  return file;
}
