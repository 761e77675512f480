import { CloudOpsError } from '@cloudops/spec';

/** Why an update came to nothing. The binary that was there still is. */
export type UpdateErrorCode =
  | 'UPDATE_BUSY'
  | 'UPDATE_BROKEN'
  | 'UPDATE_DOWNGRADE'
  | 'UPDATE_EXPIRED'
  | 'UPDATE_INDEX_INVALID'
  | 'UPDATE_NOT_CONFIGURED'
  | 'UPDATE_NOT_FOUND'
  | 'UPDATE_NOT_HERE'
  | 'UPDATE_REPLAYED'
  | 'UPDATE_TAMPERED'
  | 'UPDATE_UNREACHABLE'
  | 'UPDATE_UNSIGNED'
  | 'UPDATE_UNWRITABLE';

const nextSteps: Readonly<Record<UpdateErrorCode, string>> = {
  UPDATE_BUSY: 'Wait until the other update has ended.',
  UPDATE_BROKEN: 'Stay with this version, and report it: cloudops version',
  UPDATE_DOWNGRADE: 'If you mean it, name the version: cloudops update --to VERSION',
  UPDATE_EXPIRED: 'Check this machine’s clock; then tell whoever publishes the releases to sign their list anew.',
  UPDATE_INDEX_INVALID: 'Check update.url in config.yaml: it has to lead to a list of releases.',
  UPDATE_NOT_CONFIGURED: 'Configure update.url and update.keys in config.yaml; the keys are needed with --from, too.',
  UPDATE_NOT_FOUND: 'See which versions there are: cloudops update --check',
  UPDATE_NOT_HERE: 'Update it with what it was installed with.',
  UPDATE_REPLAYED: 'Somebody may keep newer releases from you: compare with another network.',
  UPDATE_TAMPERED: 'Nothing was installed. Try again; if it stays so, tell whoever publishes the releases.',
  UPDATE_UNREACHABLE: 'Check the network and the address, and try again: what was fetched is kept.',
  UPDATE_UNSIGNED: 'Nothing was installed. Check update.url and update.keys in config.yaml.',
  UPDATE_UNWRITABLE: 'Run it as a user that may write there, or install CloudOps into a folder of your own.',
};

/** An error of updating. */
export function updateError(
  code: UpdateErrorCode,
  message: string,
  more: { readonly cause?: unknown; readonly nextSteps?: readonly string[] } = {},
): CloudOpsError {
  return new CloudOpsError({ code, message, nextSteps: more.nextSteps ?? [nextSteps[code]], cause: more.cause });
}

/** Turns what the file system said about a place into an error of ours. */
export function toPlaceError(error: unknown, place: string): CloudOpsError {
  if (CloudOpsError.isInstance(error)) return error;
  return updateError('UPDATE_UNWRITABLE', `${place} cannot be written: ${(error as Error).message}`, { cause: error });
}
