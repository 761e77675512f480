import { mkdir, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { isCode, replaceFile } from '../log/atomic-file.ts';
import type { CheckpointAnchor } from './anchor.ts';
import { anchorFailed } from './errors.ts';
import { refuseUncontinued } from './held-note.ts';

/** Which file. */
export interface FileAnchorOptions {
  /** On another disk or machine than the log, such as a mounted share; its folder is created. */
  readonly path: string;
}

/** Keeps the newest checkpoint in a file. As safe as the file is from whoever can change the log. */
export function createFileAnchor({ path }: FileAnchorOptions): CheckpointAnchor {
  const name = `file ${path}`;
  const recall = (): Promise<string | null> => readNote(path, name);
  return {
    kind: 'file',
    name,
    recall,
    publish: async (submission) => {
      const held = await recall();
      const why = held === null ? null : await refuseUncontinued(held, submission);
      if (why !== null) return { kind: 'refused', why };
      try {
        await mkdir(dirname(path), { recursive: true });
        replaceFile(path, submission.note);
      } catch (error) {
        throw anchorFailed(name, 'could not be written', error);
      }
      return { kind: 'anchored', note: submission.note };
    },
  };
}

async function readNote(path: string, name: string): Promise<string | null> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return null;
    throw anchorFailed(name, 'could not be read', error);
  }
}
