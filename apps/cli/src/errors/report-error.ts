import { escapeForTerminal } from '@cloudops/report';
import { CloudOpsError } from '@cloudops/spec';
import { drawsUnicode } from '../screen.ts';
import { showControls } from '../visible-controls.ts';
import { isUsageError, toExitStatus } from './exit-status.ts';
import { toUsageProblem } from './usage-error.ts';

/** What to do about a bug. */
const reportIt = 'Run the command again with --verbose and report what it prints: it is a bug.';

/** An error as both forms show it. */
interface ShownError {
  readonly code: string;
  readonly message: string;
  readonly next_steps: readonly string[];
}

/**
 * Shows the error that ended a command, without a stack trace unless `--verbose`, and sets the exit status.
 * With `-o json` the document on stdout is the error and nothing else.
 * @param commands ids of all commands, for who mistyped one.
 */
export function reportError(error: unknown, argv: readonly string[], commands: readonly string[] = []): void {
  const status = toExitStatus(error);
  if (isQuietExit(error)) {
    process.exitCode = (error as { oclif: { exit?: number } }).oclif.exit ?? status;
    return;
  }
  const shown = toShown(error, argv, commands);
  if (wantsJson(argv))
    process.stdout.write(showControls(`${JSON.stringify({ schema_version: 1, error: shown }, null, 2)}\n`));
  else process.stderr.write(toText(shown));
  if (argv.includes('--verbose') && error instanceof Error) process.stderr.write(`${safe(stackOf(error))}\n`);
  process.exitCode = status;
}

/** What `this.exit(n)` and `--help` throw: an exit, not an error. */
function isQuietExit(error: unknown): boolean {
  return error instanceof Error && 'oclif' in error && (error as { code?: string }).code === 'EEXIT';
}

function wantsJson(argv: readonly string[]): boolean {
  return argv.some(
    (argument, position) =>
      ['-ojson', '-o=json', '--output=json'].includes(argument) ||
      (['-o', '--output'].includes(argument) && argv[position + 1] === 'json'),
  );
}

function toShown(error: unknown, argv: readonly string[], commands: readonly string[]): ShownError {
  if (CloudOpsError.isInstance(error)) {
    const isBug = error.source === 'toolkit' && error.nextSteps.length === 0;
    return { code: error.code, message: error.message, next_steps: isBug ? [reportIt] : error.nextSteps };
  }
  if (error instanceof Error && isUsageError(error)) {
    const { message, nextSteps } = toUsageProblem(error, argv, commands);
    return { code: 'USAGE', message, next_steps: nextSteps };
  }
  const message = error instanceof Error ? error.message : String(error);
  return {
    code: 'UNEXPECTED',
    message: `Unexpected failure: ${message}`,
    next_steps: [reportIt],
  };
}

function toText(shown: ShownError): string {
  const arrow = drawsUnicode() ? '→' : '->';
  const steps = shown.next_steps.map((step) => `  ${arrow} ${safe(step)}\n`).join('');
  return `Error: ${safe(shown.message)} [${shown.code}]\n${steps}`;
}

/** Keeps the message's own line breaks; everything else that could drive a terminal is made visible. */
function safe(text: string): string {
  return text
    .split('\n')
    .map((line) => escapeForTerminal(line, { maximum: 2000, unicode: drawsUnicode() }))
    .join('\n  ');
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\nCaused by: ${stackOf(error.cause)}` : own;
}
