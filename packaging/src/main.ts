import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { buildBinaries } from './build-binary.ts';
import { outputFolder, repositoryFolder } from './folders.ts';
import { toManPage } from './man-page.ts';
import { readManifest } from './manifest.ts';
import { makeRelease } from './release.ts';
import { findTarget, hostTarget, type Target, targets } from './targets.ts';

const usage = `Usage: node packaging/src/main.ts TASK [all | PLATFORM…]
  binary   the standalone binary
  man      the manual page, to standard output
  release  all that is published: CLOUDOPS_RELEASE_KEY=FILE CLOUDOPS_RELEASE_BASE=URL
           CLOUDOPS_RELEASE_PREVIOUS=FILE (the list of releases so far), CLOUDOPS_RELEASE_DAYS=N (90)
Platforms: ${targets.map((target) => target.name).join(', ')}; this one unless named.
`;

/** The time of the last commit, unless the environment says another. */
function findEpoch(): number {
  const { SOURCE_DATE_EPOCH } = process.env;
  if (SOURCE_DATE_EPOCH !== undefined) return Number(SOURCE_DATE_EPOCH);
  return Number(execFileSync('git', ['log', '-1', '--format=%ct'], { cwd: repositoryFolder, encoding: 'utf8' }));
}

async function release(wanted: readonly Target[]): Promise<void> {
  const {
    CLOUDOPS_RELEASE_KEY,
    CLOUDOPS_RELEASE_BASE,
    CLOUDOPS_RELEASE_PREVIOUS,
    CLOUDOPS_RELEASE_DAYS = '90',
  } = process.env;
  if (CLOUDOPS_RELEASE_KEY === undefined || CLOUDOPS_RELEASE_BASE === undefined) throw new Error(usage);
  const files = await makeRelease({
    targets: wanted,
    folder: outputFolder,
    key: readFileSync(CLOUDOPS_RELEASE_KEY, 'utf8'),
    url: CLOUDOPS_RELEASE_BASE.replace(/\/$/, ''),
    epoch: findEpoch(),
    days: Number(CLOUDOPS_RELEASE_DAYS),
    ...(CLOUDOPS_RELEASE_PREVIOUS === undefined ? {} : { previous: CLOUDOPS_RELEASE_PREVIOUS }),
  });
  process.stdout.write(files.map((file) => `${file}\n`).join(''));
}

const [task, ...names] = process.argv.slice(2);
const wanted = names.includes('all') ? targets : names.length === 0 ? [hostTarget()] : names.map(findTarget);
if (task === 'binary') {
  const { binaries } = await buildBinaries(wanted, outputFolder);
  for (const { file } of binaries) process.stdout.write(`${file}\n`);
} else if (task === 'man') {
  const date = new Date(findEpoch() * 1000).toISOString().slice(0, 10);
  process.stdout.write(toManPage(readManifest(), { date }));
} else if (task === 'release') {
  await release(wanted);
} else {
  process.stderr.write(usage);
  process.exitCode = 2;
}
