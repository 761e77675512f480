import { createInterface } from 'node:readline/promises';
import { CloudOpsError } from '@cloudops/spec';
import { showControls } from '../visible-controls.ts';

/** Whether somebody sits at the terminal who reads what is asked and can answer. */
export function isPersonThere(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}

/**
 * Shows a text on standard error and asks for a yes. Anything else is no: Enter, Ctrl-C, the end of the input, and nobody
 * there to ask.
 * @param shown already escaped, ending in a newline.
 */
export async function askYes(shown: string, question: string): Promise<boolean> {
  if (!isPersonThere()) return false;
  process.stderr.write(showControls(shown));
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${question} [y/N] `)).trim());
  } catch {
    return false;
  } finally {
    terminal.close();
  }
}

/** What was to be done and was not wanted after all. */
export function declined(message: string): CloudOpsError {
  return new CloudOpsError({ code: 'DECLINED', message, nextSteps: ['Run the command again and answer y.'] });
}
