import { type AuditLog, type Verification, verifyArchive } from '@cloudops/audit';
import { CloudOpsError } from '@cloudops/spec';
import { exitStatus } from '../errors/exit-status.ts';
import type { OutputForm } from '../output.ts';
import type { Screen } from '../screen.ts';
import { renderVerification } from '../verification.ts';
import { describeRange, renderArchiveVerification } from './archive.ts';
import { createAnchors } from './create-anchors.ts';
import type { OpenLog } from './open-log.ts';
import { wrapLines } from './wrap-lines.ts';

/** What to verify: the log, or an archive by itself. */
export interface VerifyRequest {
  readonly archive: string | undefined;
  readonly key: string | undefined;
  /** Asks none of the configured places outside. */
  readonly offline: boolean;
  readonly form: OutputForm;
  readonly screen: Screen;
}

/** What was found, as text, and the exit status. */
export interface Verified {
  readonly text: string;
  readonly exit: number;
}

/**
 * Verifies an archive where one is named, else the log.
 * @throws CloudOpsError `KEY_WITHOUT_ARCHIVE`, those of log and archive.
 */
export async function verify(
  request: VerifyRequest,
  withLog: (use: (log: AuditLog, open: OpenLog) => Promise<Verified>) => Promise<Verified>,
): Promise<Verified> {
  const { archive, key, offline, form, screen } = request;
  if (archive !== undefined) {
    const found = await verifyArchive(archive, key);
    return { text: renderArchiveVerification(found, form, screen), exit: toExit(found.kind) };
  }
  if (key !== undefined) throw keyWithoutArchive();
  return withLog(async (log, open) => {
    const found = await log.verify({ anchors: offline ? [] : createAnchors(open) });
    return { text: render(found, form, screen), exit: toExit(found.kind) };
  });
}

function render(found: Verification, form: OutputForm, screen: Screen): string {
  const text = renderVerification(found, form, screen);
  if (form !== 'human') return text;
  return `${wrapLines([...text.trimEnd().split('\n'), ...describeCut(found)], screen)}\n`;
}

/** What the log let go of, and which files are needed to read it. */
function describeCut(found: Verification): readonly string[] {
  if (found.kind === 'broken' || found.cut === null) return [];
  const { end, archives } = found.cut;
  return [
    `Records 0 to ${end - 1} were archived and cut: their hashes verify, to read them these files are needed:`,
    ...archives.flatMap(describeRange),
  ];
}

function toExit(kind: 'verified' | 'broken'): number {
  return kind === 'verified' ? exitStatus.ok : exitStatus.audit;
}

function keyWithoutArchive(): CloudOpsError {
  return new CloudOpsError({
    code: 'KEY_WITHOUT_ARCHIVE',
    message: '--key is for archives: the log is checked with its own.',
    nextSteps: ['cloudops audit verify --archive FILE --key VERIFIER-KEY'],
  });
}
