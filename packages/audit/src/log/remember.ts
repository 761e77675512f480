import { isSameHash } from '../merkle/hash.ts';
import { merkleRoot } from '../merkle/tree.ts';
import { openNote } from '../note/note.ts';
import { type HeadOptions, readHead, readNote, storedNodes } from './head.ts';
import { readMemory, writeMemory } from './memory.ts';

/** Where and when to remember a head. */
export interface RememberOptions extends HeadOptions {
  readonly memoryFile: string;
  /** ISO 8601, UTC. */
  readonly since: string;
}

/**
 * Remembers the log's head, if it continues what was remembered before. If it does not, the older memory stays, since
 * it is what shows the damage to `verify`.
 */
export function rememberHead(options: RememberOptions): void {
  const { size } = readHead(options);
  const note = readNote(options.statements);
  if (note !== null && isContinued(options, size)) writeMemory(options.memoryFile, { note, since: options.since });
}

function isContinued({ statements, path, verifier, memoryFile }: RememberOptions, size: number): boolean {
  const memory = readMemory(memoryFile);
  if (memory.kind !== 'remembered') return memory.kind === 'none';
  const { note, checkpoint } = memory.remembered;
  if (openNote(note, [verifier]).kind === 'refused' || checkpoint.size > size) return false;
  return isSameHash(merkleRoot(checkpoint.size, storedNodes(statements, path)), checkpoint.root);
}
