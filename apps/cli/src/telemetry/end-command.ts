import { settleLeftBehind } from './left-behind.ts';
import { countCommand } from './usage/count-command.ts';

/**
 * Ends a command whose answer is shown: what goes to a collector gets its two seconds at most. Where it did not arrive, a
 * look-up or a connection may still hang; the process does not wait for that.
 */
export async function endCommand(argv: readonly string[]): Promise<void> {
  const notes = await settleLeftBehind();
  await countCommand(process.env, Number(process.exitCode ?? 0));
  if (notes.length === 0) return;
  if (argv.includes('--verbose')) process.stderr.write(notes.map((note) => `${note}\n`).join(''));
  process.stdout.write('', () => process.stderr.write('', () => process.exit()));
}
