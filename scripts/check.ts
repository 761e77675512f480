import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkApiReports } from './api-report.ts';
import { findViolations } from './boundaries.ts';
import { generate } from './generate.ts';
import { listLibraries, root } from './workspace.ts';

interface Check {
  readonly name: string;
  /** What is wrong, one entry each; empty when nothing is. */
  run(): readonly string[];
}

const checks: readonly Check[] = [
  { name: 'types', run: () => [...run('tsc', ['-b']), ...run('tsc', ['-p', 'tsconfig.tests.json'])] },
  { name: 'lint and format', run: () => run('biome', ['ci', '--colors=off', '--error-on-warnings', '.']) },
  { name: 'unused code', run: () => run('knip', []) },
  { name: 'boundaries', run: findViolations },
  { name: 'generated files', run: () => generate('check') },
  { name: 'API reports', run: () => checkApiReports('check') },
  { name: 'package exports', run: checkPackages },
];

/** Without colours, which would only be escapes in a log. */
const plain = { ...process.env, NO_COLOR: '1', FORCE_COLOR: undefined };

/** Runs a tool of the workspace; what it printed is the complaint. */
function run(tool: string, args: readonly string[], folder: string = root): readonly string[] {
  // pnpm comes with the call of this script; the others are the workspace's own.
  const program = tool === 'pnpm' ? tool : join(root, 'node_modules/.bin', tool);
  const result = spawnSync(program, args, { cwd: folder, encoding: 'utf8', env: plain });
  if (result.status === 0) return [];
  return [
    `${tool} ${args.join(' ')} (${folder.slice(root.length + 1) || '.'})\n${result.stdout ?? result.error}${result.stderr ?? ''}`,
  ];
}

function checkPackages(): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), 'cloudops-pack-'));
  try {
    return listLibraries().flatMap((entry) => {
      const out = join(folder, entry.name.replace('/', '-'));
      const packed = run('pnpm', ['pack', '--pack-destination', out], join(root, entry.folder));
      if (packed.length > 0) return packed;
      const tarball = join(out, readdirSync(out)[0] ?? '');
      return [...run('publint', [tarball, '--strict']), ...run('attw', [tarball, '--profile', 'esm-only'])];
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

let failed = 0;
for (const check of checks) {
  const problems = check.run();
  failed += problems.length > 0 ? 1 : 0;
  process.stdout.write(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${check.name}\n`);
  for (const problem of problems) process.stdout.write(`  ${problem.replaceAll('\n', '\n  ')}\n`);
}
process.stdout.write(`\n${checks.length - failed} passed, ${failed} failed, 0 skipped\n`);
process.exitCode = failed > 0 ? 1 : 0;
