import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AnchorSubmission, CheckpointAnchor } from './anchor.ts';
import { anchorFailed, anchorInvalid } from './errors.ts';
import { refuseUncontinued } from './held-note.ts';

/** Which repository, and where in it. */
export interface GitAnchorOptions {
  /** A work tree whose branch is checked out. */
  readonly repository: string;
  /** The file's name in it, without folders. Default `audit-checkpoint`. */
  readonly file?: string;
  /** Where to push to and to read from, such as `origin`; null keeps to the work tree. Its branch should be protected. */
  readonly remote: string | null;
  /** The branch on the remote. Default `main`. */
  readonly branch?: string;
  /** For each call of git. Default 30,000. */
  readonly timeoutMs?: number;
}

interface Git {
  readonly name: string;
  readonly options: Required<GitAnchorOptions>;
  readonly run: (commandLine: readonly string[], signal?: AbortSignal) => Promise<GitAnswer>;
}

interface GitAnswer {
  readonly status: number;
  readonly output: string;
  readonly errors: string;
}

/** Keeps checkpoints as commits of one file: the history says when each was seen. */
export function createGitAnchor(options: GitAnchorOptions): CheckpointAnchor {
  const { repository, remote } = options;
  const name = `git ${remote === null ? repository : `${repository} ${remote}`}`;
  const full = { file: 'audit-checkpoint', branch: 'main', timeoutMs: 30_000, ...options };
  if (!/^[\w.][\w.-]*$/.test(full.file)) throw anchorInvalid(name, 'must keep its checkpoint in a file of plain name');
  // A name that begins with a dash would be read as an option.
  if ([full.branch, remote ?? ''].some((part) => part.startsWith('-')))
    throw anchorInvalid(name, 'has an unusable name');
  const git: Git = { name, options: full, run: (line, signal) => runGit(full, line, signal) };
  return {
    kind: 'git',
    name,
    recall: (signal) => recall(git, signal),
    publish: async (submission, signal) => {
      const held = await recall(git, signal);
      const why = held === null ? null : await refuseUncontinued(held, submission);
      if (why !== null) return { kind: 'refused', why };
      if (held !== submission.note) await commit(git, submission, signal);
      return { kind: 'anchored', note: submission.note };
    },
  };
}

async function recall({ name, options, run }: Git, signal?: AbortSignal): Promise<string | null> {
  const { remote, branch, file } = options;
  let revision = 'HEAD';
  if (remote !== null) {
    const heads = await run(['ls-remote', '--exit-code', '--heads', remote, branch], signal);
    // 2 is for "nothing found": a repository without the branch.
    if (heads.status === 2) return null;
    if (heads.status !== 0) throw anchorFailed(name, `could not be asked: ${lastLine(heads)}`);
    const fetched = await run(['fetch', '--quiet', remote, `refs/heads/${branch}`], signal);
    if (fetched.status !== 0) throw anchorFailed(name, `could not be fetched: ${lastLine(fetched)}`);
    revision = 'FETCH_HEAD';
  }
  const known = await run(['rev-parse', '--verify', '--quiet', revision], signal);
  if (known.status === 1) return null;
  const listed = await run(['ls-tree', '--name-only', revision, '--', file], signal);
  if (listed.status !== 0) throw anchorFailed(name, `could not be read: ${lastLine(listed)}`);
  if (listed.output.trim() === '') return null;
  const shown = await run(['cat-file', 'blob', `${revision}:${file}`], signal);
  if (shown.status === 0) return shown.output;
  throw anchorFailed(name, `could not be read: ${lastLine(shown)}`);
}

async function commit({ name, options, run }: Git, { note, checkpoint }: AnchorSubmission, signal?: AbortSignal) {
  const { repository, file, remote, branch } = options;
  try {
    await writeFile(join(repository, file), note);
  } catch (error) {
    throw anchorFailed(name, 'could not be written', error);
  }
  const message = `Audit checkpoint of ${checkpoint.origin} at ${checkpoint.size} records`;
  const steps = [
    ['add', '--', file],
    ['commit', '--quiet', '--no-verify', '-m', message, '--', file],
    ...(remote === null ? [] : [['push', '--quiet', remote, `HEAD:refs/heads/${branch}`]]),
  ];
  for (const step of steps) {
    const { status, ...said } = await run(step, signal);
    const isNothingNew = step[0] === 'commit' && status === 1 && /nothing|clean/.test(said.output);
    if (status !== 0 && !isNothingNew) throw anchorFailed(name, `did not ${step[0]}: ${lastLine({ status, ...said })}`);
  }
}

function lastLine({ output, errors }: GitAnswer): string {
  const lines = `${output}\n${errors}`.trim().split('\n');
  return JSON.stringify((lines.at(-1) ?? '').slice(0, 200));
}

function runGit(
  { repository, timeoutMs }: Required<GitAnchorOptions>,
  commandLine: readonly string[],
  signal?: AbortSignal,
): Promise<GitAnswer> {
  // Nobody is there to type a password; messages are read, so they must be in one language.
  const env = { ...process.env, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  const options = { env, timeout: timeoutMs, maxBuffer: 1_000_000, ...(signal === undefined ? {} : { signal }) };
  return new Promise((resolve) => {
    execFile('git', ['-C', repository, ...commandLine], options, (error, output, errors) => {
      const status = error === null ? 0 : typeof error.code === 'number' ? error.code : -1;
      resolve({ status, output, errors: errors || (error?.message ?? '') });
    });
  });
}
