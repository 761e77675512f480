import { buildBinaries } from './build-binary.ts';
import { outputFolder } from './folders.ts';
import { findTarget, hostTarget, targets } from './targets.ts';

const [task, ...names] = process.argv.slice(2);
if (task === 'binary') {
  const wanted = names.includes('all') ? targets : names.length === 0 ? [hostTarget()] : names.map(findTarget);
  const { binaries } = await buildBinaries(wanted, outputFolder);
  for (const { file } of binaries) process.stdout.write(`${file}\n`);
} else {
  process.stderr.write('Usage: node packaging/src/main.ts binary [all | PLATFORM…]\n');
  process.exitCode = 2;
}
