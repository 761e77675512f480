/** The command of this process, as far as it may be counted. */
export interface RunningCommand {
  /** Such as `audit list`. */
  readonly command: string;
  playbook: string | null;
}

let running: RunningCommand | null = null;

/** Notes which of our own commands runs. */
export function beginCommand(id: string | undefined): void {
  if (id !== undefined) running = { command: id.replaceAll(':', ' '), playbook: null };
}

/** The command that runs; null where none of ours does. */
export function findRunningCommand(): RunningCommand | null {
  return running;
}
