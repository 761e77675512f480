import { createInterface } from 'node:readline/promises';
import { escapeForTerminal } from '@cloudops/report';
import { CloudOpsError } from '@cloudops/spec';

/** What cannot be undone. */
export interface Confirmation {
  /** To be typed. */
  readonly name: string;
  /** Without asking. */
  readonly force: boolean;
  /** What did not happen, for the message: `was not erased`. */
  readonly refusal: string;
  /** The command for a script. */
  readonly command: string;
}

/** Goes on once the name was typed at a terminal, or with `force`. @throws CloudOpsError `CONFIRMATION_MISSING`. */
export async function confirm({ name, force, refusal, command }: Confirmation): Promise<void> {
  if (force || (await isTyped(name))) return;
  throw new CloudOpsError({
    code: 'CONFIRMATION_MISSING',
    message: `${name} ${refusal}: its name was not typed.`,
    nextSteps: ['Type the name when asked, at a terminal.', `In a script: ${command}`],
  });
}

async function isTyped(name: string): Promise<boolean> {
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true) return false;
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const shown = escapeForTerminal(name, { maximum: 500 });
    return (await terminal.question(`This cannot be undone. Type ${shown} to go on: `)) === name;
  } catch {
    // Ctrl-C or the end of the input.
    return false;
  } finally {
    terminal.close();
  }
}
