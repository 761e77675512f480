import { access, constants, readdir, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { download, unpack } from './download.ts';
import { type FetchIndexOptions, fetchIndex, type ReleaseSource } from './fetch-index.ts';
import type { FetchLimits } from './open-url.ts';
import type { Release, ReleaseArtifact, ReleaseIndex } from './release-index.ts';
import { alone, checkStart, previousOf, putInPlace } from './swap.ts';
import { toPlaceError, updateError } from './update-error.ts';
import { compareVersions, isPrerelease } from './version-order.ts';

/** How far an update has come. */
export type UpdateStep = 'verified' | 'downloaded' | 'unpacked' | 'started' | 'switched';

/** What updating takes. */
export interface UpdateOptions {
  /** The binary in use. */
  readonly file: string;
  readonly version: string;
  /** Such as `linux-x64`. */
  readonly platform: string;
  readonly source: ReleaseSource;
  /** Keeps which index was seen last. */
  readonly memory: string;
  readonly limits: FetchLimits;
  readonly signal: AbortSignal;
  readonly now: number;
  /** This version instead of the newest; the only way to an older one. */
  readonly to?: string;
  /** Only tells. */
  readonly check?: boolean;
  onStep?(step: UpdateStep): void;
}

/** What became of it. */
export type UpdateResult =
  | { readonly kind: 'current'; readonly from: string }
  | { readonly kind: 'available'; readonly from: string; readonly to: string; readonly size: number }
  | { readonly kind: 'updated' | 'rolled-back'; readonly from: string; readonly to: string; readonly previous: string };

/**
 * Replaces the binary in use by a signed one, after that was seen to start. Whatever fails or ends it in between, the one
 * in use stays in place and whole.
 * @throws CloudOpsError `UPDATE_…`.
 */
export async function update(options: UpdateOptions): Promise<UpdateResult> {
  const { file, version, signal, onStep } = options;
  if (options.check !== true) await assertWritable(file);
  const index = await fetchIndex(options satisfies FetchIndexOptions);
  onStep?.('verified');
  const release = chooseRelease(index, options);
  if (release === null) return { kind: 'current', from: version };
  const artifact = chooseArtifact(release, options.platform);
  const { version: to } = release;
  if (options.check === true) return { kind: 'available', from: version, to, size: artifact.size };
  return inPlace(file, () =>
    alone(file, async () => {
      const next = join(dirname(file), `.cloudops-${to}.new`);
      const part = join(dirname(file), `.cloudops-${to}-${options.platform}.part`);
      await clearLeftovers(file, basename(part));
      try {
        await download({ ...options, url: new URL(artifact.file, options.source.url).href, artifact, part });
        onStep?.('downloaded');
        await unpack(part, artifact, next);
        onStep?.('unpacked');
        await checkStart(next, to, signal);
        onStep?.('started');
        signal.throwIfAborted();
        await putInPlace(next, file);
        onStep?.('switched');
      } finally {
        await rm(next, { force: true });
      }
      await rm(part, { force: true });
      return { kind: 'updated', from: version, to, previous: previousOf(file) };
    }),
  );
}

/** Changes back to the binary that was in use before, which takes the place of this one. */
export async function rollBack({
  file,
  version,
  signal,
}: Pick<UpdateOptions, 'file' | 'version' | 'signal'>): Promise<UpdateResult> {
  const previous = previousOf(file);
  await access(previous).catch(() => {
    throw updateError('UPDATE_NOT_FOUND', `There is no binary to go back to: ${previous} is not there.`, {
      nextSteps: ['Name the version that you want: cloudops update --to VERSION'],
    });
  });
  await assertWritable(file);
  return inPlace(file, () =>
    alone(file, async () => {
      const to = await checkStart(previous, null, signal);
      await putInPlace(previous, file);
      return { kind: 'rolled-back', from: version, to, previous };
    }),
  );
}

function chooseRelease({ releases }: ReleaseIndex, { version, to }: UpdateOptions): Release | null {
  if (to !== undefined) {
    const named = releases.find((release) => release.version === to);
    if (named === undefined) throw updateError('UPDATE_NOT_FOUND', `There is no release ${to}.`);
    return to === version ? null : named;
  }
  const newest = releases
    .filter((release) => !isPrerelease(release.version))
    .sort((left, right) => compareVersions(right.version, left.version))[0];
  if (newest === undefined) throw updateError('UPDATE_NOT_FOUND', 'The list of releases is empty.');
  const order = compareVersions(newest.version, version);
  if (order < 0) {
    throw updateError('UPDATE_DOWNGRADE', `The newest release, ${newest.version}, is older than this one, ${version}.`);
  }
  return order === 0 ? null : newest;
}

function chooseArtifact({ version, artifacts }: Release, platform: string): ReleaseArtifact {
  const artifact = artifacts.find((candidate) => candidate.platform === platform);
  if (artifact !== undefined) return artifact;
  throw updateError('UPDATE_NOT_FOUND', `The release ${version} has no binary for ${platform}.`);
}

/** Known before anything is fetched. */
async function assertWritable(file: string): Promise<void> {
  const folder = dirname(file);
  await access(`${folder}/.`, constants.W_OK).catch((error) => {
    throw toPlaceError(error, folder);
  });
}

/** What a killed run left, but for a download that can be continued. */
async function clearLeftovers(file: string, keep: string): Promise<void> {
  const folder = dirname(file);
  const ours = /^\.cloudops-(?:.*\.(?:new|part)|kept-\d+)$/;
  for (const name of await readdir(folder)) {
    if (ours.test(name) && name !== keep) await rm(join(folder, name), { force: true });
  }
}

async function inPlace<T>(file: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw toPlaceError(error, dirname(file));
  }
}
